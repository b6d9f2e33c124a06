"""Surgeries and sessions of others: who holds what, where and when, how many may come, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.text import slugify

from civichub.appointments import policies
from civichub.appointments.availability import day_start
from civichub.appointments.models import BulkCancellation, Kind, Room, Way
from civichub.appointments.operations.bulk import cancel_many
from civichub.appointments.operations.setting_up import Target, hold_session_in, save_kind
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.places.operations import add_session, end_session

LONGEST_AHEAD = timedelta(days=800)  # over a year more than anybody can book ahead


@dataclass(frozen=True)
class Pattern:
    """When it is held: `weekday` is 0 for Monday, `week_of_month` 0 for every week and 5 for the last."""

    weekday: int
    week_of_month: int
    starts: time
    ends: time
    from_day: date
    until_day: date | None = None


@dataclass(frozen=True)
class Booking:
    """That its times can be booked: each of so many minutes, for so many people at once."""

    service: Any
    minutes: int
    places: int = 1
    online: bool = True


@operation
def arrange_session(
    *, site: Any, title: str, provider: str, pattern: Pattern, actor: Any, at: datetime, councillor: Any = None,
    room: Room | None = None, booking: Booking | None = None, how_to_book: str = "",
) -> Any:  # fmt: skip
    """Add a session of another body or a member: its pattern, its room, and how many may book it. Raises `Invalid`.

    Without `booking` people just come, as `how_to_book` says.
    """
    require(policies.may_manage(actor, site.organisation_id))
    session = add_session(
        site=site, title=title, provider=provider, councillor=councillor, how_to_book=how_to_book, actor=actor, at=at,
        **vars(pattern),
    )  # fmt: skip
    if room is not None:
        hold_session_in(session=session, room=room, actor=actor, at=at)
    if booking is not None:
        fields = {
            "name": session.title, "service": booking.service, "session": session, "minutes": booking.minutes,
            "places": booking.places, "online": booking.online, "ways": [Way.SITE.value], "needs_officer": False,
            "needs_room": room is not None, "reminders": [1],
        }  # fmt: skip
        save_kind(organisation=site.organisation, slug=_unused_slug(f"{session.title} {site.name}"), fields=fields,
                  sites=[], actor=actor, at=at)  # fmt: skip
    audit("session.arranged", session, actor=actor, at=at, bookable=booking is not None)
    return session


def _unused_slug(words: str) -> str:
    base = slugify(words)[:44] or "session"
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 1000)))
                if not Kind.objects.filter(slug=slug).exists())  # fmt: skip


@operation
def close_session(
    *, session: Any, last_day: date, reason: str, actor: Any, at: datetime
) -> BulkCancellation | None:  # fmt: skip
    """It is held for the last time on or before `last_day`; whoever has booked a later one is told why, in ten minutes.

    Returns the cancellation, which can be undone until then, or None when the session cannot be booked.
    """
    require(policies.may_manage(actor, session.site.organisation_id))
    if last_day < session.from_day:
        raise Invalid({"last_day": "The last day must not be before the first."})
    end_session(session=session, last_day=last_day, actor=actor, at=at)
    audit("session.closed", session, actor=actor, at=at, last_day=last_day.isoformat())
    if not Kind.objects.filter(session=session).exists():
        return None
    begin = max(day_start(last_day + timedelta(days=1)), at)
    return cancel_many(organisation=session.site.organisation, target=Target(session=session), begin=begin,
                       end=begin + LONGEST_AHEAD, reason=reason, actor=actor, at=at)  # fmt: skip
