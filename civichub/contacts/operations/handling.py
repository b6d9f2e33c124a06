"""From the first word of an interaction to its wrap-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.contacts import policies
from civichub.contacts.events import ContactClosed, ContactOpened
from civichub.contacts.models import SELF_SERVICE, Avoidable, Channel, Contact, ContactOutcome, ContactPause
from civichub.contacts.operations.several import forget_typed
from civichub.contacts.states import CONTACT
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.prepared import insert
from civichub.core.references import unused_reference, unused_references
from civichub.core.text import clean_text
from civichub.routing.operations import finish_work
from civichub.routing.queries import work_in_hand


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
