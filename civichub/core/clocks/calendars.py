"""Calendars: which days count, and at which hours an office is open. All of them are data."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import yaml

from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.errors import SpecError, UnknownCalendar
from civichub.core.clocks.holidays import NATIONS, Holiday, HolidayTable, known_holidays
from civichub.core.clocks.hours import Closure, OpeningHours, read_closure, read_hours
from civichub.core.clocks.spec_reading import SpecReader, closest

COMPILED_LIMIT = 256
OFFICE = "office_hours"  # in a rule it stands for the calendar of whichever office holds the matter


@dataclass(frozen=True)
class NamedDay:
    """A day of the year that a regulation itself leaves out, whatever the bank-holiday table says."""

    month: int
    day: int
    name: str
    source: str


@dataclass(frozen=True)
class Calendar:
    """Which days count as working days.

    A bank holiday in any of `nations` does not count. Without `hours` Monday to Friday count, and the day has no
    hours; with `hours` the days with an open window count. `every_day` counts all days and ignores holidays.
    `closures` apply only to a calendar with hours: a council's own closed days do not stop a statutory clock.
    """

    id: str
    name: str
    nations: frozenset[str] = frozenset()
    every_day: bool = False
    hours: OpeningHours | None = None
    closures: tuple[Closure, ...] = ()
    named_days: tuple[NamedDay, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if self.closures and not self.hours:
            raise SpecError(f"{self.id}.closures: only a calendar with hours can have closures.", field="closures")


def parse_calendar(data: Mapping[str, Any], *, where: str = "calendar") -> Calendar:
    """A calendar from data, as in `data/calendars.yaml`, e.g. an office's hours kept with its site.

    Keys: id, name, nations (list), every_day (true), hours (weekday to windows, bank_holidays: closed|open),
    closures, named_days, source. Raises `SpecError` with the path of the wrong value.
    """
    spec = SpecReader(data, where)
    nations = frozenset(spec.items("nations"))
    if nations - set(NATIONS):
        raise spec.refuse("nations", f"use {', '.join(NATIONS)}, not {sorted(map(str, nations - set(NATIONS)))}.")
    hours = spec.inner("hours")
    calendar = Calendar(
        id=spec.text("id"),
        name=spec.text("name"),
        nations=nations,
        every_day=bool(spec.take("every_day")),
        hours=read_hours(hours) if hours else None,
        closures=tuple(
            read_closure(SpecReader(item, f"{spec.path('closures')}[{at}]"))
            for at, item in enumerate(spec.items("closures"))
        ),
        named_days=tuple(
            _named_day(SpecReader(item, f"{spec.path('named_days')}[{at}]"))
            for at, item in enumerate(spec.items("named_days"))
        ),
        source=spec.text("source", default=""),
    )
    spec.finish()
    return calendar


def _named_day(spec: SpecReader) -> NamedDay:
    day = NamedDay(spec.whole("month"), spec.whole("day"), spec.text("name"), spec.text("source"))
    spec.finish()
    return day


class Calendars:
    """A set of calendars over one holiday table, compiled on first use. Safe to share between threads."""

    def __init__(self, calendars: Iterable[Calendar], table: HolidayTable) -> None:
        self._by_id = {calendar.id: calendar for calendar in calendars}
        self.table = table
        self._compiled: dict[tuple[str, tuple[Holiday, ...]], DayIndex] = {}

    def __iter__(self) -> Iterator[Calendar]:
        return iter(self._by_id.values())

    def __contains__(self, calendar_id: str) -> bool:
        return calendar_id in self._by_id

    def __getitem__(self, calendar_id: str) -> Calendar:
        """The calendar of that id. Raises `UnknownCalendar`."""
        try:
            return self._by_id[calendar_id]
        except KeyError:
            hint = closest(calendar_id, self._by_id)
            raise UnknownCalendar(f"There is no calendar {calendar_id!r}.{hint}", field="calendar") from None

    def including(self, *extra: Calendar) -> Calendars:
        """These calendars and `extra` (an office's own hours, say); a same id replaces."""
        return Calendars([*self._by_id.values(), *extra], self.table)

    def over(self, table: HolidayTable) -> Calendars:
        """The same calendars over another holiday table."""
        return Calendars(self._by_id.values(), table)

    def index(self, calendar_id: str, proclaimed: Iterable[Holiday] = ()) -> DayIndex:
        """The compiled days of a calendar, `proclaimed` days included. Built once per combination, then reused."""
        extra = proclaimed if isinstance(proclaimed, tuple) else tuple(proclaimed)
        key = (calendar_id, extra)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= COMPILED_LIMIT:
                self._compiled.clear()
            found = self._compiled[key] = DayIndex(self[calendar_id], self.table.with_proclaimed(extra))
        return found


@functools.lru_cache(maxsize=COMPILED_LIMIT)
def calendars_of_office(office: Calendar) -> Calendars:
    """The shipped calendars, and `office` under the name by which rules ask for the office's own hours."""
    return shipped_calendars().including(replace(office, id=OFFICE))


@functools.lru_cache(maxsize=1)
def shipped_calendars() -> Calendars:
    """The calendars of `data/calendars.yaml` over the holidays known to the product."""
    text = resources.files(__package__).joinpath("data/calendars.yaml").read_text("utf-8")
    entries = yaml.safe_load(text)["calendars"]
    parsed = [parse_calendar(entry, where=f"calendars[{at}]") for at, entry in enumerate(entries)]
    return Calendars(parsed, known_holidays())
