"""Which times of a kind are free: hours of sites and officers, less closures, absences and what is taken already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from civichub.appointments.kind_hours import hours_on
from civichub.appointments.models import Absence, Kind, OfficerHours, Room, SessionRoom, Sitting, Way
from civichub.appointments.slots import Span, common, is_free, merged, starting_times
from civichub.appointments.states import TAKING
from civichub.core.clocks import OFFICE, BeyondHorizon, DayIndex, calendars_of_office, london_date
from civichub.core.clocks.moments import instant
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.organisations.queries import office_calendar
from civichub.places.queries import calendar_of, sessions_between
from civichub.workforce.queries import planned_absences, skills_of

SKILL_LEVEL = 3  # "Confident": who registers a birth is no learner
CHUNK_DAYS = 7
Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class FreeTime:
    """A time that can be booked. `pairs` are the officers and rooms that could have it, by id; `left` places."""

    starts_at: datetime
    ends_at: datetime
    way: str
    site_id: int | None
    pairs: tuple[Pair, ...]
    left: int
    sitting_id: int | None = None


@dataclass
class _Taken:
    """What is taken, as spans, by officer, room and site."""

    officers: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    rooms: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    sites: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))


def free_times(
    kind: Kind,
    *,
    way: str,
    site: Any = None,
    first: date,
    last: date,
    at: datetime,
    needs: Collection[str] = (),
    soonest: datetime | None = None,
    own: Sitting | None = None,
) -> list[FreeTime]:
    """Every time from `first` to `last` (days in London, both included) that could be booked at `at`, by time.

    `site` for a way in person; `needs` are features that the room must have. `soonest`: not before that moment, instead
    of the kind's own notice. `own`: a sitting that counts as free, because its appointment is the one to be moved.
    """
    begin = max(soonest or at + timedelta(minutes=kind.notice_minutes), at)
    first, last = max(first, london_date(begin)), min(last, london_date(at) + timedelta(days=kind.furthest_days))
    if last < first or way not in kind.ways or not kind.is_active:
        return []
    sites = [site] if site is not None else list(kind.sites.select_related("organisation"))
    if kind.session_id:
        sites = [kind.session.site]
    rooms = _rooms(kind, way, sites, needs)
    people, hours = _officers(kind, sites, first, last)
    taken = _taken(sites, rooms, people, first, last, own)
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    found = _places_left(kind, way, sites, rooms, taken, days, own)
    for one in sites:
        here = [room for room in rooms if room.site_id == one.pk]
        windows = _windows(kind, one, days)
        if kind.needs_officer and not kind.session_id:
            options = {pk: common(windows, _hours(hours[pk, one.pk], days)) for pk in people if hours[pk, one.pk]}
        else:
            options = {None: windows}
        _add(found, kind, way, one, here, options, taken)
    times = [time for time in found.values() if time.pairs and time.starts_at >= begin]
    return sorted(times, key=lambda time: (time.starts_at, time.site_id or 0))


def next_time(kind: Kind, *, way: str = "", site: Any = None, at: datetime) -> FreeTime | None:
    """The first time of a kind that can be booked: by that way and at that site, or anywhere without them."""
    day, last = london_date(at), london_date(at) + timedelta(days=kind.furthest_days)
    choices = [(way, site)] if way else list(ways_to_meet(kind))
    while day <= last:
        until = min(day + timedelta(days=CHUNK_DAYS - 1), last)
        found = [
            times[0] for one, where in choices
            if (times := free_times(kind, way=one, site=where, first=day, last=until, at=at))
        ]  # fmt: skip
        if found:
            return min(found, key=lambda time: time.starts_at)
        day = until + timedelta(days=1)
    return None


def upcoming_times(kind: Kind, *, way: str, site: Any, at: datetime, many: int) -> list[FreeTime]:
    """The next so many times by a way at a place, within two weeks of the first."""
    first = next_time(kind, way=way, site=site, at=at)
    if first is None:
        return []
    day = london_date(first.starts_at)
    return free_times(kind, way=way, site=site, first=day, last=day + timedelta(days=14), at=at)[:many]


def ways_to_meet(kind: Kind) -> Iterator[tuple[str, Any]]:
    """Every way and place of a kind: in person at each of its sites, then by telephone and by video."""
    if kind.session_id:
        yield Way.SITE, kind.session.site
        return
    for way in Way.values:
        if way in kind.ways:
            yield from (
                ((way, site) for site in kind.sites.select_related("organisation"))
                if way == Way.SITE
                else ((way, None),)
            )


def _rooms(kind: Kind, way: str, sites: Iterable[Any], needs: Collection[str]) -> list[Room]:
    if kind.session_id:
        held_in = SessionRoom.objects.filter(session=kind.session_id).select_related("room").first()
        return [held_in.room] if held_in else []
    if way != Way.SITE or not kind.needs_room:
        return []
    wanted = sorted({*kind.room_features, *needs})
    found = Room.objects.filter(site__in=list(sites), is_active=True, features__contains=wanted)
    return sorted(found, key=lambda room: (len(room.features), room.name))


def _officers(
    kind: Kind, sites: Iterable[Any], first: date, last: date
) -> tuple[list[int], dict[tuple[int, int], list[OfficerHours]]]:
    by_officer: dict[tuple[int, int], list[OfficerHours]] = defaultdict(list)
    if not kind.needs_officer or kind.session_id:
        return [], by_officer
    rows = OfficerHours.objects.filter(
        Q(until_day=None) | Q(until_day__gte=first), site__in=list(sites), from_day__lte=last, person__is_active=True
    )
    for row in rows:
        by_officer[row.person_id, row.site_id].append(row)
    people = sorted({person for person, _ in by_officer})
    if kind.skill_id:
        able = skills_of(people, first)
        people = [person for person in people if able.get(person, {}).get(kind.skill.key, 0) >= SKILL_LEVEL]
    return people, by_officer


def _taken(
    sites: Iterable[Any], rooms: Iterable[Room], people: list[int], first: date, last: date, own: Sitting | None
) -> _Taken:
    begin = datetime.fromtimestamp(instant(first, 0), UTC)
    end = datetime.fromtimestamp(instant(last, 1440), UTC)
    taken, room_ids, site_ids = _Taken(), [room.pk for room in rooms], [site.pk for site in sites]
    rows = Sitting.objects.filter(Q(officer__in=people) | Q(room__in=room_ids), live=True)
    rows = rows.filter(starts_at__lt=end, busy_until__gt=begin).exclude(pk=own.pk if own else None)
    for row in rows:
        span = (int(row.starts_at.timestamp()), int(row.busy_until.timestamp()))
        taken.officers[row.officer_id or 0].append(span)
        taken.rooms[row.room_id or 0].append(span)
    away = Absence.objects.filter(Q(person__in=people) | Q(room__in=room_ids) | Q(site__in=site_ids))
    for absence in away.filter(withdrawn_at=None, during__overlap=(begin, end)):
        span = (int(absence.during.lower.timestamp()), int(absence.during.upper.timestamp()))
        taken.officers[absence.person_id or 0].append(span)
        taken.rooms[absence.room_id or 0].append(span)
        taken.sites[absence.site_id or 0].append(span)
    for person, since, until in planned_absences(people, begin, end):
        taken.officers[person].append((int(since.timestamp()), int(until.timestamp())))
    held_in = {row.session_id: row.room_id for row in SessionRoom.objects.filter(room__in=room_ids)}
    if held_in:
        for held in sessions_between(first, last, site_ids=site_ids):
            if held.session.pk in held_in:
                span = (int(held.starts_at.timestamp()), int(held.ends_at.timestamp()))
                taken.rooms[held_in[held.session.pk]].append(span)
    return taken


def _index(site: Any) -> DayIndex:
    calendar = calendar_of(site) or office_calendar(site.organisation)
    return calendars_of_office(calendar).index(OFFICE, proclaimed_holidays())


def _spans(index: DayIndex, days: Iterable[date]) -> list[Span]:
    try:
        return [span for day in days for span in index.spans(day.toordinal())]
    except BeyondHorizon:
        return []


def _windows(kind: Kind, site: Any, days: list[date]) -> list[Span]:
    if kind.session_id:
        off = _merged_absences(kind.session_id, days)
        held = sessions_between(days[0], days[-1], site_ids=[site.pk])
        return [
            (begin, end)
            for one in held
            if one.session.pk == kind.session_id and _index(site).windows(one.starts_at.date().toordinal())
            and is_free(begin := int(one.starts_at.timestamp()), end := int(one.ends_at.timestamp()), off)
        ]  # fmt: skip
    return hours_on(kind, site, days, usual=lambda day: _spans(_index(site), [day]))


def _merged_absences(session_id: int, days: list[date]) -> list[Span]:
    off = Absence.objects.filter(session=session_id, withdrawn_at=None, during__endswith__gt=day_start(days[0]))
    return merged((int(row.during.lower.timestamp()), int(row.during.upper.timestamp())) for row in off)


def day_start(day: date) -> datetime:
    """Midnight in London at which a day begins."""
    return datetime.fromtimestamp(instant(day, 0), UTC)


def _hours(rows: Iterable[OfficerHours], days: list[date]) -> list[Span]:
    return [
        (
            instant(day, row.starts.hour * 60 + row.starts.minute),
            instant(day, row.ends.hour * 60 + row.ends.minute, closing=True),
        )
        for row in rows
        for day in days
        if row.weekday == day.weekday() and row.from_day <= day and (row.until_day is None or day <= row.until_day)
    ]


def _add(
    found: dict[tuple[int, int | None], FreeTime],
    kind: Kind,
    way: str,
    site: Any,
    rooms: list[Room],
    options: dict[Any, list[Span]],
    taken: _Taken,
) -> None:
    """Add the times at one site: for each officer's windows, those at which they and a room are free."""
    length, buffer, in_person = kind.minutes * 60, kind.buffer_minutes * 60, way == Way.SITE
    closed = merged(taken.sites[site.pk]) if in_person else []
    # A session has its room to itself, so what is taken there is its own sittings.
    busy_rooms = {room.pk: merged([] if kind.session_id else taken.rooms[room.pk]) for room in rooms}
    pairs: dict[int, list[Pair]] = defaultdict(list)
    for officer, windows in options.items():
        busy = [*closed, *(taken.officers[officer] if officer else [])]
        for begin in starting_times(windows, busy, length=length, buffer=buffer):
            if not (in_person and kind.needs_room) and not rooms:
                pairs[begin].append((officer, None))
            pairs[begin] += [
                (officer, room.pk) for room in rooms if is_free(begin, begin + length + buffer, busy_rooms[room.pk])
            ]
    where = site.pk if in_person else None
    for begin, able in pairs.items():
        earlier = found.get((begin, where))
        if earlier and earlier.sitting_id:
            continue  # a group has begun to fill: nobody needs a second one beside it
        starts, both = datetime.fromtimestamp(begin, UTC), (*(earlier.pairs if earlier else ()), *able)
        if able:
            found[begin, where] = FreeTime(starts, starts + timedelta(seconds=length), way, where, both, kind.places)


def _places_left(
    kind: Kind, way: str, sites: Iterable[Any], rooms: list[Room], taken: _Taken, days: list[date], own: Sitting | None
) -> dict[tuple[int, int | None], FreeTime]:
    """Sittings of a group that exist already: with places left they are offered, full they stand in the way."""
    found: dict[tuple[int, int | None], FreeTime] = {}
    if kind.places == 1 and not kind.session_id:
        return found
    begin = datetime.fromtimestamp(instant(days[0], 0), UTC)
    end = datetime.fromtimestamp(instant(days[-1], 1440), UTC)
    rows = Sitting.objects.filter(kind=kind, live=True, starts_at__gte=begin, starts_at__lt=end)
    rows = rows.exclude(pk=own.pk) if own and kind.places == 1 else rows
    rows = rows.annotate(used=Count("appointments", filter=Q(appointments__state__in=TAKING)))
    wanted = [site.pk for site in sites] if way == Way.SITE else [None]
    for row in rows:
        if row.site_id in wanted and (not rooms or row.room_id in {room.pk for room in rooms}):
            start = int(row.starts_at.timestamp())
            shut = row.site_id and not is_free(start, start + 60, merged(taken.sites[row.site_id]))
            left = 0 if shut else max(0, row.places - row.used)
            pair = ((row.officer_id, row.room_id),) if left else ()
            found[start, row.site_id] = FreeTime(row.starts_at, row.ends_at, way, row.site_id, pair, left, row.pk)
    return found
