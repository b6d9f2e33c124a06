"""Bank holidays as data: who has which day off, by what law, and up to when we know.

Two sources are joined. The `govuk-bank-holidays` package carries what GOV.UK has published (never fetched over the
network here). `data/bank_holidays.yaml` adds what that copy lacks: days proclaimed since, the calendar date of a
holiday that falls on a weekend (GOV.UK lists only its substitute), and later years as the law in force gives them.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import yaml
from govuk_bank_holidays.bank_holidays import BankHolidays

from civichub.core.clocks.errors import SpecError

NATIONS: Mapping[str, str] = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
DIVISIONS: Mapping[str, tuple[str, ...]] = {
    BankHolidays.ENGLAND_AND_WALES: ("ENG", "WLS"),
    BankHolidays.SCOTLAND: ("SCT",),
    BankHolidays.NORTHERN_IRELAND: ("NIR",),
}


UNNAMED = "Holiday in the table given"


@dataclass(frozen=True)
class Holiday:
    """One bank or public holiday.

    `nations` are keys of `NATIONS`. `source` is the legal source in words. `expected` marks a day that follows from
    the law in force but that GOV.UK had not published when this table was made. `replaces` is the usual date that
    stops being a holiday in the same nations because this day was proclaimed instead of it (1971 Act s1(2)).
    """

    date: dt.date
    name: str
    nations: frozenset[str]
    source: str
    expected: bool = False
    replaces: dt.date | None = None

    def __post_init__(self) -> None:
        unknown = self.nations - set(NATIONS)
        if unknown or not self.nations:
            wrong = sorted(unknown) or "nothing"
            raise SpecError(f"nations: use one or more of {', '.join(NATIONS)}, not {wrong}.", field="nations")


@dataclass(frozen=True)
class HolidayTable:
    """Every known holiday from `first` to `last` inclusive. Outside these days nothing is known."""

    first: dt.date
    last: dt.date
    holidays: tuple[Holiday, ...]

    @functools.cached_property
    def by_date(self) -> Mapping[dt.date, tuple[Holiday, ...]]:
        """Date to the holidays on it, in table order."""
        found: dict[dt.date, list[Holiday]] = {}
        for holiday in self.holidays:
            found.setdefault(holiday.date, []).append(holiday)
        return {day: tuple(entries) for day, entries in found.items()}

    def dates(self, nation: str) -> frozenset[dt.date]:
        """The days off in one nation, weekends included."""
        return frozenset(holiday.date for holiday in self.holidays if nation in holiday.nations)

    def with_proclaimed(self, extra: Iterable[Holiday]) -> HolidayTable:
        """This table plus days proclaimed since; a day that one of them replaces is taken out for its nations."""
        extra = tuple(extra)
        if not extra:
            return self
        moved = {(day.replaces, nation) for day in extra if day.replaces for nation in day.nations}
        kept = self._keeping(lambda day, nation: (day, nation) not in moved)
        return replace(self, holidays=_in_order([*kept, *extra]))

    def with_days_of(self, listed: Mapping[str, frozenset[dt.date]]) -> HolidayTable:
        """A table that follows `listed` (nation to days off) in the years it covers, and this one in all others.

        The years covered by a nation's list run from its earliest to its latest day. Names and sources are this
        table's where it knows the day.
        """
        listed = {nation: days for nation, days in listed.items() if days}
        if not listed:
            return self
        years = {nation: range(min(days).year, max(days).year + 1) for nation, days in listed.items()}
        kept = self._keeping(
            lambda day, nation: nation not in listed or day.year not in years[nation] or day in listed[nation]
        )
        added = [
            Holiday(day, UNNAMED, frozenset({nation}), "the table given; no legal source known")
            for nation, days in listed.items()
            for day in sorted(days - self.dates(nation))
        ]
        first = min(self.first, *(dt.date(span.start, 1, 1) for span in years.values()))
        last = max(self.last, *(dt.date(span.stop - 1, 12, 31) for span in years.values()))
        return HolidayTable(first, last, _in_order([*kept, *added]))

    def _keeping(self, wanted: Callable[[dt.date, str], bool]) -> list[Holiday]:
        kept = []
        for holiday in self.holidays:
            left = frozenset(nation for nation in holiday.nations if wanted(holiday.date, nation))
            if left:
                kept.append(holiday if left == holiday.nations else replace(holiday, nations=left))
        return kept


def _in_order(holidays: Iterable[Holiday]) -> tuple[Holiday, ...]:
    return tuple(sorted(holidays, key=lambda holiday: (holiday.date, holiday.name)))


@functools.lru_cache(maxsize=1)
def known_holidays() -> HolidayTable:
    """The table shipped with the product: GOV.UK's copy joined with `data/bank_holidays.yaml`.

    Where both know a year GOV.UK wins: a list marked as expected is used only for years after its last one.
    """
    data = yaml.safe_load(resources.files(__package__).joinpath("data/bank_holidays.yaml").read_text("utf-8"))
    sources: Mapping[str, str] = data["legal_sources"]
    published = _published(sources)
    last_published = max(holiday.date for holiday in published).year
    horizon: dt.date = data["horizon"]
    expected = [
        _from_data(entry, sources, expected=True) for entry in data["expected"] if entry["date"].year > last_published
    ]
    seen = {(holiday.date, nation) for holiday in published for nation in holiday.nations}
    proclaimed = [
        _from_data(entry, sources)
        for entry in data["proclaimed"]
        if any((entry["date"], nation) not in seen for nation in entry["nations"])
    ]
    first = dt.date(min(holiday.date for holiday in published).year, 1, 1)
    weekends = _weekend_dates(data["fixed_dates"], sources, range(first.year, horizon.year + 1))
    return HolidayTable(first, horizon, _merge([*published, *proclaimed, *expected, *weekends]))


def _published(sources: Mapping[str, str]) -> list[Holiday]:
    reader = BankHolidays(use_cached_holidays=True)
    found = []
    for division, nations in DIVISIONS.items():
        for entry in reader.get_holidays(division=division):
            name = entry["title"] + (" (substitute day)" if "ubstitute" in entry["notes"] else "")
            found.append(Holiday(entry["date"], name, frozenset(nations), _source(entry["title"], sources)))
    return found


def _from_data(entry: Mapping[str, Any], sources: Mapping[str, str], *, expected: bool = False) -> Holiday:
    title = entry["name"].removesuffix(" (substitute day)")
    source = entry.get("source") or _source(title, sources)
    return Holiday(entry["date"], entry["name"], frozenset(entry["nations"]), source, expected)


def _source(title: str, sources: Mapping[str, str]) -> str:
    return sources.get(title, sources["otherwise"])


def _weekend_dates(fixed: list[Mapping[str, Any]], sources: Mapping[str, str], years: range) -> list[Holiday]:
    days = [(entry, dt.date(year, entry["month"], entry["day"])) for year in years for entry in fixed]
    return [
        Holiday(day, entry["name"], frozenset(entry["nations"]), _source(entry["name"], sources))
        for entry, day in days
        if day.weekday() >= 5
    ]


def _merge(holidays: list[Holiday]) -> tuple[Holiday, ...]:
    """Join entries of the same day and name into one with all its nations."""
    joined: dict[tuple[dt.date, str], Holiday] = {}
    for holiday in holidays:
        key = (holiday.date, holiday.name)
        before = joined.get(key)
        joined[key] = holiday if before is None else replace(before, nations=before.nations | holiday.nations)
    return _in_order(joined.values())
