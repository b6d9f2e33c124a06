"""What this context holds on a person: what the hub sent them, apart from answers to their mail."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.db.models.functions import Lower

from civichub.core.clocks import LONDON
from civichub.core.held import Held, Sought, lines
from civichub.delivery.models import Message


def held(sought: Sought) -> Iterator[Held]:
    """Each message to the person or to one of their email addresses; answers to mail are with the mail."""
    if sought.words:
        return
    people = [f"customers.customer:{pk}" for pk in sought.customer_ids]
    found = Message.objects.alias(address=Lower("to_address")).filter(
        Q(recipient__in=people) | Q(address__in=sought.emails),
        organisation__in=sought.organisations, is_secret=False, correspondence=None, **sought.times("created_at"),
    )  # fmt: skip
    for message in found.order_by("created_at", "pk").iterator(chunk_size=200):
        sent = message.created_at.astimezone(LONDON)
        text = lines(
            ("To", message.to_name), ("Address", message.to_address), ("On", f"{sent:%-d %B %Y %H:%M}"),
            ("Subject", message.subject), ("State", message.get_state_display()),
        )  # fmt: skip
        title = f"{message.get_channel_display()} to them on {sent:%-d %B %Y}: {message.subject}".rstrip(": ")
        yield Held(f"delivery.message:{message.pk}", title[:200], message.created_at, message.organisation_id or 0,
                   f"{text}\n\n{message.body}")  # fmt: skip
