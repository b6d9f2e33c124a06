"""Which boards, wallboards and kiosks have stopped asking, since when, and whose day that is. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from civichub.core.clocks import LONDON, OFFICE, calendars_of_office, is_open, london_date
from civichub.frontdesk.models import DeskKey, FrontDesk
from civichub.frontdesk.queries import queues_of
from civichub.places.queries import calendar_of
from civichub.routing.queries import open_or_opens_at
from civichub.routing.wallboard import SILENT_AFTER, queues_on_wall, walls_in_use

LONGEST_WORDS = 280


def silent_screens(desk: FrontDesk, at: datetime) -> list[DeskKey]:
    """The boards and kiosks of a site that have asked for nothing in its minutes, though it has been open so long.

    One that was never opened is not silent, and nobody expects a screen to be on before the doors are.
    """
    limit = timedelta(minutes=desk.silent_minutes)
    if not _open_throughout(desk.site, at, limit):
        return []
    found: QuerySet[DeskKey] = desk.keys.filter(revoked_at=None, heard_at__lt=at - limit)
    return list(found)


def troubles(desks: Iterable[FrontDesk], at: datetime) -> dict[Any, str]:
    """What to warn of, in words, by the queue whose day it spoils: a desk's first line, a wallboard's first queue."""
    found: dict[Any, list[str]] = defaultdict(list)
    for desk in desks:
        queues = queues_of(desk)
        for key in silent_screens(desk, at) if queues else []:
            found[queues[0]].append(silence(f"{key} at {desk.site.name}", key.heard_at, at))
    for wall in walls_in_use():
        queues = queues_on_wall(wall)
        if wall.heard_at < at - SILENT_AFTER and queues and _queue_open(queues[0], at):
            found[queues[0]].append(silence(f"Wallboard: {wall}", wall.heard_at, at))
    return {queue: _together(lines) for queue, lines in found.items()}


def silence(name: str, heard_at: datetime, at: datetime) -> str:
    """`Kiosk: Door at Market Place has not been heard of since 10:42.`, with the day when it was another."""
    local = heard_at.astimezone(LONDON)
    day = "" if london_date(heard_at) == london_date(at) else f" on {local:%A} {local.day} {local:%B}"
    return f"{name} has not been heard of since {local:%H:%M}{day}."


def _together(lines: list[str]) -> str:
    shown = " ".join(lines)
    if len(shown) <= LONGEST_WORDS:
        return shown
    return f"{lines[0][:200]} And {len(lines) - 1} more screens."


def _open_throughout(site: Any, at: datetime, limit: timedelta) -> bool:
    calendar = calendar_of(site)
    if calendar is None:
        return True
    hours = calendars_of_office(calendar).index(OFFICE)
    return is_open(hours, at) and is_open(hours, at - limit)


def _queue_open(queue: Any, at: datetime) -> bool:
    return open_or_opens_at(queue, at) is None and open_or_opens_at(queue, at - SILENT_AFTER) is None
