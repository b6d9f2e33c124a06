"""Whose case is this? The record of the person who turns to us: found when the evidence is strong, new when it is not.

What somebody types on the public web proves nothing. It never changes a record, is never answered with what we hold,
and never reaches a record that a sign-in opens: otherwise a stranger's words would appear in a resident's account.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require
from civichub.customers import policies
from civichub.customers.events import DuplicateSuggested
from civichub.customers.matching import WEIGHTS, Facts, Match, names_agree, same_name
from civichub.customers.models import (
    ContactKind,
    Customer,
    CustomerHolding,
    CustomerKind,
    MatchingRules,
    Suggestion,
    VerifiedHow,
)
from civichub.customers.models.people import CONTACT_FIELD, NAME_FIELD
from civichub.customers.normalising import Address, split_name
from civichub.customers.operations.contact_points import put_contact_point, read_contact_point
from civichub.customers.operations.locking import lock_in_use
from civichub.customers.operations.people import hold, link, register_customer
from civichub.customers.queries.access import sheltered_among
from civichub.customers.queries.families import family_ids
from civichub.customers.queries.matching import Candidate, facts_of, known_to_differ, match_candidates
from civichub.customers.queries.views import own_customer
from civichub.organisations.queries import agreements_held_by

FINDING_LOCK = 733_118  # any number: keeps two messages of one new person, arriving together, from making two records


class How(StrEnum):
    """On what evidence a record was chosen."""

    ACCOUNT = "account"
    VERIFIED_EMAIL = "verified_email"
    NAME_AND_CONTACT = "name_and_contact"
    CREATED = "created"
    CREATED_WITH_SUGGESTION = "created_with_suggestion"


class Found(NamedTuple):
    """The record, and how it was come by. Never tell the person which: it would say whom we know."""

    customer: Customer
    how: How


class _Told(NamedTuple):
    """What we were told, and by whom: staff who asked the person, or the person on the web."""

    facts: Facts
    organisation: Any
    by_staff: bool
    account: Any


@operation
def find_or_create_customer(
    *,
    name: str,
    email: str,
    phone: str,
    address: Address | None,
    date_of_birth: date | None,
    organisation: Any,
    actor: Any,
    at: datetime,
    organisation_name: str = "",
    account: Any = None,
    email_verified: bool = False,
    reason: str = "got in touch",
    service: int | None = None,
    is_sensitive: bool = False,
) -> Found:
    """The customer who turns to `organisation`, by evidence; anything weaker makes a new record and a suggestion.

    `actor` is the advisor, the resident who signed in (also `account`), or the hub for somebody who did not.
    `email_verified`: this person proved in this visit that the email is theirs. Linked without asking are: the record
    of the sign-in; one with the same proved email and an agreeing name; one with an equal name and an equal email or
    phone which the organisation may see, and which, unless staff asked, has no sign-in. A sheltered person is linked
    by their own sign-in only. Details told are stored on a new record and never added to an old one. Raises `Invalid`
    without a name.
    """
    require(policies.may_find_or_create_customer(actor, organisation.pk, account))
    name = " ".join(name.split())
    if not (name or organisation_name):
        raise Invalid({"name": "Enter a name."})
    facts = facts_of(
        name="" if organisation_name else name,
        organisation_name=organisation_name,
        email=email,
        phone=phone,
        address=address,
        date_of_birth=date_of_birth,
        email_verified=email_verified,
    )
    told = _Told(facts, organisation, bool(actor.is_staff_member), account)
    _one_at_a_time(facts)
    held = {"reason": reason, "service": service, "is_sensitive": is_sensitive, "actor": actor, "at": at}
    customer, how, others = _look(told, actor, at)
    if customer is not None:
        hold(lock_in_use(customer), organisation, **held)
        return Found(customer, how)
    customer = _create(told, name, organisation_name, email, phone, address, held)
    suggested = [_suggest(customer, other, at) for other in others if not known_to_differ(customer.pk, other.pk)]
    return Found(customer, How.CREATED_WITH_SUGGESTION if suggested else How.CREATED)


def _one_at_a_time(facts: Facts) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [FINDING_LOCK, facts.full_name])


def _look(told: _Told, actor: Any, at: datetime) -> tuple[Customer | None, How, list[Customer]]:
    """The record to link, if there is exactly one, and those that may be the same person."""
    own = own_customer(told.account) if told.account is not None else None
    if own is not None:
        return own, How.ACCOUNT, []
    candidates = match_candidates(told.facts)
    sheltered = sheltered_among(candidate.customer for candidate in candidates)
    grounds = [
        (candidate.customer, how)
        for candidate in candidates
        if candidate.customer.pk not in sheltered and (how := _ground(candidate, told)) is not None
    ]
    proved = [pair for pair in grounds if pair[1] == How.VERIFIED_EMAIL]
    chosen = proved if len(proved) == 1 else grounds
    if len(chosen) != 1:
        return None, How.CREATED, [candidate.customer for candidate in candidates]
    customer, how = chosen[0]
    if told.account is not None:
        customer = link(lock_in_use(customer), told.account, "The same proved email and an agreeing name", actor, at)
    return customer, how, []


def _ground(candidate: Candidate, told: _Told) -> How | None:
    """Why this candidate may be linked without asking anybody, or None."""
    match = Match(candidate.score, candidate.evidence)
    if match.has("different_birth"):
        return None
    has_account = Customer.objects.filter(pk__in=family_ids(candidate.customer.pk), account__isnull=False).exists()
    if match.has("same_verified_email") and names_agree(match) and not (told.account is not None and has_account):
        return How.VERIFIED_EMAIL
    reached = match.has("same_verified_email", "same_email", "same_mobile", "same_landline")
    if not (same_name(match) and reached) or told.account is not None:
        return None
    if has_account and not told.by_staff:
        return None
    return How.NAME_AND_CONTACT if _within_reach(told.organisation, candidate.customer) else None


def _within_reach(organisation: Any, customer: Customer) -> bool:
    """Whether the organisation may see the customer's details already: a guess must not open another's record to it."""
    holdings = list(CustomerHolding.objects.filter(customer=customer))
    if any(held.organisation_id == organisation.pk for held in holdings):
        return True
    givers = {
        agreement.from_organisation_id
        for agreement in agreements_held_by([organisation.pk], on=timezone.localdate())
        if {NAME_FIELD, CONTACT_FIELD} <= set(agreement.fields) and not agreement.services
    }
    return any(held.organisation_id in givers and not held.is_sensitive for held in holdings)


def _create(
    told: _Told,
    name: str,
    organisation_name: str,
    email: str,
    phone: str,
    address: Address | None,
    held: dict[str, Any],
) -> Customer:
    title, given, family = split_name(name)
    actor, at = held["actor"], held["at"]
    person = not organisation_name
    customer = register_customer(
        organisation=told.organisation,
        kind=CustomerKind.PERSON if person else CustomerKind.ORGANISATION,
        title=title if person else "",
        given_name=given if person else "",
        family_name=family if person else "",
        organisation_name=organisation_name,
        date_of_birth=told.facts.date_of_birth if person else None,
        **held | {"actor": actor if told.by_staff else system_account()},
    )
    for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone)):
        known = told.facts.emails if kind == ContactKind.EMAIL else told.facts.mobiles | told.facts.landlines
        if known:
            point = put_contact_point(customer, read_contact_point(kind, value, None), actor, at, preferred=True)
            if kind == ContactKind.EMAIL and told.facts.verified_emails:
                point.verified_at, point.verified_how = at, VerifiedHow.EMAIL_LINK
                point.save(update_fields=["verified_at", "verified_how"])
    if address is not None:
        put_contact_point(customer, read_contact_point(ContactKind.ADDRESS, "", address), actor, at, preferred=True)
    if told.account is not None:
        link(customer, told.account, "Registered from this sign-in", actor, at)
    return customer


def _suggest(one: Customer, other: Customer, at: datetime) -> Suggestion:
    low, high = sorted((one.pk, other.pk))
    suggestion, created = Suggestion.objects.get_or_create(first_id=low, second_id=high, defaults={"made_at": at})
    if created:
        publish(DuplicateSuggested(suggestion_id=suggestion.pk), at=at)
    return suggestion


@operation
def set_matching_rules(*, weights: dict[str, float], suggest_from: int, actor: Any, at: datetime) -> MatchingRules:
    """The partnership's own weights in bits, for the codes it names, and the sum from which a pair is suggested."""
    require(policies.may_set_matching_rules(actor))
    unknown = sorted(set(weights) - set(WEIGHTS))
    if unknown:
        raise Invalid({"weights": f"Remove {', '.join(unknown)}: there is no such evidence."})
    if suggest_from < 1:
        raise Invalid({"suggest_from": "Enter 1 or more: below that everybody would be suggested."})
    rules = MatchingRules.objects.create(weights=weights, suggest_from=suggest_from, set_by=actor, set_at=at)
    audit("matching_rules.set", rules, actor=actor, at=at, weights=weights, suggest_from=suggest_from)
    return rules
