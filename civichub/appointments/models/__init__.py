"""The tables of appointments."""

from civichub.appointments.models.bookings import (
    Appointment,
    BulkCancellation,
    EarlierOffer,
    Happening,
    Reminder,
    Sitting,
    Waiting,
)
from civichub.appointments.models.setup import (
    Absence,
    CalendarFeed,
    Kind,
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
    "OfficerHours",
    "Reminder",
    "Room",
    "RoomFeature",
    "SessionRoom",
    "Sitting",
    "Waiting",
    "Way",
]
