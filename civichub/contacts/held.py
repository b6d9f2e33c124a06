"""What this context holds on a person or about some words: contacts, with what was noted in them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from civichub.contacts.models import Contact, HandOff
from civichub.core.clocks import LONDON
from civichub.core.held import Held, Sought, lines
from civichub.core.references import format_reference


def held(sought: Sought) -> Iterator[Held]:
    """Each contact of the person, or in whose reason or notes the words stand."""
    found = Contact.objects.filter(organisation__in=sought.organisations, **sought.times("started_at"))
    if sought.words:
        found = found.filter(Q(reason__icontains=sought.words) | Q(notes__icontains=sought.words))
    else:
        found = found.filter(customer__in=sought.customer_ids)
    related = ("service", "organisation", "handled_by", "hand_off__to_team")
    for contact in found.select_related(*related).order_by("started_at", "pk").iterator(chunk_size=200):
        title = f"Contact {format_reference(contact.reference)}, {contact.get_channel_display().lower()}"
        key = f"contacts.contact:{contact.pk}"
        yield Held(
            key, title, contact.started_at, contact.organisation_id, _text(contact), customer_id=contact.customer_id
        )


def _text(contact: Contact) -> str:
    passed: HandOff | None = getattr(contact, "hand_off", None)
    return lines(
        ("Contact", format_reference(contact.reference)), ("With", contact.organisation.name),
        ("By", contact.get_channel_display()),
        ("When", f"{contact.started_at.astimezone(LONDON):%-d %B %Y %H:%M}"), ("Handled by", contact.handled_by),
        ("Who it was", contact.caller), ("About", contact.service), ("Reason", contact.reason),
        ("Notes", contact.notes), ("What came of it", contact.get_outcome_display()),
        ("Handed to", f"{passed.to_team}: {passed.notes}" if passed else ""),
    )  # fmt: skip
