"""The only writers of where people are: by hand, by their calendar, or from another system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.workforce import policies
from civichub.workforce.calendar_files import Busy
from civichub.workforce.models import CalendarFeed, Presence, Source, Whereabouts

KEPT = timedelta(
    days=365
)  # the newest word on where somebody was; older ones serve no purpose (UK GDPR article 5(1)(e))


@operation
def set_presence(
    *,
    person: Any,
    status: str,
    actor: Any,
    at: datetime,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
    place: str = "",
    reach: str = "",
    source: str = Source.HAND,
    source_key: str = "",
) -> Presence:
    """Say where somebody is from `starts_at` (now) `until` (something else is said).

    An entry with a `source_key` takes the place of the one that had that key, so a calendar can be sent again.
    """
    require(policies.may_set_presence(actor, person))
    if status not in Whereabouts.values:
        raise Invalid({"status": "Choose where they are from the list."})
    begins = starts_at or at
    if until is not None and until <= begins:
        raise Invalid({"until": "Give a time after it begins."})
    if source_key:
        Presence.objects.filter(person=person, source_key=source_key, withdrawn_at=None).update(withdrawn_at=at)
    presence = Presence.objects.create(
        person=person,
        status=status,
        reason=clean_text(reason, field="reason", max_length=120),
        place=clean_text(place, field="place", max_length=120),
        reach=clean_text(reach, field="reach", max_length=120),
        during=DateTimeTZRange(begins, until),
        planned=begins > at or source == Source.CALENDAR,
        source=source,
        source_key=source_key,
        set_by=actor,
        set_at=at,
    )
    audit("presence.set", presence, actor=actor, at=at, person=person.pk, status=status)
    return presence


@operation
def withdraw_presence(*, presence: Presence, actor: Any, at: datetime) -> Presence:
    """Take back what was said: what was said before counts again. Taking it back twice changes nothing."""
    presence = lock(presence)
    require(policies.may_set_presence(actor, presence.person))
    if presence.withdrawn_at is None:
        presence.withdrawn_at = at
        save(presence, "withdrawn_at")
        audit("presence.withdrawn", presence, actor=actor, at=at)
    return presence


@operation
def read_calendar(*, person: Any, busy: Sequence[Busy], actor: Any, at: datetime) -> int:
    """Put what a calendar says of the time from now on upon the whiteboard, instead of what it said before.

    Returns how many entries stand. What is the same stays as it is, so a calendar may be read every few minutes.
    """
    require(policies.may_set_presence(actor, person) or actor.is_system)
    wanted = {one.key: one for one in busy if one.ends_at > at}
    standing = Presence.objects.filter(
        person=person, source=Source.CALENDAR, withdrawn_at=None, during__endswith__gt=at
    )
    gone = []
    for row in standing:
        same = wanted.get(row.source_key)
        if same and (row.status, row.during.lower, row.during.upper) == (same.status, same.starts_at, same.ends_at):
            del wanted[row.source_key]
        else:
            gone.append(row.pk)
    Presence.objects.filter(pk__in=gone).update(withdrawn_at=at)
    Presence.objects.bulk_create(
        Presence(
            person=person, status=one.status, during=DateTimeTZRange(one.starts_at, one.ends_at), planned=True,
            source=Source.CALENDAR, source_key=key, set_by=actor, set_at=at,
        )
        for key, one in wanted.items()
    )  # fmt: skip
    feed, _ = CalendarFeed.objects.get_or_create(person=person)
    feed.read_at, feed.problem, feed.entries = at, "", standing.filter(withdrawn_at=None).count()
    save(feed, "read_at", "problem", "entries")
    if wanted or gone:
        audit("calendar.read", feed, actor=actor, at=at, person=person.pk, new=len(wanted), gone=len(gone))
    return feed.entries


@operation
def follow_calendar(*, address: str, actor: Any, at: datetime) -> CalendarFeed:
    """Read one's own calendar from this address from now on; an empty one ends it, and its entries are taken back.

    Raises `Invalid` for an address at a place that the partnership has not allowed.
    """
    require(policies.may_set_presence(actor, actor))
    address = clean_text(address, field="address", max_length=500)
    if address and not may_fetch(address):
        raise Invalid({"address": f"Give an address that begins with {' or '.join(settings.CALENDAR_ORIGINS)}/"})
    feed, _ = CalendarFeed.objects.get_or_create(person=actor)
    feed = lock(feed)
    feed.address, feed.problem = address, ""
    save(feed, "address", "problem")
    if not address:
        coming = Presence.objects.filter(person=actor, source=Source.CALENDAR, withdrawn_at=None)
        coming.filter(during__endswith__gt=at).update(withdrawn_at=at)
        feed.entries = 0
        save(feed, "entries")
    audit("calendar.followed" if address else "calendar.let_go", feed, actor=actor, at=at)
    return feed


def may_fetch(address: str) -> bool:
    """Whether the address is at one of the places in the setting, so that nobody sends the hub anywhere else."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}"
    return origin in settings.CALENDAR_ORIGINS and "@" not in parts.netloc


@operation
def note_calendar_problem(*, feed: CalendarFeed, problem: str, actor: Any, at: datetime) -> CalendarFeed:
    """A calendar could not be read: what it said before stands, and its person is told on their page."""
    require(policies.may_read_calendars(actor))
    feed = lock(feed)
    feed.problem = problem[:200]
    save(feed, "problem")
    audit("calendar.not_read", feed, actor=actor, at=at, problem=feed.problem)
    return feed


@operation
def forget_old_whereabouts(*, actor: Any, at: datetime) -> int:
    """Delete where people were more than a year ago; returns how many entries."""
    require(policies.may_read_calendars(actor))
    long_over = Q(during__endswith__lt=at - KEPT) | Q(withdrawn_at__lt=at - KEPT)
    replaced = Q(during__upper_inf=True, set_at__lt=at - KEPT)
    number, _ = Presence.objects.filter(long_over | replaced).delete()
    if number:
        audit("presence.forgotten", actor, actor=actor, at=at, entries=number)
    return number
