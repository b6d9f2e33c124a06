"""From a rule and a ledger to a deadline that carries its proof."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from civichub.core.clocks import moments
from civichub.core.clocks.calendars import Calendars, shipped_calendars
from civichub.core.clocks.counting import Count, count, count_opening_time
from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.errors import LedgerError
from civichub.core.clocks.holidays import Holiday
from civichub.core.clocks.proof import Step, prove
from civichub.core.clocks.rules import OPENING_MINUTES, WORKING_DAYS, Rule
from civichub.core.clocks.state import ClockState, check_ledger

RUNNING, PAUSED, MET, MISSED = "running", "paused", "met", "missed"


@dataclass(frozen=True)
class Deadline:
    """When something is due, and why.

    `due_at` is UTC and exclusive, so that at that moment it is late: the midnight that ends the due day in London, or
    the exact second for opening time. `due_on` is the last day in time, in London: print that. Both are None while
    the clock is paused; `remaining` then says how much of the unit is left (days for months, minutes for opening
    time). `period_end` is the last day before it rolled to a working day. `total` is the rule's amount plus
    extensions. `warn_at` is when a warning is wanted (UTC), None without one.
    """

    rule: Rule
    state: ClockState
    due_at: dt.datetime | None
    due_on: dt.date | None
    period_end: dt.date | None
    total: int
    remaining: int | None
    warn_at: dt.datetime | None
    sum: Count = field(repr=False, compare=False)
    index: DayIndex = field(repr=False, compare=False)

    @property
    def status(self) -> str:
        """``running``, ``paused``, or once stopped ``met`` or ``missed``. Whether a running one is late needs a now."""
        if self.state.stopped_at is not None:
            late = self.due_at is not None and self.state.stopped_at >= self.due_at
            return MISSED if late else MET
        return PAUSED if self.due_at is None else RUNNING

    def is_late(self, at: dt.datetime) -> bool:
        """Whether the clock was still running, or stopped too late, when `at` came."""
        if self.due_at is None:
            return False
        return (self.state.stopped_at or moments.as_utc(at)) >= self.due_at

    @functools.cached_property
    def steps(self) -> tuple[Step, ...]:
        """The proof: every day looked at, one by one, with the reason why it counts or not."""
        return prove(self.rule, self.state, self.total, self.sum, self.index)


def compute_deadline(
    rule: Rule,
    state: ClockState,
    *,
    calendars: Calendars | None = None,
    proclaimed: Iterable[Holiday] = (),
    settled: bool = False,
) -> Deadline:
    """When the clock of `rule` with the ledger `state` is due.

    `calendars` defaults to the shipped ones; pass ``shipped_calendars().including(office)`` for an office's hours.
    `proclaimed` are holidays added since (give a tuple: it is the key of the compiled calendar). `settled`: the ledger
    was accepted when it was written, so do not judge again whether an extension came in time; a holiday withdrawn
    since would otherwise turn a good extension into an error. Use it to show or recount, not to accept an extension.

    Raises `LedgerError` for a pause, restart or extension the rule does not allow, an extension over its limit or one
    decided after the deadline; `NaiveTime`; `UnknownCalendar`; `BeyondHorizon` outside the known bank holidays.
    """
    check_ledger(rule, state)
    calendars = calendars or shipped_calendars()
    index, every_day = calendars.index(rule.calendar, proclaimed), calendars.index("calendar_days")
    total = rule.amount
    for extension in state.live_extensions if state.extensions else ():
        if not settled:
            _refuse_late(rule, _count(rule, state, total, index, every_day), extension.decided_at)
        total += extension.amount
    summed = _count(rule, state, total, index, every_day)
    due_on = None if summed.due is None else dt.date.fromordinal(summed.due)
    return Deadline(
        rule=rule,
        state=state,
        due_at=_due_at(summed, due_on),
        due_on=due_on,
        period_end=None if summed.end is None else dt.date.fromordinal(summed.end),
        total=total,
        remaining=summed.remaining,
        warn_at=_warn_at(rule, state, total, summed, index),
        sum=summed,
        index=index,
    )


def _count(rule: Rule, state: ClockState, total: int, index: DayIndex, every_day: DayIndex) -> Count:
    if rule.unit == OPENING_MINUTES:
        return count_opening_time(state, total, index)
    return count(rule, state, total, index, every_day)


def _due_at(summed: Count, due_on: dt.date | None) -> dt.datetime | None:
    if summed.due_second is not None:
        return dt.datetime.fromtimestamp(summed.due_second, dt.UTC)
    return None if due_on is None else moments.end_of_day(due_on)


def _refuse_late(rule: Rule, before: Count, decided_at: dt.datetime) -> None:
    due_on = None if before.due is None else dt.date.fromordinal(before.due)
    due_at = _due_at(before, due_on)
    if due_at is not None and decided_at >= due_at:
        raise LedgerError(
            f"This extension was decided after the deadline of {due_on:%-d %B %Y} had passed; "
            f"time that has run out cannot be extended ({rule.source}).",
            field="extensions",
        )


def _warn_at(rule: Rule, state: ClockState, total: int, summed: Count, index: DayIndex) -> dt.datetime | None:
    """The start of the day `warn_before` earlier, but not before the clock started."""
    if rule.warn_before is None or summed.due is None:
        return None
    if rule.unit == OPENING_MINUTES:
        if rule.warn_before >= total:
            return moments.as_utc(state.counted_from)
        earlier = count_opening_time(state, total - rule.warn_before, index)
        return _due_at(earlier, None)
    back = index.back(summed.due, rule.warn_before) if rule.unit == WORKING_DAYS else summed.due - rule.warn_before
    midnight = moments.instant(dt.date.fromordinal(back), 0)
    return max(dt.datetime.fromtimestamp(midnight, dt.UTC), moments.as_utc(state.counted_from))
