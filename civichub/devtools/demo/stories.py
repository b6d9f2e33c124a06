"""A few residents whose records show what the hub is careful about: needs, risk, a household, a double record.

And calls that need not have been made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from civichub.contacts.operations import begin_wrap_up, close_contact, open_contact
from civichub.core.clocks import london_date
from civichub.customers.normalising import Address
from civichub.customers.operations import (
    add_contact_point,
    find_or_create_customer,
    flag_at_risk,
    form_household,
    register_customer,
    set_need,
)
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL

# (given name, family name, the need's code, its value or note): each told to an advisor once.
NEEDS = (
    ("Marta", "Wiśniewska", "interpreter", "pl", ""),
    ("Gordon", "Tyler", "large_print", "", ""),
    ("Hannah", "Price", "bsl", "", ""),
    ("Derek", "Moss", "help_with_forms", "", "Reads slowly: go through each page together."),
)
# (channel, reason, outcome, kind of avoidable contact, minutes): the wrap-up of an ordinary morning.
CALLS = (
    ("phone", "When is my bulky waste collected?", "resolved", "clarification", 4),
    ("phone", "Still no news about the street light", "resolved", "progress_chasing", 5),
    ("phone", "The bin was missed again, told you on Monday", "case_updated", "repeat_notice", 6),
    ("phone", "Sent here by the library, wanted the registrar", "signposted", "signposting", 3),
    ("phone", "You closed my pothole and it is still there", "details_taken", "premature_closure", 8),
    ("phone", "Moving house, which council tax form?", "resolved", "not", 7),
    ("counter", "Show papers for a bus pass", "resolved", "not", 9),
    ("email", "Allotment waiting list", "signposted", "not", 6),
    ("letter", "Thank you for the new bench", "resolved", "not", 2),
    ("phone", "Wrong number", "not_for_us", "not", 1),
)


def tell_stories(
    organisations: dict[str, Any],
    services: dict[str, Any],
    people: dict[str, Any],
    addresses: Sequence[Any],
    *,
    now: datetime,
) -> None:
    """All of them, by the advisor of the contact centre, within the last days. Needs at least six addresses."""
    county, advisor = organisations[COUNTY], people[f"advisor@{MAIL}"]
    homes = [Address((address.one_line,), address.postcode, address.uprn) for address in addresses[:6]]
    at = now - timedelta(days=9)
    _residents_with_needs(county, homes, advisor, at)
    _at_risk(county, homes[4], advisor, at)
    _household_and_double(county, homes[5], advisor, at)
    for number, (channel, reason, outcome, avoidable, minutes) in enumerate(CALLS):
        begins = now - timedelta(days=1 + number % 3, minutes=25 * number)
        contact = open_contact(organisation=county, channel=channel, reason=reason, actor=advisor, at=begins)
        ends = begins + timedelta(minutes=minutes)
        begin_wrap_up(contact=contact, actor=advisor, at=ends)
        close_contact(
            contact=contact, outcome=outcome, avoidable=avoidable, reason=reason, actor=advisor,
            at=ends + timedelta(seconds=40),
        )  # fmt: skip


def _residents_with_needs(county: Any, homes: list[Address], advisor: Any, at: datetime) -> None:
    for (given, family, code, value, note), home in zip(NEEDS, homes, strict=False):
        person = register_customer(organisation=county, given_name=given, family_name=family, actor=advisor, at=at)
        add_contact_point(customer=person, kind="address", address=home, actor=advisor, at=at)
        set_need(
            customer=person, code=code, value=value, note=note, source="Told an advisor by telephone", actor=advisor,
            at=at,
        )  # fmt: skip


def _at_risk(county: Any, home: Address, advisor: Any, at: datetime) -> None:
    """Lena Hartley's address shows to nobody without the power to see it."""
    person = register_customer(organisation=county, given_name="Lena", family_name="Hartley", actor=advisor, at=at)
    add_contact_point(customer=person, kind="address", address=home, actor=advisor, at=at)
    add_contact_point(customer=person, kind="phone", value="07700 900123", actor=advisor, at=at)
    why = "Moved here to be safe from a former partner, who has asked the council for her address."
    review_on = london_date(at + timedelta(days=180))
    flag_at_risk(customer=person, why=why, review_on=review_on, actor=advisor, at=at)


def _household_and_double(county: Any, home: Address, advisor: Any, at: datetime) -> None:
    """The Okoros live together; Grace Okoro wrote as Gracie once, which made a second record that may be the same."""
    family = []
    for given, email in (("Grace", "grace.okoro@resident.example"), ("Samuel", "sam.okoro@resident.example")):
        found = find_or_create_customer(
            name=f"{given} Okoro", email=email, address=home, organisation=county, actor=advisor, at=at
        )
        family.append((found.customer, "tenant"))
    form_household(members=family, uprn=home.uprn, actor=advisor, at=at)
    find_or_create_customer(
        name="Gracie Okoro", email="grace.okoro@resident.example", organisation=county, actor=advisor,
        at=at + timedelta(days=2),
    )  # fmt: skip
