"""Facts about the directory that others may hear."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ServiceRecorded(Event):
    """A service of the directory was made, changed, published, taken out, or its change was undone."""

    service_id: int


@dataclass(frozen=True)
class RecordsImported(Event):
    """Records of a neighbour were brought in, or taken back."""

    batch_id: int


@dataclass(frozen=True)
class HelpOfferMoved(Event):
    """An offer of help was made, accepted, declined, withdrawn or done."""

    offer_id: int
    case_reference: str
    state: str
