"""Where people are seen, when it is open, and what is held there."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from civichub.core.clocks import LONDON, Calendar, london_date, parse_calendar
from civichub.places.grid import GridPoint
from civichub.places.models import Site, SiteSession, WeekOfMonth

LONGEST_LIST_DAYS = 400


@dataclass(frozen=True)
class Occurrence:
    """One date of a recurring session; `starts_at` and `ends_at` are aware, in London time."""

    session: SiteSession
    starts_at: datetime
    ends_at: datetime


def sites(*, organisation_ids: Iterable[int] | None = None, kind: str = "", on: date | None = None) -> QuerySet[Site]:
    """The sites in use on that day (today without one), by name; of every organisation without `organisation_ids`."""
    day = on or london_date(timezone.now())
    found = Site.objects.filter(Q(closed_on=None) | Q(closed_on__gt=day))
    if organisation_ids is not None:
        found = found.filter(organisation__in=list(organisation_ids))
    return (found.filter(kind=kind) if kind else found).select_related("organisation", "address")


def site_by_slug(slug: str) -> Site | None:
    """The site with this short address, closed or not; None when there is none."""
    return Site.objects.select_related("organisation", "address").filter(slug=slug).first()


def nearest_sites(
    here: GridPoint, *, kind: str = "", limit: int = 3, on: date | None = None
) -> list[tuple[Site, float]]:
    """The sites in use that are nearest to a point, with the metres to each; those without an address are left out."""
    near = [
        (site, here.distance_to(GridPoint(site.address.easting, site.address.northing)))
        for site in sites(kind=kind, on=on)
        if site.address
    ]
    return sorted(near, key=lambda pair: pair[1])[:limit]


def calendar_of(site: Site) -> Calendar | None:
    """The site's opening hours and closures as a calendar of `core.clocks`; None when it has no set hours."""
    if not site.opening_hours:
        return None
    nations = [site.organisation.clock_nation]
    closures = sorted(site.closures.filter(withdrawn_at=None), key=lambda closure: not closure.windows)
    data = {
        "id": f"site-{site.slug}",
        "name": site.name,
        "nations": nations,
        "hours": site.opening_hours,
        "closures": [closure.as_data() for closure in closures],
    }
    return parse_calendar(data, where=site.slug)


def sessions_between(first: date, last: date, *, site_ids: Iterable[int] | None = None) -> list[Occurrence]:
    """What is held at the sites from `first` to `last`, both included, by time. Raises `ValueError` over 400 days."""
    if (last - first).days > LONGEST_LIST_DAYS:
        raise ValueError(f"ask for at most {LONGEST_LIST_DAYS} days of sessions")
    held = SiteSession.objects.filter(Q(until_day=None) | Q(until_day__gte=first), from_day__lte=last)
    held = held.filter(Q(site__closed_on=None) | Q(site__closed_on__gt=first))
    if site_ids is not None:
        held = held.filter(site__in=list(site_ids))
    found = [
        Occurrence(session, _moment(day, session.starts), _moment(day, session.ends))
        for session in held.select_related("site__organisation", "councillor")
        for day in _days(session, first, last)
    ]
    return sorted(found, key=lambda occurrence: (occurrence.starts_at, occurrence.session.title))


def _days(session: SiteSession, first: date, last: date) -> Iterator[date]:
    begin, end = max(first, session.from_day), min(last, session.until_day or last)
    if session.site.closed_on:
        end = min(end, session.site.closed_on - timedelta(days=1))
    day = begin + timedelta(days=(session.weekday - begin.weekday()) % 7)
    while day <= end:
        if _right_week(session.week_of_month, day):
            yield day
        day += timedelta(days=7)


def _right_week(week: int, day: date) -> bool:
    if week == WeekOfMonth.LAST:
        return day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return week == WeekOfMonth.EVERY or (day.day - 1) // 7 + 1 == week


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON)
