"""What the figures hear."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.contacts.events import ContactClosed
from civichub.contacts.queries import contact_by_id
from civichub.core.events import subscriber
from civichub.performance.operations import count_contact


@subscriber(ContactClosed, queue="measures")
def count_closed_contact(event: ContactClosed, at: datetime) -> None:
    """A closed contact is counted once."""
    count_contact(contact=contact_by_id(event.contact_id), actor=system_account(), at=at)
