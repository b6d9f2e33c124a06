"""Names, ways to reach somebody, households: what an advisor changes in a day."""

from datetime import date, timedelta

import pytest

from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import StoredEvent
from civichub.core.references import parse_reference
from civichub.customers import operations
from civichub.customers.models import Customer, HouseholdMember
from civichub.customers.queries import own_customer, view_of
from tests.factories import customers as made


@pytest.fixture
def here():
    return made.council("here")


@pytest.fixture
def advisor(here):
    return made.staff(here)


def test_a_new_customer_has_a_reference_and_is_held_by_the_council(here, advisor):
    customer = operations.register_customer(
        organisation=here, title="Mrs", given_name="Jane", family_name="O’Neill", actor=advisor, at=made.NOW
    )
    assert parse_reference(customer.reference)
    assert customer.display_name == "Mrs Jane O’Neill"
    assert customer.search_name == "jane oneill"
    assert customer.holdings.get().organisation == here
    assert StoredEvent.objects.filter(name="customers.CustomerRegistered").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"family_name": "x" * 101},
        {"family_name": "A\x00B"},
        {"family_name": "Smith", "date_of_birth": date(2030, 1, 1)},
        {"family_name": "Smith", "preferred_channel": "pigeon"},
        {"kind": "organisation", "family_name": "Smith"},
        {"kind": "organisation", "organisation_name": "Acme", "date_of_birth": date(1990, 1, 1)},
        {"kind": "robot", "family_name": "Smith"},
    ],
)
def test_what_cannot_be_a_customer_is_refused(here, advisor, wrong):
    with pytest.raises(Invalid):
        operations.register_customer(organisation=here, actor=advisor, at=made.NOW, **wrong)


def test_nobody_registers_for_another_council(here):
    with pytest.raises(NotAllowed):
        operations.register_customer(
            organisation=made.council("there"), family_name="Smith", actor=made.staff(here), at=made.NOW
        )


def test_the_same_detail_twice_is_one(here, advisor):
    customer = made.customer(here)
    add = {"customer": customer, "actor": advisor, "at": made.NOW}
    first = operations.add_contact_point(kind="phone", value="07700 900123", **add)
    assert operations.add_contact_point(kind="phone", value="+44 7700 900 123", preferred=True, **add) == first
    assert operations.add_contact_point(kind="phone", value="07700 900124", preferred=True, **add).is_preferred
    first.refresh_from_db()
    assert not first.is_preferred


@pytest.mark.parametrize(("kind", "value"), [("email", "jane@"), ("phone", "12"), ("address", ""), ("fax", "1")])
def test_what_cannot_be_reached_is_refused(here, advisor, kind, value):
    with pytest.raises(Invalid):
        operations.add_contact_point(customer=made.customer(here), kind=kind, value=value, actor=advisor, at=made.NOW)


def test_moving_ends_the_old_address_and_the_old_household(here, advisor):
    customer, later = made.reachable(here), made.NOW + timedelta(days=1)
    old = customer.contact_points.get(kind="address")
    operations.form_household(uprn="1", members=[(customer, "tenant")], actor=advisor, at=made.NOW)
    operations.move_home(customer=customer, address=made.address(99, uprn="2"), actor=advisor, at=later)
    old.refresh_from_db()
    assert old.valid_until == later
    assert view_of(customer, advisor).address.startswith("99 Oak Street")
    assert not HouseholdMember.objects.filter(customer=customer, until=None).exists()
    with pytest.raises(Conflict, match="no longer"):
        operations.verify_contact_point(contact_point=old, how="document", actor=advisor, at=later)


def test_who_lives_together_and_who_cares_is_shown_on_both_sides(here, advisor):
    jane, ann = made.reachable(here), made.reachable(here, given_name="Ann", family_name="Lee")
    household = operations.form_household(members=[(jane, "tenant")], actor=advisor, at=made.NOW)
    operations.join_household(household=household, customer=ann, role="lodger", actor=advisor, at=made.NOW)
    operations.relate_customers(from_customer=ann, to_customer=jane, kind="carer_of", actor=advisor, at=made.NOW)
    of_jane, of_ann = view_of(jane, advisor), view_of(ann, advisor)
    assert [(one.name, one.role) for one in of_jane.household] == [("Ann Lee", "lodger")]
    assert [(one.name, one.role) for one in of_jane.relations] == [("Ann Lee", "Carer")]
    assert [(one.name, one.role) for one in of_ann.relations] == [("Jane Smith", "Cared for by this customer")]
    with pytest.raises(Conflict):
        operations.join_household(household=household, customer=ann, role="", actor=advisor, at=made.NOW)


def test_acting_for_somebody_needs_evidence(here, advisor):
    jane, ann = made.customer(here), made.customer(here)
    act = {"from_customer": ann, "to_customer": jane, "kind": "acts_for", "actor": advisor, "at": made.NOW}
    with pytest.raises(Invalid):
        operations.relate_customers(**act)
    relation = operations.relate_customers(**act, evidence="Lasting power of attorney seen")
    operations.end_relation(relation=relation, actor=advisor, at=made.NOW)
    assert view_of(jane, advisor).relations == ()


def test_a_name_is_changed_as_a_whole(here, advisor):
    customer = made.customer(here, title="Mrs")
    operations.change_name(customer=customer, given_name="Jane", family_name="Doe", actor=advisor, at=made.NOW)
    customer.refresh_from_db()
    assert (customer.display_name, customer.search_name) == ("Jane Doe", "jane doe")


def test_a_sign_in_opens_one_record_and_a_record_has_one_sign_in(here, advisor):
    one, login = made.signed_up(here)
    other = made.customer(here)
    by = {"evidence": "Passport seen", "actor": advisor, "at": made.NOW}
    assert operations.link_account(customer=one, account=login, **by) == one
    with pytest.raises(Conflict):
        operations.link_account(customer=other, account=login, **by)
    with pytest.raises(Conflict):
        operations.link_account(customer=one, account=made.resident(), **by)
    with pytest.raises(Invalid, match="resident's sign-in"):
        operations.link_account(customer=other, account=advisor, **by)
    operations.unlink_account(customer=one, reason="Wrong person", actor=advisor, at=made.NOW)
    assert own_customer(login) is None
    assert not Customer.objects.visible_to(login).exists()


def test_a_sign_in_for_somebody_at_risk_is_linked_by_those_with_the_power(here, advisor):
    jane = made.at_risk(here)
    by = {"customer": jane, "account": made.resident(), "evidence": "Passport seen", "at": made.NOW}
    with pytest.raises(NotAllowed):
        operations.link_account(actor=advisor, **by)
    operations.link_account(actor=made.staff(here, "service_officer"), **by)
