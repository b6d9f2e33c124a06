"""A conversation waits for us: a contact, a promise and a place in line; and what ends the wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.operations.follow import add_contact_to_case
from civichub.contacts.operations import close_contact, open_contact, take_over_contact
from civichub.core.errors import Conflict
from civichub.core.operations import save
from civichub.customers.queries import customer_who_proved
from civichub.messaging.models import Conversation
from civichub.organisations.queries import end_of_working_day
from civichub.routing.operations import finish_work, place_work, pull_work, withdraw_work
from civichub.routing.queries import item_about, queue_for

WORKING_DAYS = 5  # K Appendix D: letters and emails are answered, or acknowledged, within five working days
_FIELDS = ("state", "contact", "changed_at", "waiting_since", "promise_at", "acknowledged_at", "answered_at")


def begin_to_wait(conversation: Conversation, *, since: datetime, actor: Any, at: datetime, title: str = "") -> None:
    """Somebody has to read and answer it. While it waits already, its oldest message keeps the promise."""
    if conversation.state != "waiting" or conversation.promise_at is None:
        conversation.waiting_since = since
        conversation.promise_at = end_of_working_day(conversation.organisation, since, days=WORKING_DAYS)
        conversation.acknowledged_at = conversation.answered_at = None
    conversation.state, conversation.changed_at = "waiting", at
    if conversation.contact is None or conversation.contact.state == "closed":
        conversation.contact = _contact(conversation, since)
    save(conversation, *_FIELDS)
    _place(conversation, actor, at, title=title)


def _contact(conversation: Conversation, since: datetime) -> Any:
    """A new interaction. Whose it is, is known only where somebody proved that the address is theirs."""
    earlier = conversation.contact
    mailbox = conversation.mailbox
    customer = earlier.customer if earlier is not None else None
    if customer is None and conversation.correspondent:
        customer = customer_who_proved(conversation.correspondent)
    contact = open_contact(
        organisation=conversation.organisation,
        channel="email",
        customer=customer,
        service=earlier.service if earlier is not None else mailbox.service,
        caller="" if mailbox.is_sensitive else (conversation.correspondent_name or conversation.correspondent),
        reason="" if mailbox.is_sensitive else conversation.subject[:200],
        actor=system_account(),
        at=since,
    )
    if conversation.case_id is not None:
        add_contact_to_case(case=conversation.case, contact=contact, actor=system_account(), at=since)
    return contact


def _place(conversation: Conversation, actor: Any, at: datetime, *, title: str) -> None:
    mailbox, contact = conversation.mailbox, conversation.contact
    queue = mailbox.queue
    if not queue.is_active:
        queue = queue_for(conversation.organisation, service=mailbox.service_id) or queue
    who = conversation.correspondent_name or conversation.correspondent or "Email"
    shown = title or ("Email" if mailbox.is_sensitive else f"{who}: {conversation.subject or 'no subject'}")
    place_work(
        queue=queue,
        kind="email",
        subject_kind="contact",
        subject_id=contact.pk,
        title=shown[:200],
        promise_at=conversation.promise_at,
        wanted=contact.handled_by,
        arrived_at=conversation.waiting_since,
        actor=actor,
        at=at,
    )


def in_whose_hands(conversation: Conversation) -> Any:
    """The colleague who has taken it from the line, or None."""
    item = item_about("contact", conversation.contact_id, kind="email") if conversation.contact_id else None
    return item.taken_by if item is not None else None


def take_in_hand(conversation: Conversation, actor: Any, at: datetime) -> None:
    """Make it this person's before they act on it. Raises `Conflict` when a colleague has it."""
    holder = in_whose_hands(conversation)
    if holder is not None and holder.pk != actor.pk:
        raise Conflict(f"{holder.name} has this in hand. Ask them to put it back first.")
    if conversation.contact is None:
        return
    item = item_about("contact", conversation.contact_id, kind="email")
    if item is not None and holder is None:
        pull_work(item=item, person=actor, actor=system_account(), at=at)
    if not actor.is_system and conversation.contact.state != "closed":
        conversation.contact = take_over_contact(contact=conversation.contact, actor=actor, at=at)


def end_of_wait(
    conversation: Conversation, *, outcome: str, actor: Any, at: datetime, avoidable: str = "not", why: str = ""
) -> None:
    """The interaction is over: the contact is closed with what came of it, and its work is done."""
    contact = conversation.contact
    if contact is None:
        return
    if contact.state != "closed":
        conversation.contact = close_contact(
            contact=contact, outcome=outcome, avoidable=avoidable, avoidable_why=why, actor=actor, at=at
        )
    item = item_about("contact", contact.pk, kind="email")
    if item is not None and item.taken_by_id == actor.pk:
        finish_work(item=item, actor=actor, at=at)
    elif item is not None:
        withdraw_work(item=item, actor=system_account(), at=at)
