"""What delivery tells the contexts above it. `about_type` and `about_id` are what the sender of the message gave."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class DeliverySucceeded(Event):
    """The provider says that the message reached the address."""

    message_id: int
    about_type: str
    about_id: int


@dataclass(frozen=True)
class DeliveryFailed(Event):
    """The message did not reach the address. `permanent`: the address itself is wrong, so do not use it again."""

    message_id: int
    about_type: str
    about_id: int
    permanent: bool


@dataclass(frozen=True)
class DeliveryUnclear(Event):
    """Contact was lost while it was handed over, and the provider cannot be asked: nobody knows whether it left."""

    message_id: int
    about_type: str
    about_id: int
