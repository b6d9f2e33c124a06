from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ContactOpened(Event):
    """Somebody reached us, or we reached them."""

    contact_id: int
    organisation_id: int
    channel: str


@dataclass(frozen=True)
class ContactClosed(Event):
    """The interaction is over and wrapped up."""

    contact_id: int
    organisation_id: int
    channel: str
    outcome: str


@dataclass(frozen=True)
class ContactHandedOff(Event):
    """The one hand-off of a contact to another person or team."""

    contact_id: int
    hand_off_id: int
