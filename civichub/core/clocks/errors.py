"""What can go wrong with a clock. Each message is a sentence that names the fix."""

from __future__ import annotations

from civichub.core.errors import HubError


class ClockError(HubError):
    """Base of every refusal of the clock engine."""


class NaiveTime(ClockError):
    """A moment came without a time zone, so nobody can say which instant it is."""


class BeyondHorizon(ClockError):
    """The sum needs days for which no bank-holiday table is known. A guess would be a wrong deadline."""


class UnknownCalendar(ClockError):
    """A rule names a calendar that does not exist."""


class UnknownRule(ClockError):
    """No shipped rule has this id."""


class SpecError(ClockError):
    """A calendar or clock written as data breaks its format. `field` is the path to the wrong value."""


class LedgerError(ClockError):
    """A pause, restart or extension that the rule does not allow, or that contradicts the rest of the ledger."""
