"""The tables of hand-over."""

from civichub.handover.models.connections import Connection, Route, StatusRule
from civichub.handover.models.listings import Listing
from civichub.handover.models.outbox import Counterpart, Dispatch
from civichub.handover.models.uploads import Upload

__all__ = ["Connection", "Counterpart", "Dispatch", "Listing", "Route", "StatusRule", "Upload"]
