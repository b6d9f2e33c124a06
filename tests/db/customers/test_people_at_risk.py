"""Nothing tells where a person at risk lives: standards, abuse case 1 (the letter to the ex-partner) comes first."""

import json
from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import AuditEntry, ReadEntry, StoredEvent
from civichub.customers import operations, queries
from civichub.customers.models import AtRiskFlag, ContactPoint, Customer, HouseholdMember, Relation
from civichub.customers.normalising import read_address
from tests.factories import customers as made

OLD_HOME = {"text": "1 Oldhome Road, Brackenham", "postcode": "BK1 1AA", "uprn": "100000001"}
REFUGE = {"text": "7 Canary Lane, Hiddenham", "postcode": "BK9 9ZZ", "uprn": "999111222"}
CANARIES = (
    "canary",
    "hiddenham",
    "bk9 9zz",
    "bk99zz",
    "999111222",
    "fled a former partner",
    "01926 410410",
    "1926410410",
)
EVERYTHING = ("customer.name", "customer.contact_points", "customer.needs", "contacts", "case.summary")


@pytest.fixture
def scene():
    """Jane fled Rob with her child: she is flagged, moved to a refuge, and has a landline there."""
    here, there, system, at = made.council("here"), made.council("there"), system_account(), made.NOW
    jane, jane_login = made.signed_up(here, home=read_address(**OLD_HOME))
    rob, rob_login = made.signed_up(here, given_name="Rob", family_name="Smith", home=read_address(**OLD_HOME))
    kit = made.customer(here, given_name="Kit", family_name="Smith")
    operations.form_household(
        uprn=OLD_HOME["uprn"], members=[(jane, "tenant"), (rob, "tenant"), (kit, "child")], actor=system, at=at
    )
    for parent in (jane, rob):
        operations.relate_customers(from_customer=parent, to_customer=kit, kind="parent_of", actor=system, at=at)
    operations.flag_at_risk(customer=jane, why="Fled a former partner", review_on=date(2026, 9, 1), actor=system, at=at)
    for person in (jane, kit):
        operations.move_home(customer=person, address=read_address(**REFUGE), actor=system, at=at + timedelta(days=1))
    operations.form_household(
        uprn=REFUGE["uprn"], members=[(jane, "tenant"), (kit, "child")], actor=system, at=at + timedelta(days=1)
    )
    operations.add_contact_point(customer=jane, kind="phone", value="01926 410410", actor=system, at=at)
    made.agreement(here, there, *EVERYTHING)
    return {
        "here": here,
        "people": [Customer.objects.get(pk=one.pk) for one in (jane, rob, kit)],
        "logins": [jane_login, rob_login],
        "readers": [
            jane_login,
            rob_login,
            made.resident(),
            made.staff(here),
            made.staff(here, "team_leader"),
            made.staff(here, "information_governance"),
            made.staff(there),
            made.staff(there, "service_manager"),
        ],
    }


def no_canary(*found):
    text = "\n".join(f"{one!r} {one}" for one in found).lower()
    assert [canary for canary in CANARIES if canary in text] == []


def test_no_view_of_anybody_tells_where_she_is(scene):
    for reader in scene["readers"]:
        for one in scene["people"]:
            if queries.access_to_customer(reader, one) is not None:
                no_canary(queries.view_of(one, reader), queries.access_to_customer(reader, one))
        no_canary(queries.views_of(scene["people"], reader), queries.names_for(reader, [p.pk for p in scene["people"]]))


def test_her_address_is_replaced_by_words(scene):
    advisor = scene["readers"][3]
    view = queries.view_of(scene["people"][0], advisor)
    assert view.address == "Address withheld for safety"
    assert view.address_withheld
    assert view.at_risk
    assert view.household == ()
    assert view.relations == ()
    assert "Number withheld for safety" in {point.shown for point in view.contact_points}


def test_the_child_who_lives_with_her_is_sheltered_too(scene):
    view = queries.view_of(scene["people"][2], scene["readers"][3])
    assert view.address == "Address withheld for safety"
    assert not view.at_risk
    assert view.relations == ()
    assert view.household == ()


def test_the_person_she_fled_sees_his_own_address_and_no_sign_of_hers(scene):
    rob, login = scene["people"][1], scene["logins"][1]
    view = queries.view_of(rob, login)
    assert view.address == "1 Oldhome Road, Brackenham, BK1 1AA"
    assert not view.address_withheld
    assert view.household == ()
    no_canary(view, queries.export_own_data(rob))


@pytest.mark.parametrize(
    "text",
    [
        "BK9 9ZZ",
        "7 BK9 9ZZ",
        "Smith BK9 9ZZ",
        "Jane Smith BK9 9ZZ",
        "Canary Lane BK9 9ZZ",
        "999111222",
        "410410",
        "01926 410410",
    ],
)
def test_a_search_by_where_she_is_finds_nobody(scene, text):
    for reader in scene["readers"]:
        assert queries.search_customers(reader, text) == []


@pytest.mark.parametrize("text", ["Jane Smith", "jane smyth", "smith"])
def test_a_search_by_name_finds_her_without_her_address(scene, text):
    for reader in scene["readers"]:
        no_canary(queries.search_customers(reader, text))
    advisor = scene["readers"][3]
    assert scene["people"][0].pk in {hit.customer.id for hit in queries.search_customers(advisor, text)}


def test_nobody_lives_at_the_refuge_but_for_those_with_the_power(scene):
    for reader in scene["readers"]:
        assert queries.residents_at(reader, REFUGE["uprn"]) == []
    officer = made.staff(scene["here"], "service_officer")
    found = queries.residents_at(officer, REFUGE["uprn"])
    assert {view.name for view in found} == {"Jane Smith", "Kit Smith"}
    assert {view.address for view in found} == {"7 Canary Lane, Hiddenham, BK9 9ZZ"}
    assert queries.search_customers(officer, "BK9 9ZZ")
    assert queries.view_of(scene["people"][0], officer).risks[0].why == "Fled a former partner"


def test_no_queryset_gives_a_row_that_tells(scene):
    for reader in scene["readers"]:
        no_canary(*ContactPoint.objects.visible_to(reader).values())
        assert not AtRiskFlag.objects.visible_to(reader).exists()
        hers = {scene["people"][0].pk, scene["people"][2].pk}
        assert not hers & set(HouseholdMember.objects.visible_to(reader).values_list("customer", flat=True))
        assert not Relation.objects.visible_to(reader).filter(from_customer__in=hers).exists()
        assert not Relation.objects.visible_to(reader).filter(to_customer__in=hers).exists()


def test_matching_never_weighs_where_she_is(scene):
    jane, system = scene["people"][0], system_account()
    address = read_address(**REFUGE)
    with_place = queries.facts_of(name="Jane Smith", email=jane.contact_points.get(kind="email").value, address=address)
    without = queries.facts_of(name="Jane Smith", email=jane.contact_points.get(kind="email").value)
    found = {one.customer.pk: one for one in queries.match_candidates(with_place)}
    assert found[jane.pk] == {one.customer.pk: one for one in queries.match_candidates(without)}[jane.pk]
    assert queries.match_candidates(queries.facts_of(address=address)) == []
    twin = made.customer(scene["here"], given_name="Jane", family_name="Smith")
    operations.add_contact_point(customer=twin, kind="address", address=address, actor=system, at=made.NOW)
    email = jane.contact_points.get(kind="email").value
    operations.add_contact_point(customer=twin, kind="email", value=email, actor=system, at=made.NOW)
    operations.find_or_create_customer(
        name="Jane Smith", email=email, address=address, organisation=scene["here"], actor=system, at=made.NOW
    )
    for reader in scene["readers"]:
        for pair in queries.open_suggestions(reader):
            assert "same property" not in pair.reasons or jane.pk not in (pair.first.pk, pair.second.pk)
            no_canary(pair)


def test_typed_details_never_reach_her_record(scene):
    jane = scene["people"][0]
    found = operations.find_or_create_customer(
        name="Jane Smith",
        email=jane.contact_points.get(kind="email").value,
        email_verified=True,
        organisation=scene["here"],
        actor=system_account(),
        at=made.NOW,
    )
    assert found.customer != jane


def test_no_fact_job_or_audit_entry_holds_where_she_is(scene):
    no_canary(json.dumps(list(StoredEvent.objects.values_list("payload", flat=True))))
    no_canary(json.dumps(list(AuditEntry.objects.values_list("detail", flat=True))))
    no_canary(*ProcrastinateJob.objects.values_list("args", flat=True))
    moved = StoredEvent.objects.filter(name="customers.AddressChanged")
    assert {frozenset(payload) for payload in moved.values_list("payload", flat=True)} == {frozenset({"customer_id"})}


def test_no_record_tells_when_it_is_printed(scene):
    no_canary(*scene["people"], *(one.display_name for one in scene["people"]), *ContactPoint.objects.all())


def test_the_data_she_downloads_does_not_hold_it(scene):
    found = queries.export_own_data(scene["people"][0])
    no_canary(json.dumps(found))
    assert "Address withheld for safety. Ask us in person to read it." in json.dumps(found)


def test_only_the_hub_reads_the_address_it_sends_to_and_says_why(scene):
    jane = scene["people"][0]
    for reader in [*scene["readers"], made.staff(scene["here"], "service_officer")]:
        with pytest.raises(NotAllowed):
            queries.addresses_for_sending(jane.pk, channel="letter", purpose="Letter", actor=reader, at=made.NOW)
    with pytest.raises(NotAllowed):
        queries.addresses_for_sending(jane.pk, channel="letter", purpose=" ", actor=system_account(), at=made.NOW)
    sent = queries.addresses_for_sending(
        jane.pk, channel="letter", purpose="Decision on case 7KM-4PQ-XT9", actor=system_account(), at=made.NOW
    )
    assert [one.address for one in sent] == ["7 Canary Lane\nHiddenham\nBK9 9ZZ"]
    read = ReadEntry.objects.get(subject_type="customers.customer", subject_id=jane.pk)
    assert (read.ground, read.purpose) == ("Sending by letter", "Decision on case 7KM-4PQ-XT9")


def test_nothing_can_be_sent_to_the_old_address(scene):
    jane = scene["people"][0]
    sent = queries.addresses_for_sending(
        jane.pk, channel="letter", purpose="Any letter", actor=system_account(), at=made.NOW
    )
    assert "Oldhome" not in str(sent)
    assert queries.communication_rules(jane.pk).at_risk
    assert queries.communication_rules(scene["people"][2].pk).at_risk
    assert not queries.communication_rules(scene["people"][1].pk).at_risk


def test_a_merge_needs_the_power_and_keeps_the_flag(scene):
    jane, here = scene["people"][0], scene["here"]
    twin = made.reachable(here)
    for keep, absorb in ((jane, twin), (twin, jane)):
        with pytest.raises(NotAllowed):
            operations.merge_customers(
                keep=keep, absorb=absorb, reason="Twin", actor=made.staff(here, "team_leader"), at=made.NOW
            )
    operations.merge_customers(keep=twin, absorb=jane, reason="Twin", actor=system_account(), at=made.NOW)
    twin.refresh_from_db()
    assert twin.at_risk
    assert Customer.objects.get(pk=jane.pk).at_risk
    assert queries.sheltered_among(Customer.objects.filter(pk=jane.pk)) == {jane.pk}
    jane.refresh_from_db()
    for reader in scene["readers"]:
        if queries.access_to_customer(reader, twin) is not None:
            no_canary(queries.view_of(twin, reader))
            no_canary(queries.view_of(jane, reader))
        assert queries.search_customers(reader, "BK9 9ZZ") == []


def test_a_flag_added_while_two_records_are_joined_stands_on_both_after_they_part(scene):
    here, system = scene["here"], system_account()
    keep, absorb = made.reachable(here), made.reachable(here)
    merge = operations.merge_customers(keep=keep, absorb=absorb, reason="Same", actor=system, at=made.NOW)
    operations.flag_at_risk(
        customer=absorb, why="Threatened", review_on=date(2026, 9, 1), actor=system, at=made.NOW + timedelta(hours=1)
    )
    operations.undo_merge(merge=merge, reason="Two people", actor=system, at=made.NOW + timedelta(hours=2))
    assert all(Customer.objects.get(pk=one.pk).at_risk for one in (keep, absorb))


def test_anybody_at_the_desk_can_flag_and_only_those_with_the_power_can_clear(scene):
    here = scene["here"]
    person, advisor, officer = made.reachable(here), made.staff(here), made.staff(here, "service_officer")
    operations.flag_at_risk(customer=person, why="Stalked", review_on=date(2026, 9, 1), actor=advisor, at=made.NOW)
    with pytest.raises(NotAllowed):
        operations.clear_at_risk(customer=person, why="Says it is fine", actor=advisor, at=made.NOW)
    operations.clear_at_risk(customer=person, why="Order lifted", actor=officer, at=made.NOW)
    assert not Customer.objects.get(pk=person.pk).at_risk
    with pytest.raises(Conflict):
        operations.clear_at_risk(customer=person, why="Again", actor=officer, at=made.NOW)


def test_a_flag_needs_a_reason_and_a_day_of_review(scene):
    person, system = made.reachable(scene["here"]), system_account()
    with pytest.raises(Invalid):
        operations.flag_at_risk(customer=person, why=" ", review_on=date(2026, 9, 1), actor=system, at=made.NOW)
    with pytest.raises(Invalid, match="after today"):
        operations.flag_at_risk(customer=person, why="Stalked", review_on=date(2026, 3, 2), actor=system, at=made.NOW)


def test_somebody_at_risk_who_gives_a_new_address_leaves_the_old_household(scene):
    jane, system = made.at_risk(scene["here"], home=read_address(**OLD_HOME)), system_account()
    operations.form_household(uprn=OLD_HOME["uprn"], members=[(jane, "tenant")], actor=system, at=made.NOW)
    operations.add_contact_point(
        customer=jane, kind="address", address=read_address(**REFUGE), actor=system, at=made.NOW
    )
    assert not HouseholdMember.objects.filter(customer=jane, until=None).exists()
