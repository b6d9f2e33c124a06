"""What letters hear: a provider's letter came back, and something about where a person lives has changed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.events import subscriber
from civichub.customers.events import (
    AddressChanged,
    AtRiskFlagged,
    ContactPointEnded,
    ContactPointWentBad,
    HouseholdChanged,
)
from civichub.customers.queries import ids_sheltered_with
from civichub.delivery.events import DeliveryFailed
from civichub.delivery.operations.letters import hide_addresses
from civichub.messaging.operations.letters_printing import stop_letters_to
from civichub.messaging.operations.letters_returned import note_returned_by_provider
from civichub.messaging.queries.letters import CUSTOMER, out_of_message


@subscriber(DeliveryFailed, queue="delivery")
def hear_of_returned_letter(event: DeliveryFailed, at: datetime) -> None:
    """The provider's letters come back to the provider, which says so."""
    out = out_of_message(event.message_id) if event.permanent else None
    if out is not None:
        note_returned_by_provider(out=out, actor=system_account(), at=at)


@subscriber(AddressChanged, queue="delivery")
def stop_letters_after_a_move(event: AddressChanged, at: datetime) -> None:
    """They have moved: nothing goes to where they lived."""
    stop_letters_to(customer_id=event.customer_id, actor=system_account(), at=timezone.now())


@subscriber(AtRiskFlagged, queue="delivery")
def stop_letters_to_person_at_risk(event: AtRiskFlagged, at: datetime) -> None:
    """A person looks at what was written before anybody knew, to them and to whoever lives with them."""
    _shelter(event.customer_id)


@subscriber(HouseholdChanged, queue="delivery")
def stop_letters_to_who_moved_in(event: HouseholdChanged, at: datetime) -> None:
    """Whoever lives with somebody at risk lives at an address that nobody may learn."""
    _shelter(event.customer_id)


def _shelter(customer_id: int) -> None:
    system, now = system_account(), timezone.now()
    for sheltered in ids_sheltered_with(customer_id):
        stop_letters_to(customer_id=sheltered, actor=system, at=now)
        hide_addresses(recipient=f"{CUSTOMER}:{sheltered}", actor=system, at=now)


@subscriber(ContactPointEnded, queue="delivery")
def stop_letters_to_ended_address(event: ContactPointEnded, at: datetime) -> None:
    """The address is theirs no more."""
    if event.kind == "address":
        stop_letters_to(customer_id=event.customer_id, actor=system_account(), at=timezone.now())


@subscriber(ContactPointWentBad, queue="delivery")
def stop_letters_to_bad_address(event: ContactPointWentBad, at: datetime) -> None:
    """Letters to it come back."""
    if event.kind == "address":
        stop_letters_to(customer_id=event.customer_id, actor=system_account(), at=timezone.now())
