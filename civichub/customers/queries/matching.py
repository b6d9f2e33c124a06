"""Who a person may already be in our records, and why we think so: in words, and never by an address that is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from civichub.customers.matching import Facts, Rules, compare
from civichub.customers.models import (
    ContactKind,
    ContactPoint,
    Customer,
    CustomerKind,
    MatchingRules,
    NotSame,
    Suggestion,
)
from civichub.customers.normalising import (
    Address,
    address_key,
    name_words,
    normal_email,
    organisation_key,
    parse_phone,
    split_name,
)
from civichub.customers.queries import page_rows
from civichub.customers.queries.access import sheltered_among
from civichub.customers.states import OPEN

MOST_COMPARED = page_rows.MOST_COMPARED


@dataclass(frozen=True)
class Candidate:
    """A record in use that may be the person: the evidence summed in bits, its codes, and the same in words."""

    customer: Customer
    score: float
    evidence: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SuggestedPair:
    """Two records that may be one person, with the reasons as this reader may know them."""

    suggestion: Suggestion
    first: Customer
    second: Customer
    score: float
    reasons: tuple[str, ...]


def matching_rules() -> Rules:
    """The weights and the threshold in force: the partnership's own, or those in the code."""
    row = MatchingRules.objects.first()
    if row is None:
        return Rules()
    return Rules({**Rules().weights, **row.weights}, row.suggest_from)


def facts_of(
    *,
    name: str = "",
    given_name: str = "",
    family_name: str = "",
    organisation_name: str = "",
    email: str = "",
    phone: str = "",
    address: Address | None = None,
    date_of_birth: date | None = None,
    email_verified: bool = False,
) -> Facts:
    """What somebody told us, made comparable. A `name` in one box is split; what cannot be read is left out."""
    if name and not (given_name or family_name or organisation_name):
        _, given_name, family_name = split_name(name)
    mail, number = normal_email(email), parse_phone(phone)
    emails = frozenset({mail} if mail else ())
    return Facts(
        given_name=name_words(given_name),
        family_name=" ".join(name_words(family_name)),
        organisation_name=organisation_key(organisation_name),
        date_of_birth=date_of_birth,
        emails=emails,
        verified_emails=emails if email_verified else frozenset(),
        mobiles=frozenset({number.e164} if number and not number.is_landline else ()),
        landlines=frozenset({number.e164} if number and number.is_landline else ()),
        uprns=frozenset({address.uprn} if address and address.uprn else ()),
        addresses=frozenset({address_key(address)} if address and address.lines else ()),
        postcodes=frozenset({address.postcode} if address and address.postcode else ()),
    )


def match_candidates(facts: Facts, *, limit: int = 10, but_not: int | None = None) -> list[Candidate]:
    """The records in use that may be this person, the likeliest first, down to the threshold for a suggestion.

    For operations, not for screens: no account's sight is applied. Where a sheltered person lives is never evidence,
    so neither a score nor a reason can give an address away. `but_not` leaves one record out.
    """
    rules = matching_rules()
    customers = page_rows.comparable(ids=list(_worth_comparing(facts)), but_not=but_not or 0)
    known = facts_about(customers)
    found = []
    for customer in customers:
        match = compare(facts, known[customer.pk], rules)
        if match.score >= rules.suggest_from:
            found.append(Candidate(customer, match.score, match.evidence, match.reasons))
    found.sort(key=lambda candidate: (-candidate.score, candidate.customer.pk))
    return found[:limit]


def facts_about(customers: Iterable[Customer]) -> dict[int, Facts]:
    """What we hold about records, made comparable, in two queries. Places of sheltered people are left out."""
    rows = list(customers)
    sheltered = sheltered_among(rows)
    points: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in page_rows.points(ids=[row.pk for row in rows]) if rows else ():
        if point.valid_until is not None:
            continue
        if not (point.reveals_place and point.customer_id in sheltered) and not point.confidential:
            points[point.customer_id].append(point)
    return {row.pk: _facts(row, points[row.pk]) for row in rows}


def _facts(customer: Customer, points: list[ContactPoint]) -> Facts:
    def values(kind: str) -> list[ContactPoint]:
        return [point for point in points if point.kind == kind]

    emails, phones, addresses = values(ContactKind.EMAIL), values(ContactKind.PHONE), values(ContactKind.ADDRESS)
    return Facts(
        given_name=name_words(customer.given_name),
        known_as=name_words(customer.known_as),
        family_name=" ".join(name_words(customer.family_name)),
        organisation_name=organisation_key(customer.organisation_name),
        date_of_birth=customer.date_of_birth,
        emails=frozenset(point.normalised for point in emails),
        verified_emails=frozenset(point.normalised for point in emails if point.verified_at),
        mobiles=frozenset(point.normalised for point in phones if not point.reveals_place),
        landlines=frozenset(point.normalised for point in phones if point.reveals_place),
        uprns=frozenset(point.uprn for point in addresses if point.uprn),
        addresses=frozenset(point.normalised for point in addresses if point.lines),
        postcodes=frozenset(point.postcode for point in addresses if point.postcode),
    )


def _worth_comparing(facts: Facts) -> set[int]:
    """The ids of records that share at least one telling fact, each fact found by an index."""
    ways: list[Any] = []
    for kind, values in (
        (ContactKind.EMAIL, facts.emails),
        (ContactKind.PHONE, facts.mobiles | facts.landlines),
        (ContactKind.ADDRESS, facts.addresses),
    ):
        if values:
            ways.append(page_rows.with_normalised(kind=kind.value, values=list(values)))
    if facts.uprns:
        here = ContactPoint.objects.live().filter(kind=ContactKind.ADDRESS, uprn__in=facts.uprns)
        ways.append(here.values_list("customer")[:MOST_COMPARED])
    if facts.date_of_birth:
        ways.append(Customer.objects.filter(date_of_birth=facts.date_of_birth).values_list("pk")[:MOST_COMPARED])
    if facts.full_name:
        kind = CustomerKind.ORGANISATION if facts.organisation_name else CustomerKind.PERSON
        named = Q(search_name=facts.full_name) | Q(search_name__startswith=f"{facts.full_name} ")
        ways.append(Customer.objects.filter(named, kind=kind).values_list("pk")[:MOST_COMPARED])
    return {pk for way in ways for (pk,) in way}


def open_suggestions(user: Any, *, limit: int = 50) -> list[SuggestedPair]:
    """Pairs that `user` may open both of and has not judged yet, with reasons worked out now for this reader."""
    found = list(
        Suggestion.objects.visible_to(user)
        .filter(state=OPEN)
        .select_related("first", "second")
        .order_by("-made_at", "-pk")[:limit]
    )
    known = facts_about({row.pk: row for pair in found for row in (pair.first, pair.second)}.values())
    rules = matching_rules()
    pairs = []
    for pair in found:
        match = compare(known[pair.first_id], known[pair.second_id], rules)
        pairs.append(SuggestedPair(pair, pair.first, pair.second, match.score, match.reasons))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.suggestion.pk))


def known_to_differ(first_id: int, second_id: int) -> bool:
    """Whether somebody marked these two records as different people."""
    low, high = sorted((first_id, second_id))
    return NotSame.objects.filter(first=low, second=high).exists()
