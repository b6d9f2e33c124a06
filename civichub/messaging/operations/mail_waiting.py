"""A conversation waits for us: a contact, a promise and a place in line; and what ends the wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.operations.follow import add_contact_to_case
from civichub.contacts.operations import close_contact, open_contact, take_over_contact
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict
from civichub.core.live import announce
from civichub.core.operations import save
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.customers.queries import customer_who_proved
from civichub.messaging.models import Conversation, MailWait
from civichub.messaging.standard import answer_due
from civichub.routing.operations import finish_work, place_work, pull_work, withdraw_work
from civichub.routing.queries import item_about, queue_for

_FIELDS = ("state", "contact", "changed_at", "waiting_since", "wait", "answered_at")


def tell(conversation: Conversation) -> None:
    """Let open inboxes ask again."""
    announce(f"mail-{conversation.organisation_id}")


def begin_to_wait(conversation: Conversation, *, since: datetime, actor: Any, at: datetime, title: str = "") -> None:
    """Somebody has to read and answer it. While it waits already, and when it is brought back, its clock runs on."""
    goes_on = conversation.wait is not None and (conversation.state == "waiting" or conversation.waiting_since == since)
    conversation.state, conversation.changed_at = "waiting", at
    if conversation.contact is None or conversation.contact.state == "closed":
        conversation.contact = _contact(conversation, since)
    if goes_on:
        conversation.wait.contact, conversation.wait.needs_no_reply = conversation.contact, False
        save(conversation.wait, "contact", "needs_no_reply")
    else:
        conversation.waiting_since, conversation.answered_at = since, None
        conversation.wait = _wait(conversation, since)
    save(conversation, *_FIELDS)
    _place(conversation, actor, at, title=title)


def _wait(conversation: Conversation, since: datetime) -> MailWait:
    received_on = london_date(since)
    due = answer_due("email", received_on, proclaimed_holidays())
    return MailWait.objects.create(
        organisation=conversation.organisation, conversation=conversation, contact=conversation.contact,
        received_on=received_on, due_on=due.due_on, due_at=due.due_at,
    )  # fmt: skip


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
        promise_at=conversation.wait.due_at,
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


def respond(conversation: Conversation, *, at: datetime) -> None:
    """The standard is met once, by the first word of a person when it leaves: an answer or an acknowledgement."""
    wait = conversation.wait
    if wait is not None and wait.responded_at is None:
        wait.responded_at = at
        save(wait, "responded_at")


def needs_no_reply(conversation: Conversation) -> None:
    """Nothing is owed for what they wrote last."""
    if conversation.wait is not None:
        conversation.wait.needs_no_reply = True
        save(conversation.wait, "needs_no_reply")


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
