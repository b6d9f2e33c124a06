"""Kinds, rooms, officers' hours, absences and feeds."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civichub.appointments import policies
from civichub.appointments.models import (
    Absence,
    CalendarFeed,
    Kind,
    OfficerHours,
    Room,
    RoomFeature,
    SessionRoom,
    Way,
)
from civichub.appointments.video import ROOM, check_link
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text

_LIMITS = {
    "minutes": (5, 480), "buffer_minutes": (0, 240), "places": (1, 200), "notice_minutes": (0, 43_200),
    "furthest_days": (1, 366), "most_each": (1, 20), "standard_days": (1, 60),
}  # fmt: skip
_TEXTS = {"name": 120, "explains": 2000, "bring": 2000, "standard_source": 200, "video_address": 200}
_LISTS = {"ways": Way.values, "room_features": RoomFeature.values, "reminders": list(range(15))}
_PLAIN = ("service", "session", "needs_officer", "skill", "needs_room", "online", "is_active")


@dataclass(frozen=True)
class Target:
    """An officer, a room, a site or a recurring session: exactly one."""

    person: Any = None
    room: Any = None
    site: Any = None
    session: Any = None

    def chosen(self) -> dict[str, Any]:
        """What it is, under its name."""
        return {name: value for name, value in vars(self).items() if value is not None}


def check_target(target: Target, organisation: Any) -> None:
    """Raises `Invalid` unless it is exactly one thing, of that organisation where it belongs to one."""
    place = target.room or target.site or (target.session.site if target.session else None)
    if len(target.chosen()) != 1 or (place is not None and place.organisation_id != organisation.pk):
        raise Invalid({"target": "Choose an officer, a room, a site or a session of this organisation."})


@operation
def save_kind(
    *, organisation: Any, slug: str, fields: dict[str, Any], sites: Collection[Any], actor: Any, at: datetime
) -> Kind:
    """Add the kind with this short address, or change it: `fields` by name as in `Kind`. Raises `Invalid`."""
    require(policies.may_manage(actor, organisation.pk))
    kind = Kind.objects.select_for_update().filter(slug=slug).first()
    if kind is None:
        kind = Kind(organisation=organisation, slug=clean_text(slug, field="slug", max_length=50, required=True))
    elif kind.organisation_id != organisation.pk:
        raise Invalid({"slug": "Another organisation uses this short address. Choose another one."})
    _fill(kind, fields)
    _check(kind, list(sites))
    kind.save()
    kind.sites.set(sites)
    audit("kind.saved", kind, actor=actor, at=at, slug=kind.slug)
    return kind


def _fill(kind: Kind, fields: dict[str, Any]) -> None:
    errors = {}
    for name, value in fields.items():
        if name in _TEXTS:
            setattr(kind, name, clean_text(value or "", field=name, max_length=_TEXTS[name], lines=True))
        elif name in _LIMITS:
            least, most = _LIMITS[name]
            if value is None and name != "standard_days":
                continue
            if value is not None and not least <= value <= most:
                errors[name] = f"Enter a number from {least} to {most}"
            setattr(kind, name, value)
        elif name in _LISTS:
            if set(value) - set(_LISTS[name]):
                errors[name] = "Choose from the list"
            setattr(kind, name, sorted(set(value)))
        elif name in _PLAIN:
            setattr(kind, name, value)
        else:
            raise TypeError(f"a kind has no {name}")
    if errors:
        raise Invalid(errors)


def _check(kind: Kind, sites: list[Any]) -> None:
    if not kind.name:
        raise Invalid({"name": "Enter a name"})
    if not kind.ways:
        raise Invalid({"ways": "Choose how it is held"})
    if not sites and not kind.session:
        raise Invalid({"sites": "Choose where it is held, or whose officers call"})
    if kind.video_address:
        check_link(kind.video_address.replace(ROOM, "room"), field="video_address")


@operation
def save_room(
    *, site: Any, name: str, features: Collection[str], actor: Any, at: datetime, is_active: bool = True
) -> Room:
    """Add a room of a site, or change the one of that name."""
    require(policies.may_manage(actor, site.organisation_id))
    if set(features) - set(RoomFeature.values):
        raise Invalid({"features": "Choose from the list"})
    room, _ = Room.objects.update_or_create(
        site=site,
        name=clean_text(name, field="name", max_length=60, required=True),
        defaults={"features": sorted(set(features)), "is_active": is_active},
    )
    audit("room.saved", room, actor=actor, at=at, features=room.features)
    return room


@operation
def hold_session_in(*, session: Any, room: Room, actor: Any, at: datetime) -> SessionRoom:
    """In which room a recurring session is held. Raises `Invalid` for a room of another site."""
    require(policies.may_manage(actor, session.site.organisation_id))
    if room.site_id != session.site_id:
        raise Invalid({"room": "Choose a room of the same site."})
    held, _ = SessionRoom.objects.update_or_create(session=session, defaults={"room": room})
    audit("session.placed", held, actor=actor, at=at, room=room.name)
    return held


@operation
def add_hours(
    *, person: Any, site: Any, weekday: int, starts: time, ends: time, from_day: date, actor: Any, at: datetime,
    until_day: date | None = None,
) -> OfficerHours:  # fmt: skip
    """That somebody takes appointments at a site on a weekday (Monday is 0), from a day, until a day or for good."""
    require(policies.may_set_hours(actor, person, site))
    if ends <= starts or not 0 <= weekday <= 6 or (until_day and until_day < from_day):
        raise Invalid({"ends": "The end must be after the beginning."})
    row = OfficerHours.objects.create(
        person=person, site=site, weekday=weekday, starts=starts, ends=ends, from_day=from_day, until_day=until_day
    )
    audit("officer_hours.added", row, actor=actor, at=at, person=person.pk, weekday=weekday)
    return row


@operation
def end_hours(*, hours: OfficerHours, last_day: date, actor: Any, at: datetime) -> OfficerHours:
    """They take appointments then up to and on `last_day`. What is booked later stays until somebody moves it."""
    hours = lock(hours)
    require(policies.may_set_hours(actor, hours.person, hours.site))
    hours.until_day = last_day
    save(hours, "until_day")
    audit("officer_hours.ended", hours, actor=actor, at=at, last_day=last_day.isoformat())
    return hours


@operation
def add_absence(
    *, organisation: Any, target: Target, begin: datetime, end: datetime, reason: str, actor: Any, at: datetime
) -> Absence:
    """That an officer, a room, a site or a session takes nothing new for a while.

    What is booked stays: see `cancel_many`.
    """
    require(policies.may_note_own_absence(actor, target.person, organisation.pk))
    check_target(target, organisation)
    if end <= begin:
        raise Invalid({"end": "The end must be after the beginning."})
    absence = Absence.objects.create(
        organisation=organisation, **target.chosen(), during=DateTimeTZRange(begin, end), added_by=actor, added_at=at,
        reason=clean_text(reason, field="reason", max_length=120, required=True),
    )  # fmt: skip
    audit("absence.added", absence, actor=actor, at=at)
    return absence


@operation
def withdraw_absence(*, absence: Absence, actor: Any, at: datetime) -> Absence:
    """They are there after all."""
    absence = lock(absence)
    require(policies.may_note_own_absence(actor, absence.person, absence.organisation_id))
    absence.withdrawn_at = absence.withdrawn_at or at
    save(absence, "withdrawn_at")
    audit("absence.withdrawn", absence, actor=actor, at=at)
    return absence


@operation
def make_feed(*, organisation: Any, target: Target, actor: Any, at: datetime) -> tuple[CalendarFeed, str]:
    """A secret address for the calendar of an officer or a room, and its token, which is shown once and not kept."""
    require(policies.may_note_own_absence(actor, target.person, organisation.pk))
    check_target(target, organisation)
    if target.site or target.session:
        raise Invalid({"target": "The sessions of a site are public and need no secret address."})
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        organisation=organisation, person=target.person, room=target.room, digest=digest_of(token), made_by=actor,
        made_at=at,
    )  # fmt: skip
    audit("feed.made", feed, actor=actor, at=at)
    return feed, token


@operation
def revoke_feed(*, feed: CalendarFeed, actor: Any, at: datetime) -> CalendarFeed:
    """Its address shows nothing from now on."""
    feed = lock(feed)
    require(policies.may_note_own_absence(actor, feed.person, feed.organisation_id))
    feed.revoked_at = feed.revoked_at or at
    save(feed, "revoked_at")
    audit("feed.revoked", feed, actor=actor, at=at)
    return feed


def digest_of(token: str) -> str:
    """What is kept of a feed's token."""
    return hashlib.sha256(token.encode()).hexdigest()
