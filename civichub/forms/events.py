"""Facts about forms, applications and payments."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class FormPublished(Event):
    """A version of a form comes into force at its effective time."""

    version_id: int
    key: str


@dataclass(frozen=True)
class DraftLinkWanted(Event):
    """Somebody asked for a link to come back to what they have filled in."""

    draft_id: int


@dataclass(frozen=True)
class PaymentNoticeReceived(Event):
    """The provider says that something happened to a payment; what, we ask it."""

    payment_id: int


@dataclass(frozen=True)
class PaymentPaid(Event):
    """Money was taken."""

    payment_id: int
    draft_id: int | None
    case_reference: str
    amount_pence: int


@dataclass(frozen=True)
class PaymentNotMade(Event):
    """The payment ended without money: `state` is failed, cancelled or error."""

    payment_id: int
    draft_id: int | None
    case_reference: str
    state: str
