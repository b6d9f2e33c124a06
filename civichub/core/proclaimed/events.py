"""What happened to the table of proclaimed holidays. Whoever keeps open clocks counts them again on both facts."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class HolidayProclaimed(Event):
    """A bank holiday was added: sums that run over that day may give a later date."""

    holiday_id: int


@dataclass(frozen=True)
class HolidayWithdrawn(Event):
    """A proclaimed holiday was entered by mistake and taken out again."""

    holiday_id: int
