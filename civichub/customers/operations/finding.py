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

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
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
from civichub.customers.normalising import Address, normal_email, split_name
from civichub.customers.operations.contact_points import put_contact_point, read_contact_point
from civichub.customers.operations.locking import lock_in_use
from civichub.customers.operations.people import clean_names, create_record, hold, link
from civichub.customers.queries.access import sheltered_among
from civichub.customers.queries.families import family_ids
from civichub.customers.queries.matching import Candidate, facts_of, match_candidates
from civichub.customers.queries.views import own_customer
from civichub.organisations.queries import active_organisations, agreements_held_by

NAMELESS = "Name not given"
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

    name: str
    organisation_name: str
    facts: Facts
    address: Address | None
    organisation: Any
    actor: Any
    account: Any

    @property
    def by_staff(self) -> bool:
        """Whether somebody of ours asked and wrote it down."""
        return bool(self.actor.is_staff_member)


@operation
def find_or_create_customer(
    *,
    name: str,
    organisation: Any,
    actor: Any,
    at: datetime,
    email: str = "",
    phone: str = "",
    address: Address | None = None,
    date_of_birth: date | None = None,
    organisation_name: str = "",
    account: Any = None,
    email_verified: bool = False,
    reason: str = "got in touch",
    service: int | None = None,
    is_sensitive: bool = False,
) -> Found:
    """The customer who turns to `organisation`, by evidence; anything weaker makes a new record and a suggestion.

    `actor` is the advisor, the resident who signed in (then also `account`), or the hub for somebody who did not.
    `email_verified`: this person proved in this visit that the email is theirs. Linked without asking are: the record
    of the sign-in; one with the same proved email and an agreeing name; one with an equal name and an equal email or
    phone which the organisation (or the advisor's own) deals with and which, unless staff asked, has no sign-in. A
    sheltered person is linked by their own sign-in only. What was told is stored on a new record and never added to an
    old one; what cannot be read is left out. Raises `Invalid` when there is neither a name nor a way to reach them.
    """
    if account is None and actor.kind == "resident":
        account = actor
    require(policies.may_find_or_create_customer(actor, account))
    proved = email_verified or (account is not None and normal_email(email) == account.email.lower())
    facts = facts_of(
        name="" if organisation_name else name,
        organisation_name=organisation_name,
        email=email,
        phone=phone,
        address=address,
        date_of_birth=date_of_birth,
        email_verified=proved,
    )
    told = _Told(name, organisation_name, facts, address, organisation, actor, account)
    _one_at_a_time(facts)
    customer, how, others = _look(told, at)
    if customer is None:
        customer = _create(told, at)
        suggested = [_suggest(customer, other, at) for other in others]
        how = How.CREATED_WITH_SUGGESTION if suggested else How.CREATED
        if told.by_staff and not actor.has_power("customer.edit", organisation.pk):
            _hold_for_front_door(customer, actor, reason, at)
    hold(
        lock_in_use(customer),
        organisation,
        reason=reason,
        service=service,
        is_sensitive=is_sensitive,
        actor=actor,
        at=at,
    )
    return Found(customer, how)


def _hold_for_front_door(customer: Customer, actor: Any, reason: str, at: datetime) -> None:
    """An advisor who takes a newcomer's request for another body deals with the newcomer too."""
    for front_door in active_organisations().filter(pk__in=actor.organisations_with("customer.edit")):
        hold(customer, front_door, reason=reason, service=None, is_sensitive=False, actor=actor, at=at)


def _one_at_a_time(facts: Facts) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [FINDING_LOCK, facts.full_name])


def _look(told: _Told, at: datetime) -> tuple[Customer | None, How, list[Customer]]:
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
        customer = link(
            lock_in_use(customer), told.account, "The same proved email and an agreeing name", told.actor, at
        )
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
    return How.NAME_AND_CONTACT if _within_reach(told, candidate.customer) else None


def _within_reach(told: _Told, customer: Customer) -> bool:
    """Whether the organisation, or the advisor's own, may see the details already: a guess must not open a record."""
    holdings = list(CustomerHolding.objects.filter(customer=customer))
    near = {told.organisation.pk}
    if told.by_staff:
        near |= told.actor.organisations_with("customer.edit")
    if any(held.organisation_id in near for held in holdings):
        return True
    givers = {
        agreement.from_organisation_id
        for agreement in agreements_held_by(near, on=timezone.localdate())
        if {NAME_FIELD, CONTACT_FIELD} <= set(agreement.fields) and not agreement.services
    }
    return any(held.organisation_id in givers and not held.is_sensitive for held in holdings)


def _create(told: _Told, at: datetime) -> Customer:
    """A record of what we were told: names and details, unproved but for the email that was proved in this visit."""
    facts, actor = told.facts, told.actor
    if not (facts.full_name or facts.emails or facts.mobiles or facts.landlines):
        raise Invalid({"name": "Enter a name, or a way to reach the person."})
    title, given, family = split_name(told.name)
    kind = CustomerKind.ORGANISATION if told.organisation_name else CustomerKind.PERSON
    known_as = "" if facts.full_name else NAMELESS
    names = clean_names(
        kind,
        title=title,
        given_name=given,
        family_name=family,
        known_as=known_as,
        organisation_name=told.organisation_name,
    )
    customer = create_record(kind, names, facts.date_of_birth if kind == CustomerKind.PERSON else None, actor, at)
    for email in facts.emails:
        point = put_contact_point(
            customer, read_contact_point(ContactKind.EMAIL, email, None), actor, at, preferred=True
        )
        if email in facts.verified_emails:
            point.verified_at, point.verified_how = at, VerifiedHow.EMAIL_LINK
            save(point, "verified_at", "verified_how")
    for number in facts.mobiles | facts.landlines:
        put_contact_point(customer, read_contact_point(ContactKind.PHONE, number, None), actor, at, preferred=True)
    if told.address is not None:
        home = read_contact_point(ContactKind.ADDRESS, "", told.address)
        put_contact_point(customer, home, actor, at, preferred=True)
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
