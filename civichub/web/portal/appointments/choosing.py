"""Where and when: the choices of a page in its address, read with care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from civichub.appointments.availability import FreeTime, next_time, ways_to_meet
from civichub.appointments.models import Appointment, Kind
from civichub.appointments.queries import appointment_by_reference
from civichub.appointments.wording import when_words, where_words
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound

SHOWN_DAYS = 7
HOLD = TimestampSigner(salt="civichub.appointment.hold")
HOLD_SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Meeting:
    """A way to meet, with the site where that is in person. `code` stands for it in an address."""

    way: str
    site: Any

    @property
    def code(self) -> str:
        return f"site-{self.site.slug}" if self.site else self.way

    @property
    def words(self) -> str:
        words = where_words(self.way, self.site)
        return words[:1].upper() + words[1:]


def meetings_of(kind: Kind) -> list[Meeting]:
    """Every way and place of a kind."""
    return [Meeting(way, site) for way, site in ways_to_meet(kind)]


def meeting_named(kind: Kind, code: str) -> Meeting | None:
    """The one with this code, or the only one there is."""
    found = meetings_of(kind)
    return next((one for one in found if one.code == code), found[0] if len(found) == 1 else None)


def first_words(kind: Kind, one: Meeting, at: datetime) -> str:
    """ "Next free: Tuesday 5 May 2026 at 10am", for a choice's hint."""
    found = next_time(kind, way=one.way, site=one.site, at=at)
    return f"Next free: {when_words(found.starts_at)}" if found else "Nothing free in the next weeks"


def day_asked(request: HttpRequest, otherwise: date) -> date:
    """The day in `?from=`, or another when it is no day of this century."""
    try:
        day = date.fromisoformat(request.GET.get("from", "")[:10])
    except ValueError:
        return otherwise
    return day if 2000 < day.year < 2100 else otherwise


def moment_asked(value: str) -> datetime:
    """The moment on a button, in UTC. Raises `NotFound` when it is none."""
    try:
        moment = datetime.fromisoformat(value[:40])
    except ValueError as error:
        raise NotFound() from error
    if moment.tzinfo is None or not 2000 < moment.year < 2100:
        raise NotFound()
    return moment.astimezone(UTC)


def by_day(times: Iterable[FreeTime]) -> list[tuple[date, list[FreeTime]]]:
    """The times under their days in London, one button for each moment."""
    found = groupby(times, key=lambda time: london_date(time.starts_at))
    return [(day, list({time.starts_at: time for time in group}.values())) for day, group in found]


def hold_token(appointment: Appointment) -> str:
    """What stands for a booking in progress in its address."""
    return HOLD.sign(appointment.reference)


def read_hold(token: str) -> Appointment:
    """The booking in progress, or just made. Raises `NotFound`."""
    try:
        reference = HOLD.unsign(token[:200], max_age=HOLD_SHOWN_FOR)
    except BadSignature as error:
        raise NotFound() from error
    return appointment_by_reference(reference)
