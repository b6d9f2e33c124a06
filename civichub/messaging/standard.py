"""The standard for written contact: a full answer or an acknowledgement within five working days of receipt.

Warwickshire's appendix D, by the calendar and with the days that `core.clocks` knows; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from civichub.core.clocks import ClockState, Deadline, Holiday, compute_deadline, london_date, noon, shipped_rule

RULES = {"email": "standard_email_5wd_eng", "letter": "standard_letter_5wd_eng"}


def answer_due(channel: str, received_on: date, proclaimed: Iterable[Holiday]) -> Deadline:
    """When an email or a letter received on that day must have been answered or acknowledged by a person."""
    return compute_deadline(shipped_rule(RULES[channel]), ClockState.on(received_on), proclaimed=tuple(proclaimed))


def moment_of_receipt(received_on: date, at: datetime) -> datetime:
    """When a letter came to us: noon of that day, or `at` itself for one of today."""
    return min(at, noon(received_on)) if received_on <= london_date(at) else at
