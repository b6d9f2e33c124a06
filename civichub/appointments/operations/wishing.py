"""Waiting without an appointment: which times would suit, and off the list again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from civichub.appointments import policies
from civichub.appointments.availability import next_time, ways_to_meet
from civichub.appointments.events import WishMade
from civichub.appointments.models import Kind, Waiting, Way, Wish
from civichub.appointments.operations.booking import Who, checked_person
from civichub.appointments.operations.seats import one_at_a_time
from civichub.appointments.operations.waiting import leave_line
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require
from civichub.core.references import unused_reference

LEFT = "Left the list"


@dataclass(frozen=True)
class Suits:
    """Which times suit somebody: `meetings` are ways with the site of one in person; hours are local."""

    meetings: Collection[tuple[str, Any]]
    weekdays: Collection[int]
    from_day: date
    until_day: date
    earliest: time = time(0)
    latest: time = time(23, 59)


@operation
def ask_for_time(
    *, kind: Kind, suits: Suits, who: Who, actor: Any, at: datetime, online: bool = False, customer: Any = None
) -> Waiting:
    """Put somebody without an appointment on the list for a time that suits. Twice with the same address is once.

    Raises `Invalid` naming the field.
    """
    require(policies.may_book(actor, kind, online=online))
    checked = who
    for way in sorted({way for way, _ in suits.meetings} or {Way.SITE}):
        checked = checked_person(who, way)
    _check(kind, suits, london_date(at))
    one_at_a_time(kind.organisation_id)
    if earlier := _same_person(kind, checked):
        return earlier
    first = next_time(kind, at=at)
    wish = Wish.objects.create(
        reference=unused_reference(Wish), organisation_id=kind.organisation_id, kind=kind,
        ways=sorted({way for way, _ in suits.meetings}), weekdays=sorted(set(suits.weekdays)), earliest=suits.earliest,
        latest=suits.latest, from_day=suits.from_day, until_day=suits.until_day, name=checked.name, email=checked.email,
        phone=checked.phone, needs=sorted(set(checked.needs)), interpreter=checked.interpreter, notes=checked.notes,
        customer=customer, asked_by=actor, asked_online=online,
        first_free_on=london_date(first.starts_at) if first else None,
    )  # fmt: skip
    wish.sites.set([site for _, site in suits.meetings if site is not None])
    waiting = Waiting.objects.create(wish=wish, asked_at=at)
    audit("appointment.wished_for", wish, actor=actor, at=at, kind=kind.slug)
    publish(WishMade(wish_id=wish.pk), at=at)
    return waiting


def _same_person(kind: Kind, who: Who) -> Waiting | None:
    theirs = {"wish__email__iexact": who.email} if who.email else {"wish__phone": who.phone}
    found = Waiting.objects.filter(wish__kind=kind, wish__name__iexact=who.name, ended_at=None, **theirs)
    return found.select_related("wish").first()


def _check(kind: Kind, suits: Suits, today: date) -> None:
    errors = {}
    if not suits.meetings or set(suits.meetings) - set(ways_to_meet(kind)):
        errors["meetings"] = "Select where or how to meet"
    if not suits.weekdays or set(suits.weekdays) - set(range(7)):
        errors["weekdays"] = "Select at least one day"
    if suits.until_day < max(suits.from_day, today):
        errors["until_day"] = "The last day must be today or later, and not before the first"
    elif suits.until_day > today + timedelta(days=366):
        errors["until_day"] = "Choose a last day within a year"
    if suits.latest < suits.earliest:
        errors["latest"] = "The latest time must be after the earliest"
    if errors:
        raise Invalid(errors)


@operation
def withdraw_wish(*, wish: Wish, actor: Any, at: datetime) -> Wish:
    """They no longer want to be told; what was offered to them goes to the next. Twice changes nothing."""
    one_at_a_time(wish.organisation_id)
    wish = lock(wish)
    require(policies.may_answer(actor, wish.waiting))
    if wish.waiting.ended_at is None:
        leave_line([wish.waiting], LEFT, actor, at)
        audit("appointment.wish_withdrawn", wish, actor=actor, at=at)
    return wish
