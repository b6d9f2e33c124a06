"""Why an account may see a customer, and how much of the record: "why can I see this?" in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from civichub.core.clocks.moments import london_date
from civichub.customers.models import Customer, CustomerHolding
from civichub.customers.models.people import (
    AT_RISK_POWER,
    CONTACT_FIELD,
    NAME_FIELD,
    NEEDS_FIELD,
    VIEW_POWER,
    own_customer_id,
)
from civichub.customers.queries import page_rows
from civichub.customers.queries.families import keeper_ids, keeper_of
from civichub.organisations.queries import read_agreements

EVERY_FIELD = frozenset({NAME_FIELD, CONTACT_FIELD, NEEDS_FIELD})


@dataclass(frozen=True)
class Access:
    """The ground in words; the agreement, if that is the ground; and what is open (values of `SharedField`).

    `holds`: the reader's own organisation deals with the customer, so what no agreement can open is open too (date of
    birth, consents, who else holds the record). `is_own`: the reader is the customer. `sees_place`: the reader may
    learn where a sheltered person lives. `sees_confidential`: may read details marked confidential. `is_sheltered`:
    the person is at risk, or lives with somebody who is. `holders`: the organisations that deal with the customer, by
    name, oldest first; for whoever holds the record, and for the customer.
    """

    ground: str
    agreement: Any
    fields: frozenset[str]
    holds: bool = False
    is_own: bool = False
    sees_place: bool = False
    sees_confidential: bool = False
    is_sheltered: bool = False
    holders: tuple[str, ...] = ()

    def opens(self, field: str) -> bool:
        """Whether this part of the record may be shown."""
        return field in self.fields


def access_to_customer(user: Any, customer: Customer, *, through: Any = None) -> Access | None:
    """On what ground `user` sees this customer (or the record that absorbed it), or None when they may not.

    `through` is a `SharingAgreement` by which a record of this customer, such as a case, is open to the user; the
    caller vouches for that, and here it is checked that it is in force, names the customer and binds the holder.
    """
    keeper = keeper_of(customer)
    return access_to_customers(user, [keeper], through=through).get(keeper.pk)


def access_to_customers(user: Any, customers: Iterable[Customer], *, through: Any = None) -> dict[int, Access]:
    """The same for many records in use, in at most five queries; a record that may not be seen has no entry."""
    rows = {customer.pk: customer for customer in customers}
    if not user.is_active or not rows:
        return {}
    sheltered = sheltered_among(rows.values())
    holdings: dict[int, list[CustomerHolding]] = defaultdict(list)
    for holding in page_rows.holdings(ids=list(rows)):
        holdings[holding.customer_id].append(holding)
    found: dict[int, Access] = {}
    for pk, access in _grounds(user, rows, holdings, sheltered, through):
        known = access.holds or access.is_own
        names = dict.fromkeys(held.organisation.name for held in holdings[pk]) if known else ()
        found[pk] = replace(access, is_sheltered=pk in sheltered, holders=tuple(names))
    return found


def _grounds(
    user: Any, ids: Iterable[int], holdings: dict[int, list[CustomerHolding]], sheltered: frozenset[int], through: Any
) -> Iterator[tuple[int, Access]]:
    """The id and the best ground of each record that may be seen at all."""
    if user.is_system:
        everything = Access("The hub acts for the councils.", None, EVERY_FIELD, True, False, True, True)
        yield from ((pk, everything) for pk in ids)
        return
    own_id = own_customer_id(user)
    agreements = None
    for pk in ids:
        access = _as_oneself(pk == own_id, pk in sheltered) or _as_holder(user, holdings[pk], pk in sheltered)
        if access is None:
            agreements = read_agreements(user, VIEW_POWER) if agreements is None else agreements
            access = _under_agreements(agreements, holdings[pk], pk in sheltered, through)
        if access is not None:
            yield pk, access


def sheltered_among(customers: Iterable[Customer]) -> frozenset[int]:
    """Which of these records are of people at risk, or of people living with one; a merged record as its keeper is."""
    rows = {row.pk: row for row in customers}
    keepers = {pk: pk for pk in rows} | keeper_ids(pk for pk, row in rows.items() if row.merged_into_id is not None)
    sheltered = {pk for (pk,) in page_rows.sheltered(ids=list(set(keepers.values())))} if rows else set()
    return frozenset(pk for pk, keeper in keepers.items() if keeper in sheltered)


def _as_oneself(is_own: bool, is_sheltered: bool) -> Access | None:
    if not is_own:
        return None
    return Access(
        "This is your own record.", None, EVERY_FIELD, is_own=True, sees_place=not is_sheltered, sees_confidential=True
    )


def _as_holder(user: Any, holdings: list[CustomerHolding], is_sheltered: bool) -> Access | None:
    mine = [holding for holding in holdings if user.has_power(VIEW_POWER, holding.organisation_id)]
    if not mine:
        return None
    trusted = any(user.has_power(AT_RISK_POWER, holding.organisation_id) for holding in mine)
    since = london_date(mine[0].since)
    ground = (
        f"{mine[0].organisation.name} has dealt with this customer since {since.day} {since:%B %Y}"
        f" ({mine[0].reason}), and your role there lets you see customers."
    )
    return Access(ground, None, EVERY_FIELD, True, False, trusted or not is_sheltered, trusted)


def _under_agreements(
    agreements: list[Any], holdings: list[CustomerHolding], is_sheltered: bool, through: Any
) -> Access | None:
    applying = [
        agreement
        for agreement in agreements
        if NAME_FIELD in agreement.fields and any(_covers(agreement, holding, through) for holding in holdings)
    ]
    if not applying:
        return None
    first = max(applying, key=lambda agreement: len(EVERY_FIELD & set(agreement.fields)))
    until = first.expires_on
    ground = (
        f"{first.from_organisation.name} shares this with {first.to_organisation.name} under “{first.title}”, "
        f"for this purpose: {first.purpose}. It holds until {until.day} {until:%B %Y}."
    )
    fields = EVERY_FIELD & {field for agreement in applying for field in agreement.fields}
    return Access(ground, first, fields, sees_place=not is_sheltered)


def _covers(agreement: Any, holding: CustomerHolding, through: Any) -> bool:
    if holding.organisation_id != agreement.from_organisation_id:
        return False
    if through is not None and through.pk == agreement.pk:
        return True
    return holding.service in agreement.services if agreement.services else not holding.is_sensitive
