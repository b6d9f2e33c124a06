"""Appointments in words. Pure but for the names of records it is handed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.appointments.models import Way
from civichub.core.clocks import LONDON


def clock_words(moment: datetime) -> str:
    """`2:05pm`, `9am`, `midday`, in London, as the GOV.UK style guide writes times."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) in {(12, 0), (0, 0)}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


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


def initials(name: str) -> str:
    """`J B` of a name, for places where the whole name has no business."""
    return " ".join(part[0].upper() for part in name.split() if part[:1].isalpha())[:5]
