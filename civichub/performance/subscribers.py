"""What the figures hear."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.cases.events import CasesImported
from civichub.cases.queries.extracts import imported_contacts
from civichub.contacts.events import ContactClosed
from civichub.contacts.queries import contact_by_id
from civichub.core.events import subscriber
from civichub.performance.operations import count_contact, count_contacts


@subscriber(ContactClosed, queue="measures")
def count_closed_contact(event: ContactClosed, at: datetime) -> None:
    """A closed contact is counted once."""
    count_contact(contact=contact_by_id(event.contact_id), actor=system_account(), at=at)


@subscriber(CasesImported, queue="measures")
def count_imported_contacts(event: CasesImported, at: datetime) -> None:
    """The contacts of a part of an extract are counted together, each once."""
    contacts = imported_contacts(event.import_id, event.first_row, event.last_row)
    count_contacts(contacts=contacts, actor=system_account(), at=at)
