"""What a reader is given of a customer: frozen, and already without whatever that reader may not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from civichub.core.references import format_reference
from civichub.customers.models import ContactKind
from civichub.customers.queries.access import Access
from civichub.customers.queries.rules import CommunicationRules

WITHHELD_ADDRESS = "Address withheld for safety"
WITHHELD_NUMBER = "Number withheld for safety"
WITHHELD = "Withheld"


@dataclass(frozen=True)
class ContactPointView:
    """One way to reach the customer as this reader may see it; `shown` is the value, or the words that stand for it."""

    id: int
    kind: str
    shown: str
    withheld: bool
    lines: tuple[str, ...]
    postcode: str
    uprn: str
    is_mobile: bool
    is_preferred: bool
    confidential: bool
    verified_at: datetime | None
    verified_how: str
    valid_from: datetime
    valid_until: datetime | None
    bad_since: datetime | None
    bad_reason: str

    @property
    def is_current(self) -> bool:
        """Whether it is still in use."""
        return self.valid_until is None


@dataclass(frozen=True)
class NeedView:
    """One need in words."""

    id: int
    code: str
    kind: str
    label: str
    instruction: str
    value: str
    note: str
    source: str
    consented: bool
    review_on: date | None


@dataclass(frozen=True)
class RiskView:
    """Why the person is at risk, for those who may know."""

    id: int
    why: str
    set_at: datetime
    set_by: str
    review_on: date


@dataclass(frozen=True)
class PersonBeside:
    """Somebody in the same household or in a relation: a record that the reader may open too."""

    customer_id: int
    reference: str
    name: str
    role: str
    since: datetime
    until: datetime | None
    link_id: int


@dataclass(frozen=True)
class ConsentView:
    """The latest decision for one purpose."""

    purpose: str
    label: str
    given: bool
    how: str
    decided_at: datetime


@dataclass(frozen=True)
class CustomerView:
    """A customer as one account may see it. What may not be seen is empty, None or words that say so."""

    id: int
    reference: str
    kind: str
    name: str
    title: str
    given_name: str
    family_name: str
    known_as: str
    organisation_name: str
    date_of_birth: date | None
    is_deceased: bool
    died_on: date | None
    has_account: bool
    at_risk: bool
    address_withheld: bool
    preferred_channel: str
    preferred_language: str
    contact_points: tuple[ContactPointView, ...]
    needs: tuple[NeedView, ...]
    rules: CommunicationRules | None
    risks: tuple[RiskView, ...]
    consents: tuple[ConsentView, ...]
    household: tuple[PersonBeside, ...]
    relations: tuple[PersonBeside, ...]
    organisations: tuple[str, ...]
    access: Access

    @property
    def shown_reference(self) -> str:
        """As read aloud: ``7KM-4PQ-XT9``."""
        return format_reference(self.reference)

    @property
    def email(self) -> str:
        """The first current email that may be seen, or words, or empty."""
        return self._first(ContactKind.EMAIL)

    @property
    def phone(self) -> str:
        """The first current number that may be seen, or words, or empty."""
        return self._first(ContactKind.PHONE)

    @property
    def address(self) -> str:
        """The current address on one line, or the words that stand for it, or empty."""
        return self._first(ContactKind.ADDRESS)

    def _first(self, kind: str) -> str:
        return next((point.shown for point in self.contact_points if point.kind == kind and point.is_current), "")
