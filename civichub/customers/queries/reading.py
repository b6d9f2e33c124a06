"""Building views of customers: one query a table for any number of records, each field held back unless open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from civichub.customers.models import (
    AtRiskFlag,
    Consent,
    ContactKind,
    ContactPoint,
    Customer,
    HouseholdMember,
    Need,
    Relation,
    RelationKind,
)
from civichub.customers.models.households import RELATION_LABELS
from civichub.customers.models.people import CONTACT_FIELD, NEEDS_FIELD
from civichub.customers.needs import NeedKind
from civichub.customers.queries import page_rows
from civichub.customers.queries.access import Access, access_to_customers
from civichub.customers.queries.rules import CommunicationRules, rules_from
from civichub.customers.queries.shapes import (
    WITHHELD,
    WITHHELD_ADDRESS,
    WITHHELD_NUMBER,
    ConsentView,
    ContactPointView,
    CustomerView,
    NeedView,
    PersonBeside,
    RiskView,
)


def read_views(rows: list[Customer], accesses: dict[int, Access], user: Any) -> list[CustomerView]:
    """The views of records in use, each under its own access, in the order given.

    Two queries for any number, and one more for each kind of thing that any of them has beside.
    """
    reader = _Reader(rows, accesses, user)
    return [reader.view(row) for row in rows]


def _by_customer(found: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        grouped[row.customer_id].append(row)
    return grouped


def _read_points(customer_ids: list[int]) -> list[ContactPoint]:
    return page_rows.points(ids=customer_ids) if customer_ids else []


def _standing_flags(customer_ids: list[int]) -> Iterable[AtRiskFlag]:
    return AtRiskFlag.objects.standing().filter(customer__in=customer_ids).select_related("set_by")


class _Reader:
    def __init__(self, rows: list[Customer], accesses: dict[int, Access], user: Any) -> None:
        self.accesses = accesses
        ids = [row.pk for row in rows]
        there = {row.pk: row for row in page_rows.beside(ids=ids)}
        held = [pk for pk in ids if accesses[pk].holds]
        placed = [pk for pk in held if accesses[pk].sees_place]
        self.points = _by_customer(_read_points([pk for pk in ids if accesses[pk].opens(CONTACT_FIELD)]))
        needy = [pk for pk in ids if there[pk].has_needs]
        self.needs = _by_customer(Need.objects.standing().filter(customer__in=needy) if needy else ())
        asked = [pk for pk in ids if there[pk].has_consents and (accesses[pk].holds or accesses[pk].is_own)]
        self.consents = _by_customer(Consent.objects.filter(customer__in=asked) if asked else ())
        flagged = [pk for pk in held if there[pk].has_flags and accesses[pk].sees_confidential]
        self.flags = _by_customer(_standing_flags(flagged) if flagged else ())
        self.household = _household([pk for pk in placed if there[pk].has_household], user)
        self.relations = _relations([pk for pk in placed if there[pk].has_relations], user)

    def view(self, row: Customer) -> CustomerView:
        access = self.accesses[row.pk]
        known = access.holds or access.is_own
        reachable = access.opens(CONTACT_FIELD) or access.opens(NEEDS_FIELD)
        sheltered = access.is_sheltered
        return CustomerView(
            id=row.pk,
            reference=row.reference,
            kind=row.kind,
            name=row.display_name,
            title=row.title,
            given_name=row.given_name,
            family_name=row.family_name,
            known_as=row.known_as,
            organisation_name=row.organisation_name,
            date_of_birth=row.date_of_birth if known else None,
            is_deceased=row.is_deceased,
            died_on=row.died_on if known else None,
            has_account=row.account_id is not None and known,
            at_risk=row.at_risk and reachable,
            address_withheld=sheltered and reachable and not access.sees_place,
            preferred_channel=row.preferred_channel if reachable else "",
            preferred_language=row.preferred_language if access.opens(NEEDS_FIELD) else "",
            contact_points=tuple(self._points(row, access)),
            needs=tuple(_need(need) for need in self._needs(row, access) if access.opens(NEEDS_FIELD)),
            rules=self._rules(row, access, sheltered) if reachable else None,
            risks=tuple(_risk(flag) for flag in self.flags[row.pk]),
            consents=tuple(_latest_consents(self.consents[row.pk])),
            household=tuple(self.household[row.pk]),
            relations=tuple(self.relations[row.pk]),
            organisations=access.holders,
            access=access,
        )

    def _needs(self, row: Customer, access: Access) -> list[Need]:
        """Partners see the needs the customer agreed to share, and every rule for contacting, which keeps them safe."""
        if access.holds or access.is_own:
            return self.needs[row.pk]
        shared = access.opens(NEEDS_FIELD)
        return [
            need for need in self.needs[row.pk] if need.kind == NeedKind.CONTACT_RULE or (shared and need.consented)
        ]

    def _rules(self, row: Customer, access: Access, sheltered: bool) -> CommunicationRules:
        consents = {consent.purpose: consent.given for consent in self.consents[row.pk]}
        return rules_from(row, self._needs(row, access), consents, sheltered=sheltered)

    def _points(self, row: Customer, access: Access) -> Iterable[ContactPointView]:
        seen: set[tuple[str, str]] = set()
        known = access.holds or access.is_own
        ranked = sorted(self.points[row.pk], key=lambda point: (not point.is_preferred, point.verified_at is None))
        for point in ranked:
            hidden = is_withheld(point, access)
            if point.valid_until is not None:
                if known and not hidden:
                    yield _point(point, hidden=False)
            elif (point.kind, point.normalised) not in seen:
                seen.add((point.kind, point.normalised))
                yield _point(point, hidden=hidden)


def is_withheld(point: ContactPoint, access: Access) -> bool:
    """Whether this reader must not see the value: it tells where a sheltered person lives, or is confidential."""
    return (point.reveals_place and not access.sees_place) or (point.confidential and not access.sees_confidential)


def _point(point: ContactPoint, *, hidden: bool) -> ContactPointView:
    words = {ContactKind.ADDRESS: WITHHELD_ADDRESS, ContactKind.PHONE: WITHHELD_NUMBER}
    return ContactPointView(
        id=point.pk,
        kind=point.kind,
        shown=words.get(ContactKind(point.kind), WITHHELD) if hidden else point.value,
        withheld=hidden,
        lines=() if hidden else tuple(point.lines),
        postcode="" if hidden else point.postcode,
        uprn="" if hidden else point.uprn,
        is_mobile=point.is_mobile,
        is_preferred=point.is_preferred,
        confidential=point.confidential,
        verified_at=point.verified_at,
        verified_how=point.verified_how,
        valid_from=point.valid_from,
        valid_until=point.valid_until,
        bad_since=point.bad_since,
        bad_reason="" if hidden else point.bad_reason,
    )


def _need(need: Need) -> NeedView:
    row = need.type
    return NeedView(
        id=need.pk,
        code=need.code,
        kind=row.kind,
        label=row.label,
        instruction=row.instruction,
        value=need.value,
        note=need.note,
        source=need.source,
        consented=need.consented,
        review_on=need.review_on,
    )


def _risk(flag: AtRiskFlag) -> RiskView:
    return RiskView(flag.pk, flag.why, flag.set_at, flag.set_by.name or "The hub", flag.review_on)


def _latest_consents(decisions: list[Consent]) -> list[ConsentView]:
    latest = {decision.purpose: decision for decision in decisions}
    return [
        ConsentView(found.purpose, found.get_purpose_display(), found.given, found.how, found.decided_at)
        for found in latest.values()
    ]


def _beside(customer: Customer, role: str, link: Any) -> PersonBeside:
    return PersonBeside(customer.pk, customer.reference, customer.display_name, role, link.since, link.until, link.pk)


def _household(customer_ids: list[int], user: Any) -> dict[int, list[PersonBeside]]:
    """Who lives with each of these, of those whose place the reader may learn."""
    found: dict[int, list[PersonBeside]] = defaultdict(list)
    mine = list(HouseholdMember.objects.filter(customer__in=customer_ids, until=None)) if customer_ids else []
    if not mine:
        return found
    members = HouseholdMember.objects.filter(household__in=[own.household_id for own in mine], until=None)
    others = list(members.select_related("customer"))
    open_ids = _with_open_place(user, [other.customer for other in others])
    others = [other for other in others if other.customer_id in open_ids]
    for own in mine:
        for other in others:
            if other.household_id == own.household_id and other.customer_id != own.customer_id:
                found[own.customer_id].append(_beside(other.customer, other.role, other))
    return found


def _relations(customer_ids: list[int], user: Any) -> dict[int, list[PersonBeside]]:
    """Relations in force of each of these, told from their side."""
    found: dict[int, list[PersonBeside]] = defaultdict(list)
    if not customer_ids:
        return found
    either = Q(from_customer__in=customer_ids) | Q(to_customer__in=customer_ids)
    links = list(Relation.objects.filter(either, until=None).select_related("from_customer", "to_customer"))
    open_ids = _with_open_place(user, [end for link in links for end in (link.from_customer, link.to_customer)])
    for link in links:
        if not {link.from_customer_id, link.to_customer_id} <= open_ids:
            continue
        second, first = RELATION_LABELS[RelationKind(link.kind)]
        if link.from_customer_id in customer_ids:
            found[link.from_customer_id].append(_beside(link.to_customer, second, link))
        if link.to_customer_id in customer_ids:
            found[link.to_customer_id].append(_beside(link.from_customer, first, link))
    return found


def _with_open_place(user: Any, customers: Iterable[Customer]) -> set[int]:
    """Those records in use that the reader holds and of whom they may learn where they live: a link is a trail."""
    rows = {row.pk: row for row in customers if row.merged_into_id is None}
    return {pk for pk, access in access_to_customers(user, rows.values()).items() if access.holds and access.sees_place}
