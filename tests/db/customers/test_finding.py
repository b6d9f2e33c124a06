"""Whose record is it: linked on strong evidence, new on anything less, and never on a stranger's word."""

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import Invalid, NotAllowed
from civichub.customers import operations
from civichub.customers.models import ContactPoint, Customer, Suggestion
from civichub.customers.operations import How
from civichub.customers.queries import facts_of, match_candidates, open_suggestions, own_customer
from tests.factories import customers as made


@pytest.fixture
def here():
    return made.council("here")


@pytest.fixture
def there():
    return made.council("there")


def find(organisation, actor=None, **told):
    return operations.find_or_create_customer(
        **{"name": "Jane Smith"} | told, organisation=organisation, actor=actor or system_account(), at=made.NOW
    )


def test_a_newcomer_gets_a_record_of_what_they_told(here):
    found = find(
        here,
        name="Ms Ana Lucía Pérez",
        email="Ana@Mail.example",
        phone="07700 900 982",
        address=made.address(),
        date_of_birth=made.NOW.date().replace(year=1990),
    )
    customer = found.customer
    assert found.how == How.CREATED
    assert (customer.title, customer.given_name, customer.family_name) == ("Ms", "Ana Lucía", "Pérez")
    assert {point.normalised for point in customer.contact_points.exclude(kind="address")} == {
        "ana@mail.example",
        "+447700900982",
    }
    assert not customer.contact_points.exclude(verified_at=None).exists()
    assert customer.holdings.get().organisation == here


def test_an_equal_name_and_phone_are_one_person(here):
    known = made.reachable(here, phone="07700 900123")
    assert find(here, phone="+44 7700 900123") == (known, How.NAME_AND_CONTACT)
    assert find(here, name="JANE  SMITH", phone="07700900123") == (known, How.NAME_AND_CONTACT)


def test_the_same_name_alone_makes_a_new_record(here):
    known = made.reachable(here)
    assert find(here).customer != known


def test_a_different_date_of_birth_speaks_against(here):
    known = made.reachable(here, phone="07700 900123", date_of_birth=made.NOW.date().replace(year=1950))
    found = find(here, phone="07700 900123", date_of_birth=made.NOW.date().replace(year=1999))
    assert found.customer != known


def test_a_couple_who_share_a_phone_get_a_record_each_and_no_link(here):
    jane = made.reachable(here, phone="07700 900123")
    john = find(here, name="John Smith", phone="07700 900123")
    assert john.customer != jane


def test_two_records_that_fit_equally_are_left_to_a_person(here):
    made.reachable(here, phone="07700 900123")
    made.reachable(here, phone="07700 900123")
    found = find(here, phone="07700 900123")
    assert found.how == How.CREATED_WITH_SUGGESTION
    assert Suggestion.objects.count() == 2


def test_what_a_stranger_types_changes_nothing_on_the_record_it_is_linked_to(here):
    known = made.reachable(here, phone="07700 900123")
    before = list(ContactPoint.objects.order_by("pk").values()), Customer.objects.filter(pk=known.pk).values().get()
    find(here, phone="07700 900123", email="attacker@evil.example", address=made.address(99))
    after = list(ContactPoint.objects.order_by("pk").values()), Customer.objects.filter(pk=known.pk).values().get()
    assert after == before


def test_what_a_stranger_types_never_reaches_a_record_with_a_sign_in(here):
    victim, login = made.signed_up(here, phone="07700 900123")
    email = victim.contact_points.get(kind="email").value
    found = find(here, email=email, phone="07700 900123")
    assert found.customer != victim
    assert found.how == How.CREATED_WITH_SUGGESTION
    assert own_customer(login) == victim


def test_an_advisor_who_asked_may_link_to_a_record_with_a_sign_in(here):
    known, _ = made.signed_up(here, phone="07700 900123")
    assert find(here, made.staff(here), phone="07700 900123") == (known, How.NAME_AND_CONTACT)


def test_a_proved_email_finds_the_record_it_was_proved_on(here, there):
    known = made.proved(there)
    email = known.contact_points.get(kind="email").value
    assert find(here, email=email, email_verified=True) == (known, How.VERIFIED_EMAIL)
    assert known.holdings.filter(organisation=here).exists()


def test_a_proved_email_does_not_open_the_partners_record(here):
    known = made.proved(here)
    email = known.contact_points.get(kind="email").value
    assert find(here, name="John Smith", email=email, email_verified=True).customer != known


def test_an_email_an_advisor_mistyped_opens_nothing_to_whoever_owns_it(here, there):
    known = made.reachable(there)
    email = known.contact_points.get(kind="email").value
    account = made.resident(email)
    found = find(here, account, email=email)
    assert found.customer != known
    assert own_customer(account) == found.customer


def test_a_guess_never_opens_another_councils_record(here, there):
    canary = made.reachable(there, phone="07700 900123")
    advisor = made.staff(here)
    found = find(here, advisor, phone="07700 900123")
    assert found.customer != canary
    assert not canary.holdings.filter(organisation=here).exists()
    assert open_suggestions(advisor) == []
    assert [pair.second for pair in open_suggestions(system_account())] == [found.customer]


def test_an_agreement_on_names_and_details_lets_councils_share_one_record(here, there):
    known = made.reachable(there, phone="07700 900123")
    made.agreement(there, here, "customer.name", "customer.contact_points")
    assert find(here, made.staff(here), phone="07700 900123").customer == known


def test_a_resident_who_signs_in_is_found_by_the_sign_in_whatever_they_type(here):
    own, login = made.signed_up(here)
    assert find(here, login, name="Somebody Else", phone="07700 900999") == (own, How.ACCOUNT)


def test_a_new_sign_in_gets_a_record_of_its_own_with_its_email_proved(here):
    account = made.resident("new@mail.example")
    found = find(here, account, email="new@mail.example")
    assert own_customer(account) == found.customer
    assert found.customer.contact_points.get(kind="email").verified_how == "email_link"
    assert find(here, account).how == How.ACCOUNT


def test_a_new_sign_in_opens_the_record_on_which_its_email_was_proved(here):
    known = made.proved(here)
    account = made.resident(known.contact_points.get(kind="email").value)
    assert find(here, account, email=account.email) == (known, How.VERIFIED_EMAIL)
    assert own_customer(account) == known


def test_an_advisor_takes_a_newcomers_request_for_another_council(here, there):
    advisor = made.staff(here)
    found = find(there, advisor, phone="07700 900123")
    assert {held.organisation for held in found.customer.holdings.all()} == {here, there}
    assert Customer.objects.visible_to(advisor).filter(pk=found.customer.pk).exists()


def test_an_advisor_who_passes_on_a_known_customer_makes_no_second_record(here, there):
    known, advisor = made.reachable(here, phone="07700 900123"), made.staff(here)
    assert find(there, advisor, phone="07700 900123").customer == known
    assert known.holdings.filter(organisation=there).exists()


def test_nobody_who_left_neither_name_nor_number_becomes_a_customer(here):
    with pytest.raises(Invalid):
        find(here, name=" ")
    assert find(here, name="", phone="07700 900123").customer.display_name == "Name not given"


def test_staff_without_the_power_find_nobody(here):
    with pytest.raises(NotAllowed):
        find(here, made.staff(here, "analyst"), phone="07700 900123")


def test_a_firm_is_found_by_its_name_however_it_is_written(here):
    firm = made.business(here)
    operations.add_contact_point(
        customer=firm, kind="email", value="office@acme.example", actor=system_account(), at=made.NOW
    )
    found = find(here, name="Joe Bloggs", organisation_name="The ACME building co. ltd", email="office@acme.example")
    assert found == (firm, How.NAME_AND_CONTACT)


def test_reasons_are_told_in_words(here):
    made.reachable(here, phone="07700 900123", date_of_birth=made.NOW.date().replace(year=1984, day=13))
    candidate = match_candidates(
        facts_of(name="J Smith", phone="07700 900123", date_of_birth=made.NOW.date().replace(year=1984, day=18))
    )[0]
    assert candidate.reasons == (
        "same mobile number",
        "same surname",
        "date of birth differs by one digit",
        "first name nearly the same",
    )


def test_people_marked_as_different_are_not_suggested_again(here):
    one, two = made.reachable(here, phone="07700 900123"), made.reachable(here, phone="07700 900123")
    third = find(here, phone="07700 900123").customer
    assert len(open_suggestions(made.staff(here))) == 2
    operations.mark_not_same(first=one, second=third, reason="Mother and daughter", actor=made.staff(here), at=made.NOW)
    assert [pair.first for pair in open_suggestions(made.staff(here))] == [two]


def test_the_partnership_sets_the_threshold(here):
    made.reachable(here, phone="07700 900123")
    facts = facts_of(name="Jane Smith", phone="07700 900123")
    assert match_candidates(facts)
    operations.set_matching_rules(weights={}, suggest_from=90, actor=system_account(), at=made.NOW)
    assert match_candidates(facts) == []
    with pytest.raises(Invalid, match="no such evidence"):
        operations.set_matching_rules(weights={"aura": 3}, suggest_from=9, actor=system_account(), at=made.NOW)
