"""Queues, who serves them, items of work, offers, seats; the log of all that, and the waits learned from it."""

from civichub.routing.models.waits import LineEvent, LineWhat, ToldWait, WaitModel
from civichub.routing.models.work import (
    GOES_ON_WITHOUT_A_SCREEN,
    LIVE,
    WEIGHTS,
    Alert,
    AlertKind,
    Offer,
    Queue,
    QueueMember,
    Seat,
    WallKey,
    WorkItem,
    WorkItemQuerySet,
    WorkKind,
)

__all__ = [
    "GOES_ON_WITHOUT_A_SCREEN",
    "LIVE",
    "WEIGHTS",
    "Alert",
    "AlertKind",
    "LineEvent",
    "LineWhat",
    "Offer",
    "Queue",
    "QueueMember",
    "Seat",
    "ToldWait",
    "WaitModel",
    "WallKey",
    "WorkItem",
    "WorkItemQuerySet",
    "WorkKind",
]
