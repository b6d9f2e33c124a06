"""Who may see which part of a customer, and why."""

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import NotFound
from civichub.customers import operations
from civichub.customers.models import ContactPoint, Customer
from civichub.customers.queries import access_to_customer, get_customer_for, names_for, view_of, views_of
from tests.factories import customers as made


@pytest.fixture
def here():
    return made.council("here")


@pytest.fixture
def there():
    return made.council("there")


def test_an_advisor_sees_the_customers_of_their_own_council_and_no_others(here, there):
    ours, theirs = made.reachable(here), made.reachable(there)
    advisor = made.staff(here)
    assert list(Customer.objects.visible_to(advisor)) == [ours]
    assert get_customer_for(advisor, ours.reference) == ours
    with pytest.raises(NotFound) as refused:
        get_customer_for(advisor, theirs.reference)
    with pytest.raises(NotFound) as missing:
        get_customer_for(advisor, "NOSUCHREF")
    assert str(refused.value) == str(missing.value)
    with pytest.raises(NotFound):
        view_of(theirs, advisor)


def test_the_ground_is_told_in_words(here):
    access = access_to_customer(made.staff(here), made.customer(here))
    assert access.ground == (
        "Here Council has dealt with this customer since 2 March 2026 (registered by an advisor), "
        "and your role there lets you see customers."
    )
    assert access.agreement is None


def test_staff_without_the_power_and_closed_accounts_see_nobody(here):
    customer = made.customer(here)
    analyst, gone = made.staff(here, "analyst"), made.staff(here)
    gone.is_active = False
    for user in (analyst, gone):
        assert not Customer.objects.visible_to(user).exists()
        assert access_to_customer(user, customer) is None


def test_an_agreement_opens_the_fields_it_names_and_no_more(here, there):
    customer = made.reachable(there, date_of_birth=made.NOW.date().replace(year=1984))
    operations.set_need(
        customer=customer, code="braille", source="Told us", consented=True, actor=system_account(), at=made.NOW
    )
    advisor = made.staff(here)
    agreement = made.agreement(there, here)
    view = view_of(customer, advisor)
    assert view.name == "Jane Smith"
    assert view.access.agreement == agreement
    assert "There Council shares this with Here Council under “Joint customer desk”" in view.access.ground
    assert (view.contact_points, view.needs, view.rules, view.date_of_birth, view.organisations) == (
        (),
        (),
        None,
        None,
        (),
    )
    agreement.fields = ["customer.name", "customer.contact_points", "customer.needs"]
    agreement.save()
    wider = view_of(customer, advisor)
    assert wider.email.endswith("@mail.example")
    assert [need.code for need in wider.needs] == ["braille"]
    assert wider.date_of_birth is None
    assert wider.consents == ()


def test_partners_see_the_needs_agreed_to_and_every_rule_for_contacting(here, there):
    customer = made.reachable(there)
    for code in ("step_free", "never_phone"):
        operations.set_need(customer=customer, code=code, source="Told us", actor=system_account(), at=made.NOW)
    made.agreement(there, here, "customer.name", "customer.contact_points", "customer.needs")
    view = view_of(customer, made.staff(here))
    assert [need.code for need in view.needs] == ["never_phone"]
    assert view.rules.forbidden_channels == {"phone"}


def test_an_agreement_that_has_ended_opens_nothing(here, there):
    customer, advisor = made.customer(there), made.staff(here)
    agreement = made.agreement(there, here)
    assert Customer.objects.visible_to(advisor).exists()
    agreement.ended_at = made.NOW
    agreement.save()
    assert not Customer.objects.visible_to(advisor).exists()
    assert access_to_customer(advisor, customer) is None


def test_an_agreement_for_some_services_opens_the_customers_of_those(here, there):
    bins = made.customer(there, service=1, given_name="Ben", family_name="Bins")
    roads = made.customer(there, service=2, given_name="Rhoda", family_name="Roads")
    made.agreement(there, here, services=[1])
    advisor = made.staff(here)
    assert list(Customer.objects.visible_to(advisor)) == [bins]
    assert access_to_customer(advisor, roads) is None


def test_a_customer_known_through_a_sensitive_service_stays_closed_unless_it_is_listed(here, there):
    canary = made.customer(there, service=9, is_sensitive=True, family_name="Canary")
    advisor = made.staff(here)
    made.agreement(there, here)
    assert access_to_customer(advisor, canary) is None
    assert not Customer.objects.visible_to(advisor).exists()
    made.agreement(there, here, services=[9])
    assert list(Customer.objects.visible_to(advisor)) == [canary]


def test_a_case_open_under_an_agreement_opens_the_name_on_it(here, there):
    customer = made.customer(there, service=2)
    agreement = made.agreement(there, here, services=[1])
    advisor = made.staff(here)
    assert view_of(customer, advisor, through=agreement).name == "Jane Smith"
    agreement.ended_at = made.NOW
    agreement.save()
    with pytest.raises(NotFound):
        view_of(customer, advisor, through=agreement)


def test_a_resident_sees_their_own_record_and_nobody_elses(here):
    own, account = made.signed_up(here)
    other = made.reachable(here)
    view = view_of(own, account)
    assert view.access.ground == "This is your own record."
    assert view.address.startswith(str(own.contact_points.get(kind="address").lines[0]))
    assert list(Customer.objects.visible_to(account)) == [own]
    with pytest.raises(NotFound):
        view_of(other, account)


def test_an_account_without_a_record_sees_nothing(here):
    made.reachable(here)
    account = made.resident()
    assert not Customer.objects.visible_to(account).exists()
    assert not ContactPoint.objects.visible_to(account).exists()


def test_confidential_details_need_the_power(here):
    customer = made.reachable(here)
    operations.add_contact_point(
        customer=customer,
        kind="email",
        value="refuge@quiet.example",
        confidential=True,
        actor=system_account(),
        at=made.NOW,
    )
    advisor, officer = made.staff(here), made.staff(here, "service_officer")
    shown = [point.shown for point in view_of(customer, advisor).contact_points if point.confidential]
    assert shown == ["Withheld"]
    assert "refuge@quiet.example" in {point.shown for point in view_of(customer, officer).contact_points}
    assert not ContactPoint.objects.visible_to(advisor).filter(confidential=True).exists()
    assert ContactPoint.objects.visible_to(officer).filter(confidential=True).exists()


def test_names_for_a_list_hold_only_those_that_may_be_seen(here, there):
    ours, theirs = made.customer(here), made.customer(there)
    keep, absorbed = made.merged(here)
    found = names_for(made.staff(here), [ours.pk, theirs.pk, absorbed.pk, 0])
    assert found == {ours.pk: "Jane Smith", absorbed.pk: keep.display_name}


def test_many_views_take_no_more_queries_than_one(here, django_assert_max_num_queries):
    advisor = made.staff(here)
    rows = [made.reachable(here) for _ in range(8)]
    with django_assert_max_num_queries(20):
        views_of(rows, advisor)
    with django_assert_max_num_queries(20):
        views_of(rows[:1], advisor)
