"""Several contacts in hand: turning from one to another, and keeping what was typed in each until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civichub.contacts import policies
from civichub.contacts.models import Channel, Contact, ContactPause, Typed
from civichub.contacts.states import CONTACT
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text

BESIDE_EACH_OTHER = frozenset({Channel.WEBCHAT})
"""Whoever chats can talk with several at once, so turning to one does not leave the others waiting."""
MOST_FIELDS, MOST_VALUES, LONGEST_VALUE = 120, 40, 10_000


@operation
def turn_to_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Go on with this contact and pause the advisor's others, so that only one timer runs. Twice changes nothing.

    Chats go on beside each other. Raises `Conflict` for a contact that is closed.
    """
    mine = Contact.objects.select_for_update().filter(handled_by=actor, state="open").exclude(pk=contact.pk)
    for other in mine.order_by("pk"):
        if not {other.channel, contact.channel} <= BESIDE_EACH_OTHER:
            other.state = CONTACT.target(other.state, "pause")
            save(other, "state")
            ContactPause.objects.create(contact=other, started_at=at)
            audit("contact.paused", other, actor=actor, at=at, turned_to=contact.pk)
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    if contact.state == "closed":
        raise Conflict("This contact is closed.")
    if contact.state == "paused":
        contact.state = CONTACT.target(contact.state, "resume")
        save(contact, "state")
        contact.pauses.filter(ended_at=None).update(ended_at=at)
        audit("contact.resumed", contact, actor=actor, at=at)
    return contact


@operation
def keep_typed(
    *, contact: Contact, place: str, values: Mapping[str, Sequence[str]], actor: Any, at: datetime
) -> Typed | None:
    """Keep what was typed and not sent. `values` are fields as a browser posts them; with none, what was kept goes.

    One audit row when something is first kept in a place, because a row for each pause in typing would bury the rest.
    Raises `Invalid` for more than a form can hold, `Conflict` for a contact that is closed.
    """
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    if contact.state == "closed":
        raise Conflict("This contact is closed.")
    place = clean_text(place, field="place", max_length=40, required=True)
    kept = _as_kept(values)
    if not any(text for texts in kept.values() for text in texts):
        Typed.objects.filter(contact=contact, place=place).delete()
        return None
    row, is_new = Typed.objects.update_or_create(
        contact=contact, place=place, defaults={"values": kept, "by": actor, "at": at}
    )
    if is_new:
        audit("contact.typing_kept", contact, actor=actor, at=at, place=place)
    return row


def _as_kept(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if len(values) > MOST_FIELDS:
        raise Invalid({"values": "This is more than a form holds."})
    return {
        clean_text(name, field="values", max_length=120): [
            clean_text(text, field="values", max_length=LONGEST_VALUE, lines=True) for text in texts[:MOST_VALUES]
        ]
        for name, texts in values.items()
    }


def forget_typed(contact: Contact, place: str = "") -> None:
    """What was kept in one place of a contact, or anywhere in it: it has been sent, or the contact is over."""
    found = Typed.objects.filter(contact=contact)
    (found.filter(place=place) if place else found).delete()
