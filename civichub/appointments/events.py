"""Facts about appointments. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class AppointmentBooked(Event):
    """Somebody has an appointment."""

    appointment_id: int


@dataclass(frozen=True)
class AppointmentMoved(Event):
    """It is at another time or place. `sequence` counts the changes."""

    appointment_id: int
    sequence: int


@dataclass(frozen=True)
class VideoLinkChanged(Event):
    """The call is held at another address. `sequence` counts the changes."""

    appointment_id: int
    sequence: int


@dataclass(frozen=True)
class AppointmentCancelled(Event):
    """It will not take place. `by_customer`: they cancelled it themselves."""

    appointment_id: int
    sequence: int
    by_customer: bool


@dataclass(frozen=True)
class AppointmentArrived(Event):
    """They are here. `late` when it had begun."""

    appointment_id: int
    late: bool


@dataclass(frozen=True)
class AppointmentEnded(Event):
    """It is over. `state` is attended or no_show."""

    appointment_id: int
    state: str


@dataclass(frozen=True)
class ReminderDue(Event):
    """Time to remind somebody; `days` before the day, 0 for its morning."""

    appointment_id: int
    sequence: int
    days: int


@dataclass(frozen=True)
class TimeFreed(Event):
    """A time that was taken is free again. `starts_at` in ISO 8601."""

    kind_id: int
    way: str
    site_id: int | None
    starts_at: str


@dataclass(frozen=True)
class WishMade(Event):
    """Somebody without an appointment is on the list for a time that suits."""

    wish_id: int


@dataclass(frozen=True)
class EarlierOffered(Event):
    """Somebody who waits for a time is offered one."""

    offer_id: int
