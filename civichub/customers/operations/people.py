"""Registering people and organisations, and what is true of them: name, birth, death, sign-in, who deals with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks.moments import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.prepared import insert
from civichub.core.references import unused_reference
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import (
    AccountLinked,
    AccountUnlinked,
    CustomerChanged,
    CustomerRegistered,
    HoldingNoted,
)
from civichub.customers.models import Customer, CustomerHolding, CustomerKind
from civichub.customers.needs import Channel
from civichub.customers.normalising import search_name
from civichub.customers.operations.locking import lock_in_use
from civichub.customers.queries import page_rows
from civichub.customers.queries.families import family_ids

OLDEST_BIRTH_YEAR = 1890
_NAME_LENGTHS = {"title": 30, "given_name": 100, "family_name": 100, "known_as": 100, "organisation_name": 160}


@operation
def register_customer(
    *,
    organisation: Any,
    actor: Any,
    at: datetime,
    kind: str = CustomerKind.PERSON,
    title: str = "",
    given_name: str = "",
    family_name: str = "",
    known_as: str = "",
    organisation_name: str = "",
    date_of_birth: date | None = None,
    preferred_channel: str = "",
    preferred_language: str = "",
    reason: str = "registered by an advisor",
    service: int | None = None,
    is_sensitive: bool = False,
) -> Customer:
    """A new record, held by `organisation` for `reason` (and a catalogue `service` id). Raises `Invalid`."""
    require(policies.may_register_customer(actor, organisation.pk))
    names = clean_names(
        kind,
        title=title,
        given_name=given_name,
        family_name=family_name,
        known_as=known_as,
        organisation_name=organisation_name,
    )
    preferences = {
        "preferred_channel": _channel(preferred_channel),
        "preferred_language": clean_text(preferred_language, field="preferred_language", max_length=10),
    }
    customer = create_record(kind, names, date_of_birth, actor, at, **preferences)
    hold(customer, organisation, reason=reason, service=service, is_sensitive=is_sensitive, actor=actor, at=at)
    return customer


def create_record(
    kind: str, names: dict[str, str], date_of_birth: date | None, actor: Any, at: datetime, **preferences: str
) -> Customer:
    """A new record that nobody holds yet, once the caller has established that it may. Raises `Invalid`."""
    _check_birth(kind, date_of_birth, at)
    known = {"date_of_birth": date_of_birth, "created_at": at, **names, **preferences}
    customer = insert(Customer(kind=kind, reference=unused_reference(Customer), **known))
    audit("customer.registered", customer, actor=actor, at=at)
    publish(CustomerRegistered(customer_id=customer.pk), at=at)
    return customer


def clean_names(kind: str, **names: str) -> dict[str, str]:
    """The name columns, cleaned, with the folded name that searches read. Raises `Invalid` when there is no name."""
    found = {
        field: clean_text(names.get(field, ""), field=field, max_length=_NAME_LENGTHS[field]) for field in _NAME_LENGTHS
    }
    if kind not in CustomerKind.values:
        raise Invalid({"kind": "Choose a person or an organisation."})
    if kind == CustomerKind.ORGANISATION:
        if not found["organisation_name"]:
            raise Invalid({"organisation_name": "Enter the organisation's name."})
        found |= dict.fromkeys(("title", "given_name", "family_name", "known_as"), "")
    else:
        found["organisation_name"] = ""
        if not (found["given_name"] or found["family_name"] or found["known_as"]):
            raise Invalid({"family_name": "Enter a name."})
    found["search_name"] = search_name(**{field: found[field] for field in _NAME_LENGTHS if field != "title"})
    return found


def _check_birth(kind: str, born: date | None, at: datetime) -> None:
    if born is None:
        return
    if kind != CustomerKind.PERSON:
        raise Invalid({"date_of_birth": "An organisation has no date of birth. Leave it empty."})
    if born > london_date(at) or born.year < OLDEST_BIRTH_YEAR:
        raise Invalid({"date_of_birth": f"Enter a date of birth between {OLDEST_BIRTH_YEAR} and today."})


def _channel(channel: str) -> str:
    if channel and channel not in Channel.values:
        raise Invalid({"preferred_channel": "Choose a channel from the list."})
    return channel


@operation
def change_name(
    *,
    customer: Customer,
    actor: Any,
    at: datetime,
    title: str = "",
    given_name: str = "",
    family_name: str = "",
    known_as: str = "",
    organisation_name: str = "",
) -> Customer:
    """Set the whole name anew; what is left out becomes empty. Raises `Invalid`."""
    customer = lock_in_use(customer)
    require(policies.may_edit_customer(actor, customer))
    names = clean_names(
        customer.kind,
        title=title,
        given_name=given_name,
        family_name=family_name,
        known_as=known_as,
        organisation_name=organisation_name,
    )
    for field, value in names.items():
        setattr(customer, field, value)
    save(customer, *names)
    return _changed(customer, "name", actor, at)


@operation
def change_date_of_birth(*, customer: Customer, date_of_birth: date | None, actor: Any, at: datetime) -> Customer:
    """Set or clear the date of birth. Raises `Invalid`."""
    customer = lock_in_use(customer)
    require(policies.may_edit_customer(actor, customer))
    _check_birth(customer.kind, date_of_birth, at)
    customer.date_of_birth = date_of_birth
    save(customer, "date_of_birth")
    return _changed(customer, "date_of_birth", actor, at)


@operation
def set_preferences(
    *, customer: Customer, preferred_channel: str, preferred_language: str, actor: Any, at: datetime
) -> Customer:
    """How and in which language (ISO 639 code) the customer likes to be written to; empty means no wish."""
    customer = lock_in_use(customer)
    require(policies.may_edit_details(actor, customer))
    customer.preferred_channel = _channel(preferred_channel)
    customer.preferred_language = clean_text(preferred_language, field="preferred_language", max_length=10)
    save(customer, "preferred_channel", "preferred_language")
    return _changed(customer, "preferences", actor, at)


@operation
def record_death(*, customer: Customer, died_on: date | None, actor: Any, at: datetime) -> Customer:
    """The person has died: from now on nothing is sent to them by any channel."""
    customer = lock_in_use(customer)
    require(policies.may_edit_customer(actor, customer))
    if customer.kind != CustomerKind.PERSON:
        raise Invalid({"customer": "Only a person can have died."})
    if died_on is not None and died_on > london_date(at):
        raise Invalid({"died_on": "Enter a date that is not in the future."})
    customer.is_deceased, customer.died_on = True, died_on
    save(customer, "is_deceased", "died_on")
    return _changed(customer, "death", actor, at)


def _changed(customer: Customer, what: str, actor: Any, at: datetime) -> Customer:
    audit(f"customer.{what}_changed", customer, actor=actor, at=at)
    publish(CustomerChanged(customer_id=customer.pk, what=what), at=at)
    return customer


@operation
def link_account(*, customer: Customer, account: Any, evidence: str, actor: Any, at: datetime) -> Customer:
    """Let a resident's sign-in open this record. `evidence` says how we know that they are this person.

    Raises `Invalid` when the sign-in or the record is linked already, `NotAllowed` when the actor may not see all
    that the sign-in will show.
    """
    customer = lock_in_use(customer)
    require(policies.may_link_account(actor, customer))
    evidence = clean_text(evidence, field="evidence", max_length=200, required=True)
    return link(customer, account, evidence, actor, at)


def link(customer: Customer, account: Any, evidence: str, actor: Any, at: datetime) -> Customer:
    """Join a locked record and a sign-in, once the caller has established that it may."""
    if account.kind != "resident":
        raise Invalid({"account": "Choose a resident's sign-in; this one belongs to staff or to a system."})
    linked = Customer.objects.filter(pk__in=family_ids(customer.pk), account__isnull=False).first()
    if linked is not None and linked.account_id == account.pk:
        return customer
    if linked is not None:
        raise Conflict("This record already has a sign-in. Unlink that one first.")
    if Customer.objects.filter(account=account.pk).exists():
        raise Conflict("This sign-in already opens another record. Merge the two records or unlink it first.")
    customer.account = account
    save(customer, "account")
    audit("customer.account_linked", customer, actor=actor, at=at, account=account.pk, evidence=evidence)
    publish(AccountLinked(customer_id=customer.pk, account_id=account.pk), at=at)
    return customer


@operation
def unlink_account(*, customer: Customer, reason: str, actor: Any, at: datetime) -> Customer:
    """Stop a sign-in from opening this record, wherever in its family of merged records it is linked."""
    customer = lock_in_use(customer)
    require(policies.may_edit_customer(actor, customer))
    reason = clean_text(reason, field="reason", max_length=200, required=True)
    for linked in Customer.objects.select_for_update().filter(pk__in=family_ids(customer.pk), account__isnull=False):
        account_id, linked.account = linked.account_id, None
        save(linked, "account")
        audit("customer.account_unlinked", linked, actor=actor, at=at, account=account_id, reason=reason)
        publish(AccountUnlinked(customer_id=customer.pk, account_id=account_id), at=at)
    customer.refresh_from_db()
    return customer


@operation
def note_holding(
    *,
    customer: Customer,
    organisation: Any,
    reason: str,
    actor: Any,
    at: datetime,
    service: int | None = None,
    is_sensitive: bool = False,
) -> CustomerHolding:
    """The organisation deals with this customer, in `service` (a catalogue id) or in general, and may open the record.

    `is_sensitive`: the service is a sensitive one, and this holding opens nothing to a general sharing agreement.
    """
    customer = lock_in_use(customer)
    require(policies.may_note_holding(actor, customer, organisation.pk))
    return hold(customer, organisation, reason=reason, service=service, is_sensitive=is_sensitive, actor=actor, at=at)


def hold(
    customer: Customer,
    organisation: Any,
    *,
    reason: str,
    service: int | None,
    is_sensitive: bool,
    actor: Any,
    at: datetime,
) -> CustomerHolding:
    """Note a holding of a locked record, once the caller has established that it may; the same twice is noted once."""
    reason = clean_text(reason, field="reason", max_length=160, required=True)
    held = page_rows.holdings(ids=[customer.pk])
    holding = next((one for one in held if (one.organisation_id, one.service) == (organisation.pk, service)), None)
    if holding is None:
        noted = {"since": at, "noted_at": at, "reason": reason, "is_sensitive": is_sensitive}
        holding = insert(CustomerHolding(customer=customer, organisation=organisation, service=service, **noted))
        audit("customer.holding_noted", holding, actor=actor, at=at, customer=customer.pk, service=service)
        publish(HoldingNoted(customer_id=customer.pk, organisation_id=organisation.pk), at=at)
    elif at > holding.noted_at:
        holding.noted_at = at
        save(holding, "noted_at")
    return holding
