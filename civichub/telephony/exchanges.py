"""The telephones and the fallback queues of an exchange, from the records of the hub."""

from __future__ import annotations

from collections import defaultdict

from civichub.routing.queries import people_of
from civichub.telephony.configuration import FallbackQueue, Phone
from civichub.telephony.models import Handset, Line
from civichub.telephony.numbers import ways_to_write
from civichub.telephony.passwords import password_of


def phones() -> tuple[Phone, ...]:
    """Every telephone in use, with its password."""
    found = Handset.objects.filter(is_active=True).select_related("person")
    return tuple(
        Phone(one.endpoint, f"{_plain(one.person)} <{one.extension}>", password_of(one), in_browser=one.in_browser)
        for one in found
    )


def _plain(name: object) -> str:
    """A name without what means something in Asterisk's files."""
    return "".join(letter for letter in str(name) if letter not in ';[]<>"\\' and letter.isprintable())


def fallback_queues() -> tuple[FallbackQueue, ...]:
    """For each queue that lines lead to: their numbers, and the telephones of those who serve it."""
    numbers: dict[int, list[str]] = defaultdict(list)
    queues = {}
    for line in Line.objects.filter(is_active=True).select_related("queue").order_by("pk"):
        numbers[line.queue_id] += ways_to_write(line.number)
        queues[line.queue_id] = line.queue
    endpoints = {one.person_id: one.endpoint for one in Handset.objects.filter(is_active=True)}
    return tuple(
        FallbackQueue(
            f"hub-{key}",
            tuple(numbers[key]),
            tuple(endpoints[member.person_id] for member, _, _ in people_of(queue) if member.person_id in endpoints),
        )
        for key, queue in queues.items()
    )
