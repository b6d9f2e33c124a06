"""Facts about customers. Ids and codes only: an address or a name in a fact could reach the wrong listener."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class CustomerRegistered(Event):
    """A customer has a record of their own."""

    customer_id: int


@dataclass(frozen=True)
class CustomerChanged(Event):
    """The name, the date of birth, the language or the preferred channel changed, or the person died: see `what`."""

    customer_id: int
    what: str


@dataclass(frozen=True)
class AccountLinked(Event):
    """A resident's sign-in now opens this record."""

    customer_id: int
    account_id: int


@dataclass(frozen=True)
class AccountUnlinked(Event):
    """A resident's sign-in no longer opens this record."""

    customer_id: int
    account_id: int


@dataclass(frozen=True)
class HoldingNoted(Event):
    """An organisation began to deal with this customer, so its staff may find the record."""

    customer_id: int
    organisation_id: int


@dataclass(frozen=True)
class ContactPointAdded(Event):
    """There is a new way to reach the customer. Nothing may be sent to an earlier address because of this."""

    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True)
class ContactPointVerified(Event):
    """The customer proved that this way of reaching them is theirs."""

    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True)
class ContactPointEnded(Event):
    """This way of reaching the customer is no longer theirs."""

    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True)
class ContactPointWentBad(Event):
    """A letter came back or an email bounced."""

    customer_id: int
    contact_point_id: int
    kind: str


@dataclass(frozen=True)
class AddressChanged(Event):
    """The customer moved. Carries no address; whoever needs one asks `addresses_for_sending` with a purpose."""

    customer_id: int


@dataclass(frozen=True)
class AtRiskFlagged(Event):
    """The customer is at risk of harm if their address is learned: caches that could show it are stale."""

    customer_id: int


@dataclass(frozen=True)
class AtRiskCleared(Event):
    """No flag of risk stands on this customer any more."""

    customer_id: int


@dataclass(frozen=True)
class NeedSet(Event):
    """The customer needs something of us: a language, a format, an adjustment, a rule for contacting them."""

    customer_id: int
    need_id: int


@dataclass(frozen=True)
class NeedEnded(Event):
    """The need no longer applies."""

    customer_id: int
    need_id: int


@dataclass(frozen=True)
class ConsentChanged(Event):
    """The customer gave or withdrew consent for one purpose."""

    customer_id: int
    purpose: str
    given: bool


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """Somebody joined or left a household."""

    household_id: int
    customer_id: int


@dataclass(frozen=True)
class DuplicateSuggested(Event):
    """Two records may be one person; a human being decides."""

    suggestion_id: int


@dataclass(frozen=True)
class CustomersMerged(Event):
    """Two records are one: reads of either go through `family_ids`. Nothing that refers to `absorbed_id` moves."""

    keep_id: int
    absorbed_id: int
    merge_id: int


@dataclass(frozen=True)
class MergeUndone(Event):
    """The two records stand apart again."""

    keep_id: int
    absorbed_id: int
    merge_id: int
