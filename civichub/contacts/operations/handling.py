"""From the first word of an interaction to its wrap-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.contacts import policies
from civichub.contacts.events import ContactClosed, ContactHandedOff, ContactOpened
from civichub.contacts.models import SELF_SERVICE, Avoidable, Channel, Contact, ContactOutcome, ContactPause, HandOff
from civichub.contacts.operations.several import forget_typed
from civichub.contacts.states import CONTACT
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.prepared import insert
from civichub.core.references import unused_reference, unused_references
from civichub.core.text import clean_text
from civichub.organisations.queries import end_of_next_working_day
from civichub.routing.operations import finish_work, place_work
from civichub.routing.queries import queue_for, work_in_hand


@operation
def open_contact(
    *,
    organisation: Any,
    channel: str,
    actor: Any,
    at: datetime,
    customer: Any = None,
    service: Any = None,
    direction: str = "in",
    caller: str = "",
    reason: str = "",
    source_reference: str = "",
) -> Contact:
    """Begin an interaction. On a self-service channel nobody handles it; otherwise `actor` does."""
    if channel not in Channel.values:
        raise Invalid({"channel": "Choose how they reached us from the list."})
    self_service = channel in SELF_SERVICE
    require(policies.may_open_contact(actor, organisation.pk, self_service=self_service))
    contact = Contact(
        reference=unused_reference(Contact),
        organisation=organisation,
        customer=customer,
        service=service,
        channel=channel,
        direction=direction,
        self_service=self_service,
        handled_by=None if self_service or actor.is_system else actor,
        caller=clean_text(caller, field="caller", max_length=200),
        reason=clean_text(reason, field="reason", max_length=200),
        source_reference=clean_text(source_reference, field="source_reference", max_length=80),
        started_at=at,
    )
    insert(contact)
    audit("contact.opened", contact, actor=actor, at=at, channel=channel)
    publish(ContactOpened(contact_id=contact.pk, organisation_id=organisation.pk, channel=channel), at=at)
    return contact


@operation
def record_contact(
    *,
    organisation: Any,
    channel: str,
    outcome: str,
    actor: Any,
    at: datetime,
    customer: Any = None,
    service: Any = None,
    reason: str = "",
    ended_at: datetime | None = None,
    source_reference: str = "",
) -> Contact:
    """Write down an interaction that is already over: an online form, a message, a row of an extract."""
    self_service = channel in SELF_SERVICE
    require(policies.may_open_contact(actor, organisation.pk, self_service=self_service))
    end = ended_at or at
    contact = Contact(
        reference=unused_reference(Contact),
        organisation=organisation,
        customer=customer,
        service=service,
        channel=channel,
        self_service=self_service,
        handled_by=actor if actor.kind == "staff" else None,
        reason=clean_text(reason, field="reason", max_length=200),
        source_reference=clean_text(source_reference, field="source_reference", max_length=80),
        state="closed",
        outcome=outcome,
        avoidable=Avoidable.NOT,
        started_at=at,
        ended_at=end,
        worked_seconds=max(0, int((end - at).total_seconds())),
    )
    insert(contact)
    audit("contact.recorded", contact, actor=actor, at=at, channel=channel)
    closed = ContactClosed(contact_id=contact.pk, organisation_id=organisation.pk, channel=channel, outcome=outcome)
    publish(closed, at=at)
    return contact


@dataclass(frozen=True)
class PastContact:
    """A contact of another system's past: over, and about a request that became a case. `at` is UTC."""

    organisation_id: int
    channel: str
    service_id: int
    reason: str
    source_reference: str
    at: datetime


@operation
def record_past_contacts(*, past: Sequence[PastContact], batch: Any, actor: Any, at: datetime) -> list[Contact]:
    """Write down contacts of the past, in their order, with one audit row on `batch`, the record of the import.

    Nothing is published for each: whoever counts them hears of the import as a whole.
    """
    require(policies.may_record_past_contacts(actor))
    made = Contact.objects.bulk_create(
        Contact(
            reference=reference,
            organisation_id=one.organisation_id,
            service_id=one.service_id,
            channel=one.channel,
            self_service=one.channel in SELF_SERVICE,
            state="closed",
            reason=one.reason[:200],
            outcome=ContactOutcome.CASE_OPENED,
            avoidable=Avoidable.NOT,
            started_at=one.at,
            ended_at=one.at,
            worked_seconds=0,
            source_reference=one.source_reference,
        )
        for one, reference in zip(past, unused_references(Contact, len(past)), strict=True)
    )
    if made:
        span = {"first": min(c.pk for c in made), "last": max(c.pk for c in made)}
        audit("contacts.past_recorded", batch, actor=actor, at=at, contacts=len(made), **span)
    return made


@operation
def remove_past_contacts(*, contact_ids: Sequence[int], batch: Any, actor: Any, at: datetime) -> int:
    """Take back contacts that an import recorded and nothing refers to any more; returns how many."""
    require(policies.may_record_past_contacts(actor))
    found = Contact.objects.filter(pk__in=contact_ids, state="closed", handled_by=None)
    number = found.count()
    found.delete()
    audit("contacts.past_removed", batch, actor=actor, at=at, contacts=number)
    return number


@operation
def identify_customer(*, contact: Contact, customer: Any, actor: Any, at: datetime) -> Contact:
    """Say who this is."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    contact.customer = customer
    save(contact, "customer")
    audit("contact.customer_identified", contact, actor=actor, at=at, customer=customer.pk if customer else None)
    return contact


@operation
def describe_contact(
    *, contact: Contact, actor: Any, at: datetime, service: Any = None, reason: str = "", notes: str = ""
) -> Contact:
    """Note what it is about while it goes on."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    contact.service = service
    contact.reason = clean_text(reason, field="reason", max_length=200)
    contact.notes = clean_text(notes, field="notes", max_length=10_000, lines=True)
    save(contact, "service", "reason", "notes")
    forget_typed(contact, "notes")
    audit("contact.described", contact, actor=actor, at=at)
    return contact


@operation
def pause_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Stop the timer while the advisor turns to somebody else."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    contact.state = CONTACT.target(contact.state, "pause")
    save(contact, "state")
    ContactPause.objects.create(contact=contact, started_at=at)
    audit("contact.paused", contact, actor=actor, at=at)
    return contact


@operation
def resume_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Carry on with a paused contact."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    contact.state = CONTACT.target(contact.state, "resume")
    save(contact, "state")
    contact.pauses.filter(ended_at=None).update(ended_at=at)
    audit("contact.resumed", contact, actor=actor, at=at)
    return contact


@operation
def begin_wrap_up(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """The person has gone; what is left is to write down why they came and what came of it."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    contact.state, contact.wrap_up_started_at = CONTACT.target(contact.state, "begin_wrap_up"), at
    save(contact, "state", "wrap_up_started_at")
    contact.pauses.filter(ended_at=None).update(ended_at=at)
    audit("contact.wrap_up_began", contact, actor=actor, at=at)
    return contact


@operation
def close_contact(
    *,
    contact: Contact,
    outcome: str,
    avoidable: str,
    actor: Any,
    at: datetime,
    reason: str = "",
    notes: str | None = None,
    avoidable_suggested: str = "",
    avoidable_why: str = "",
) -> Contact:
    """Wrap up: why they came, what came of it, and whether it could have been avoided. Raises `Invalid`."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    _check_wrap_up(outcome, avoidable)
    contact.state = CONTACT.target(contact.state, "close")
    contact.pauses.filter(ended_at=None).update(ended_at=at)
    contact.outcome, contact.avoidable, contact.ended_at = outcome, avoidable, at
    contact.avoidable_suggested, contact.avoidable_why = avoidable_suggested, avoidable_why[:200]
    contact.reason = clean_text(reason, field="reason", max_length=200) or contact.reason
    if notes is not None:
        contact.notes = clean_text(notes, field="notes", max_length=10_000, lines=True)
    contact.worked_seconds = _worked_seconds(contact, at)
    save(
        contact, "state", "outcome", "avoidable", "avoidable_suggested", "avoidable_why", "ended_at", "reason", "notes",
        "worked_seconds",
    )  # fmt: skip
    forget_typed(contact)
    audit("contact.closed", contact, actor=actor, at=at, outcome=outcome, avoidable=avoidable)
    for item in work_in_hand(actor, subject=("contact", contact.pk)):
        finish_work(item=item, actor=actor, at=at)
    publish(
        ContactClosed(
            contact_id=contact.pk, organisation_id=contact.organisation_id, channel=contact.channel, outcome=outcome
        ),
        at=at,
    )
    return contact


def _check_wrap_up(outcome: str, avoidable: str) -> None:
    errors = {}
    if outcome not in ContactOutcome.values:
        errors["outcome"] = "Choose what came of this contact."
    if avoidable not in Avoidable.values:
        errors["avoidable"] = "Choose whether this contact could have been avoided."
    if errors:
        raise Invalid(errors)


def _worked_seconds(contact: Contact, at: datetime) -> int:
    paused = sum(((p.ended_at or at) - p.started_at).total_seconds() for p in contact.pauses.all())
    return max(0, int((at - contact.started_at).total_seconds() - paused))


@operation
def hand_off_contact(
    *, contact: Contact, to_team: Any, notes: str, actor: Any, at: datetime, warm: bool = True, to_person: Any = None
) -> HandOff:
    """Pass the person on, with what was said, into the team's queue: for `to_person` first if they are free.

    They keep their place from when they first reached us. A second hand-off is refused: take details or promise a
    call-back (K rec 15; B3).
    """
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    if HandOff.objects.filter(contact=contact).exists():
        raise Conflict("This person has been handed off once already. Take the details or promise a call-back instead.")
    notes = clean_text(notes, field="notes", max_length=10_000, required=True, lines=True)
    hand_off = HandOff.objects.create(contact=contact, to_team=to_team, by=actor, at=at, notes=notes, warm=warm)
    audit("contact.handed_off", contact, actor=actor, at=at, to_team=to_team.pk)
    publish(ContactHandedOff(contact_id=contact.pk, hand_off_id=hand_off.pk), at=at)
    kind = _KIND_OF_WORK.get(contact.channel, "task") if warm else "task"
    title, first = f"Handed off by {actor}", {"wanted": to_person, "arrived_at": contact.started_at}
    if _place(contact, kind, to_team, title, notes, actor, at, **first):
        contact.handled_by = None  # until somebody takes it: whoever handed it off is free
        save(contact, "handled_by")
    return hand_off


@operation
def take_over_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Go on with a contact that was handed off, as the one who took it from the queue. Twice changes nothing."""
    contact = lock(contact)
    require(policies.may_take_over_contact(actor, contact))
    if contact.handled_by_id != actor.pk and contact.state != "closed":
        contact.handled_by = actor
        save(contact, "handled_by")
        audit("contact.taken_over", contact, actor=actor, at=at)
    return contact


@operation
def promise_call_back(*, contact: Contact, to_team: Any, number: str, notes: str, actor: Any, at: datetime) -> Any:
    """Promise that the team rings back by the end of the next working day, and put that in its queue (B8).

    Raises `Invalid` for a number that nobody can ring, `Conflict` when the team has no queue to keep the promise in.
    """
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    number = clean_text(number, field="number", max_length=40, required=True)
    if len(re.sub(r"\D", "", number)) < 5:
        raise Invalid({"number": "Enter the telephone number to ring."})
    notes = clean_text(notes, field="notes", max_length=10_000, required=True, lines=True)
    promise_at = end_of_next_working_day(to_team.organisation, at)
    item = _place(contact, "call_back", to_team, f"Ring {number}", notes, actor, at, promise_at=promise_at, priority=1)
    if item is None:
        raise Conflict(f"{to_team.name} has no queue yet, so nobody would keep this promise. Choose another team.")
    audit("contact.call_back_promised", contact, actor=actor, at=at, to_team=to_team.pk, by=promise_at.isoformat())
    return item


_KIND_OF_WORK = {
    Channel.PHONE: "call",
    Channel.SWITCHBOARD: "call",
    Channel.COUNTER: "visitor",
    Channel.WEBCHAT: "chat",
    Channel.EMAIL: "email",
    Channel.LETTER: "letter",
}


def _place(
    contact: Contact, kind: str, team: Any, title: str, notes: str, actor: Any, at: datetime, **more: Any
) -> Any:
    """In the queue of the team, else of the service, else the general one of the team's organisation, if it has any."""
    queue = queue_for(team.organisation, service=contact.service_id, slug=team.slug)
    if queue is None:
        return None
    who = contact.caller or (contact.customer.display_name if contact.customer else "")
    return place_work(
        queue=queue,
        kind=kind,
        subject_kind="contact",
        subject_id=contact.pk,
        title=" · ".join(filter(None, [who, title]))[:200],
        notes=notes,
        actor=actor,
        at=at,
        **more,
    )
