"""Appointments in words. Pure but for the names of records it is handed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from civichub.appointments.models import Way
from civichub.core.clocks import LONDON
from civichub.core.clocks.english import clock_words
from civichub.core.clocks.hours import WEEKDAYS

# A part of the day, by its first and last time at which an appointment may begin, local.
PARTS = {
    "any": (time(0), time(23, 59), ""),
    "morning": (time(0), time(11, 59), "before midday"),
    "afternoon": (time(12), time(16, 59), "from midday to 5pm"),
    "evening": (time(17), time(23, 59), "after 5pm"),
}


def when_words(moment: datetime) -> str:
    """`Tuesday 24 November 2026 at 2:05pm`."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y} at {clock_words(moment)}"


def where_words(way: str, site: Any) -> str:
    """`at Lodebury One-Stop Shop`, `by telephone`, `by video call`."""
    return f"at {site.name}" if way == Way.SITE and site else Way(way).label.lower()


def when_and_where(appointment: Any) -> str:
    """Both, in one line."""
    return f"{when_words(appointment.sitting.starts_at)}, {where_words(appointment.way, appointment.sitting.site)}"


def wish_words(wish: Any) -> str:
    """`at Lodebury One-Stop Shop or by telephone, on Monday or Friday, before midday, from 5 May until 2 June 2026`."""
    places = [where_words(Way.SITE, site) for site in wish.sites.all()]
    ways = [where_words(way, None) for way in wish.ways if way != Way.SITE]
    usual = {tuple(range(7)): "any day", tuple(range(5)): "Monday to Friday"}
    days = usual.get(tuple(wish.weekdays)) or f"on {_or(WEEKDAYS[day].capitalize() for day in wish.weekdays)}"
    hours = next((words for begin, end, words in PARTS.values() if (begin, end) == (wish.earliest, wish.latest)), "")
    parts = [_or([*places, *ways]), days, hours, f"from {day_words(wish.from_day)} until {day_words(wish.until_day)}"]
    return ", ".join(part for part in parts if part)


def day_words(day: date) -> str:
    """`5 May 2026`."""
    return f"{day.day} {day:%B %Y}"


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def initials(name: str) -> str:
    """`J B` of a name, for places where the whole name has no business."""
    return " ".join(part[0].upper() for part in name.split() if part[:1].isalpha())[:5]
