"""The tables of appointments."""

from civichub.appointments.models.bookings import (
    Appointment,
    BulkCancellation,
    EarlierOffer,
    Happening,
    Reminder,
    Sitting,
    Waiting,
    Wish,
)
from civichub.appointments.models.setup import (
    Absence,
    CalendarFeed,
    Kind,
    KindDay,
    KindHours,
    OfficerHours,
    Room,
    RoomFeature,
    SessionRoom,
    Way,
)

__all__ = [
    "Absence",
    "Appointment",
    "BulkCancellation",
    "CalendarFeed",
    "EarlierOffer",
    "Happening",
    "Kind",
    "KindDay",
    "KindHours",
    "OfficerHours",
    "Reminder",
    "Room",
    "RoomFeature",
    "SessionRoom",
    "Sitting",
    "Waiting",
    "Way",
    "Wish",
]
