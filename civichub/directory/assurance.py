"""How a record ages: assured until a day, then asked about, then unconfirmed, at last hidden. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from civichub.directory.states import Standing

LEAST_WHILE_LAPSED, WHILE_UNCONFIRMED = 0.5, 0.35
"""What is left of a record's weight in the search on the day before it becomes unconfirmed, and from then on."""


@dataclass(frozen=True)
class Rules:
    """For how many months an assurance holds, when its provider is asked (days from its end), and what follows."""

    months: int = 12
    ask_days_before: tuple[int, ...] = (30,)
    ask_days_after: tuple[int, ...] = (14, 45)
    unconfirmed_after_months: int = 3
    hidden_after_months: int = 6

    def in_words(self) -> list[str]:
        """The rules as sentences, for the page that states them."""
        before = " and ".join(f"{days} days before" for days in self.ask_days_before)
        after = " and ".join(f"{days} days after" for days in self.ask_days_after)
        return [
            f"What is confirmed is assured for {self.months} months.",
            f"The provider is asked by email {' and '.join(filter(None, (before, after)))} that day.",
            "From that day on the record moves down in the search a little every day.",
            f"{self.unconfirmed_after_months} months after it the record is marked unconfirmed.",
            f"{self.hidden_after_months} months after it the record is hidden from residents and other systems.",
        ]


@dataclass(frozen=True)
class Dates:
    """The three days on which a record's standing changes; each is the first day of what follows."""

    assured_until: date
    unconfirmed_from: date
    hidden_from: date


def dates_from(assured: date, rules: Rules) -> Dates:
    """The days that follow from an assurance given on `assured`."""
    until = add_months(assured, rules.months)
    return _after(until, rules)


def dates_unassured(begun: date, rules: Rules) -> Dates:
    """The days of a record that nobody has assured yet: it counts as past its date from the beginning."""
    return _after(begun, rules)


def _after(until: date, rules: Rules) -> Dates:
    return Dates(until, add_months(until, rules.unconfirmed_after_months), add_months(until, rules.hidden_after_months))


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing_on(today: date, dates: Dates, rules: Rules) -> Standing:
    """How far the record can be relied on today."""
    if today >= dates.hidden_from:
        return Standing.HIDDEN
    if today >= dates.unconfirmed_from:
        return Standing.UNCONFIRMED
    if today >= dates.assured_until:
        return Standing.LAPSED
    soonest = max(rules.ask_days_before, default=0)
    return Standing.DUE if today >= dates.assured_until - timedelta(days=soonest) else Standing.ASSURED


def weight_on(today: date, dates: Dates) -> float:
    """What a record's place in the search is multiplied by: 1 while assured, then less every day, 0 when hidden."""
    if today >= dates.hidden_from:
        return 0.0
    if today >= dates.unconfirmed_from:
        return WHILE_UNCONFIRMED
    if today < dates.assured_until:
        return 1.0
    passed = (today - dates.assured_until) / (dates.unconfirmed_from - dates.assured_until)
    return 1.0 - (1.0 - LEAST_WHILE_LAPSED) * passed


def ask_due(today: date, dates: Dates, rules: Rules, *, asked: Collection[str]) -> str:
    """The latest asking that is due and was not done (``before-30``, ``after-14``), empty when there is none.

    Only the latest: a hub that was down for a month must not send three emails in one morning.
    """
    moments = [(dates.assured_until - timedelta(days=days), f"before-{days}") for days in rules.ask_days_before]
    moments += [(dates.assured_until + timedelta(days=days), f"after-{days}") for days in rules.ask_days_after]
    passed = [(day, key) for day, key in moments if day <= today]
    if not passed or today >= dates.hidden_from:
        return ""
    key = max(passed)[1]
    return "" if key in asked else key
