"""Deadlines that prove themselves: calendars, rules and ledgers in, a due moment and every step of its sum out.

Pure: no Django, no database, no clock of its own. Days are London days, instants are UTC (docs/explanation/clocks.md).
"""

from civichub.core.clocks.calendars import (
    OFFICE,
    Calendar,
    Calendars,
    calendars_of_office,
    parse_calendar,
    shipped_calendars,
)
from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.deadlines import MET, MISSED, PAUSED, RUNNING, Deadline, compute_deadline
from civichub.core.clocks.errors import (
    BeyondHorizon,
    ClockError,
    LedgerError,
    NaiveTime,
    SpecError,
    UnknownCalendar,
    UnknownRule,
)
from civichub.core.clocks.holidays import NATIONS, Holiday, HolidayTable, known_holidays
from civichub.core.clocks.moments import LONDON, as_utc, end_of_day, london_date, noon
from civichub.core.clocks.proof import Step
from civichub.core.clocks.reading import elapsed_opening_time, explain, hours_on, in_words, is_open, next_opening
from civichub.core.clocks.rules import Ground, Rule, parse_rule, shipped_rule, shipped_rules
from civichub.core.clocks.state import ClockState, Extension, Pause, Restart

__all__ = [
    "LONDON",
    "MET",
    "MISSED",
    "NATIONS",
    "OFFICE",
    "PAUSED",
    "RUNNING",
    "BeyondHorizon",
    "Calendar",
    "Calendars",
    "ClockError",
    "ClockState",
    "DayIndex",
    "Deadline",
    "Extension",
    "Ground",
    "Holiday",
    "HolidayTable",
    "LedgerError",
    "NaiveTime",
    "Pause",
    "Restart",
    "Rule",
    "SpecError",
    "Step",
    "UnknownCalendar",
    "UnknownRule",
    "as_utc",
    "calendars_of_office",
    "compute_deadline",
    "elapsed_opening_time",
    "end_of_day",
    "explain",
    "hours_on",
    "in_words",
    "is_open",
    "known_holidays",
    "london_date",
    "next_opening",
    "noon",
    "parse_calendar",
    "parse_rule",
    "shipped_calendars",
    "shipped_rule",
    "shipped_rules",
]
