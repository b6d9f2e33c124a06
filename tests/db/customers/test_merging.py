"""Two records become one and, when that was wrong, two again: every row back to whose it was."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, HubError, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.customers import operations, queries
from civichub.customers.models import ContactPoint, Customer, CustomerHolding, HouseholdMember, Need
from civichub.customers.operations.moving import TABLES
from tests.factories import customers as made

AT = made.NOW


@pytest.fixture
def here():
    return made.council("here")


def merge(keep, absorb, actor=None, hours=0):
    return operations.merge_customers(
        keep=keep, absorb=absorb, reason="Same person", actor=actor or system_account(), at=AT + timedelta(hours=hours)
    )


def undo(record, actor=None, hours=5):
    return operations.undo_merge(
        merge=record, reason="Two people", actor=actor or system_account(), at=AT + timedelta(hours=hours)
    )


def everything():
    """Every row of every table that a merge may touch."""
    return {name: list(model._base_manager.order_by("pk").values()) for name, model in TABLES.items()}


def owners():
    """Whose each row is."""
    return {
        (name, row["id"]): {field: value for field, value in row.items() if field.endswith("customer_id")}
        for name, rows in everything().items()
        for row in rows
    }


def test_the_joined_record_has_what_both_had(here):
    there = made.council("there")
    keep, absorb = made.reachable(here), made.reachable(there, date_of_birth=date(1984, 5, 13))
    operations.set_need(customer=absorb, code="never_phone", source="Told us", actor=system_account(), at=AT)
    operations.give_consent(customer=absorb, purpose="survey", how="By phone", actor=system_account(), at=AT)
    record = merge(keep, absorb)
    keep.refresh_from_db()
    view = queries.view_of(keep, system_account())
    assert len(view.contact_points) == 6
    assert sum(point.is_preferred for point in view.contact_points) == 3
    assert view.rules.forbidden_channels == {"phone"}
    assert view.rules.consents == {"survey"}
    assert view.date_of_birth == date(1984, 5, 13)
    assert set(view.organisations) == {"Here Council", "There Council"}
    assert AuditEntry.objects.filter(action="customer.merged", subject_id=keep.pk).exists()
    assert StoredEvent.objects.get(name="customers.CustomersMerged").payload == {
        "keep_id": keep.pk,
        "absorbed_id": absorb.pk,
        "merge_id": record.pk,
    }


def test_what_refers_to_either_record_is_found_through_the_family(here):
    keep, absorb = made.merged(here)
    last = made.reachable(here)
    merge(last, keep, hours=1)
    for one in (keep, absorb, last):
        assert queries.family_ids(one.pk) == (last.pk, keep.pk, absorb.pk)
        assert queries.keeper_of(Customer.objects.get(pk=one.pk)) == last
    assert queries.keeper_ids([absorb.pk, 0]) == {absorb.pk: last.pk}


def test_an_absorbed_reference_leads_to_the_record_in_use(here):
    keep, absorb = made.merged(here)
    advisor = made.staff(here)
    assert queries.get_customer_for(advisor, absorb.reference) == keep
    assert queries.view_of(absorb, advisor).id == keep.pk
    assert [hit.customer.id for hit in queries.search_customers(advisor, absorb.reference)] == [keep.pk]


def test_the_absorbed_persons_sign_in_opens_the_record_in_use(here):
    keep, (absorb, login) = made.reachable(here), made.signed_up(here)
    merge(keep, absorb)
    assert queries.own_customer(login) == keep
    assert list(Customer.objects.visible_to(login)) == [keep]
    assert queries.own_customer_ids(login) == (keep.pk, absorb.pk)
    assert queries.own_customer_ids(made.resident()) == ()


def test_a_change_through_the_absorbed_record_lands_on_the_one_in_use(here):
    keep, absorb = made.merged(here)
    point = operations.add_contact_point(
        customer=absorb, kind="email", value="later@mail.example", actor=system_account(), at=AT
    )
    assert point.customer == keep


def test_an_undone_merge_leaves_no_trace_in_the_records(here):
    keep, absorb = made.reachable(here), made.reachable(here)
    before = everything()
    record = merge(keep, absorb)
    assert everything() != before
    undo(record)
    assert everything() == before
    assert StoredEvent.objects.filter(name="customers.MergeUndone").exists()


def test_an_edit_made_meanwhile_stays_and_its_row_goes_home(here):
    keep, absorb = made.reachable(here), made.reachable(here)
    email = absorb.contact_points.get(kind="email")
    record = merge(keep, absorb)
    operations.mark_contact_point_bad(contact_point=email, reason="Bounced", actor=system_account(), at=AT)
    operations.change_date_of_birth(customer=keep, date_of_birth=date(1984, 5, 13), actor=system_account(), at=AT)
    undo(record)
    email.refresh_from_db()
    keep.refresh_from_db()
    assert (email.customer, email.bad_reason) == (absorb, "Bounced")
    assert keep.date_of_birth == date(1984, 5, 13)


def test_a_preference_made_meanwhile_is_not_overruled(here):
    keep, absorb = made.reachable(here), made.reachable(here)
    second = operations.add_contact_point(
        customer=absorb, kind="email", value="second@mail.example", actor=system_account(), at=AT
    )
    record = merge(keep, absorb)
    operations.prefer_contact_point(contact_point=second, actor=system_account(), at=AT)
    undo(record)
    preferred = ContactPoint.objects.get(customer=absorb, kind="email", is_preferred=True)
    assert preferred == second


def test_an_organisation_that_dealt_with_the_joined_record_keeps_it(here):
    there = made.council("there")
    keep, absorb = made.reachable(here), made.reachable(there)
    record = merge(keep, absorb)
    operations.note_holding(
        customer=keep, organisation=there, reason="Bins", actor=system_account(), at=AT + timedelta(hours=1)
    )
    undo(record)
    assert set(CustomerHolding.objects.filter(organisation=there).values_list("customer", flat=True)) == {
        keep.pk,
        absorb.pk,
    }


def test_a_rule_for_contacting_added_meanwhile_stands_on_both(here):
    keep, absorb = made.reachable(here), made.reachable(here)
    record = merge(keep, absorb)
    operations.set_need(
        customer=keep, code="no_letters_home", source="Told us", actor=system_account(), at=AT + timedelta(hours=1)
    )
    undo(record)
    assert set(Need.objects.values_list("customer", flat=True)) == {keep.pk, absorb.pk}


def test_merges_are_undone_from_the_outside_in(here):
    keep, absorb = made.reachable(here), made.reachable(here)
    inner = merge(keep, absorb)
    last = made.reachable(here)
    outer = merge(last, keep, hours=1)
    with pytest.raises(Conflict, match="Undo that merge first"):
        undo(inner)
    undo(outer)
    undo(inner)
    with pytest.raises(Conflict, match="already"):
        undo(inner)


def test_undoing_one_of_two_merges_keeps_what_the_other_brought(here):
    keep = made.reachable(here)
    first, second = made.deceased(here), made.deceased(here)
    one = merge(keep, first)
    merge(keep, second, hours=1)
    undo(one)
    keep.refresh_from_db()
    assert keep.is_deceased


@pytest.mark.parametrize("role", ["receptionist", "service_officer"])
def test_roles_without_the_power_cannot_merge(here, role):
    with pytest.raises(NotAllowed):
        merge(made.reachable(here), made.reachable(here), made.staff(here, role))


def test_a_record_of_another_council_cannot_be_merged(here):
    there = made.council("there")
    ours, theirs, advisor = made.reachable(here), made.reachable(there), made.staff(here)
    made.agreement(there, here, "customer.name", "customer.contact_points")
    for keep, absorb in ((ours, theirs), (theirs, ours)):
        with pytest.raises(NotAllowed):
            merge(keep, absorb, advisor)


def test_two_people_cannot_be_merged(here):
    one, two = made.reachable(here), made.reachable(here)
    operations.mark_not_same(first=two, second=one, reason="Twins", actor=made.staff(here), at=AT)
    with pytest.raises(Conflict, match="different people"):
        merge(one, two)
    third = made.reachable(here)
    merge(third, two)
    with pytest.raises(Conflict, match="different people"):
        merge(one, third)


def test_people_who_are_related_cannot_be_one(here):
    parent, child = made.reachable(here), made.reachable(here)
    operations.relate_customers(
        from_customer=parent, to_customer=child, kind="parent_of", actor=system_account(), at=AT
    )
    with pytest.raises(Conflict, match="know each other"):
        merge(parent, child)


def test_two_sign_ins_are_never_joined(here):
    (one, _), (two, _) = made.signed_up(here), made.signed_up(here)
    with pytest.raises(Conflict, match="sign-in of its own"):
        merge(one, two)
    operations.unlink_account(customer=two, reason="Asked", actor=made.staff(here), at=AT)
    merge(one, two)


def test_other_impossible_merges_are_refused_in_sentences(here):
    person, firm = made.reachable(here), made.business(here)
    with pytest.raises(Invalid, match="cannot be one customer"):
        merge(person, firm)
    with pytest.raises(Invalid, match="two different"):
        merge(person, person)
    keep, absorbed = made.merged(here)
    with pytest.raises(TransitionRefused):
        merge(person, absorbed)
    with pytest.raises(TransitionRefused):
        merge(absorbed, person)
    with pytest.raises(Conflict, match="are merged"):
        operations.mark_not_same(first=keep, second=absorbed, reason="x", actor=system_account(), at=AT)


ACTS = "email phone move end bad prefer need end_need consent hold home join leave relate flag clear birth wish death"
STEPS = st.tuples(
    st.integers(0, 1),
    st.sampled_from(ACTS.split()),
    st.integers(0, 2),
)


# Without shrinking: an example takes a tenth of a second, and thousands of them to shrink would outlast the test.
HISTORIES = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    report_multiple_bugs=False,
)


class World:
    """Two records, a third person, two councils and a clock that ticks at every step."""

    def __init__(self):
        self.actor, self.at = system_account(), AT
        self.councils = [made.council(), made.council()]
        self.two = [made.reachable(self.councils[0]), made.reachable(self.councils[1])]
        self.third = made.customer(self.councils[0], given_name="Third")
        self.shared = operations.form_household(members=[], actor=self.actor, at=AT)

    def do(self, steps):
        for which, step, number in steps:
            self.at += timedelta(minutes=1)
            with transaction.atomic():
                try:
                    getattr(self, step)(self.two[which], number, {"actor": self.actor, "at": self.at})
                except HubError:
                    continue

    def email(self, one, number, by):
        operations.add_contact_point(
            customer=one, kind="email", value=f"m{number}@mail.example", preferred=number == 1, **by
        )

    def phone(self, one, number, by):
        operations.add_contact_point(customer=one, kind="phone", value=f"07700 90012{number}", **by)

    def move(self, one, number, by):
        operations.move_home(customer=one, address=made.address(number + 1, uprn=str(number + 1)), **by)

    def _point(self, one, number):
        ids = queries.family_ids(one.pk)
        return ContactPoint.objects.live().filter(customer__in=ids).order_by("pk")[number : number + 1]

    def end(self, one, number, by):
        for point in self._point(one, number):
            operations.end_contact_point(contact_point=point, **by)

    def bad(self, one, number, by):
        for point in self._point(one, number):
            operations.mark_contact_point_bad(contact_point=point, reason="Came back", **by)

    def prefer(self, one, number, by):
        for point in self._point(one, number):
            operations.prefer_contact_point(contact_point=point, **by)

    def need(self, one, number, by):
        code = ("never_phone", "braille", "step_free")[number]
        operations.set_need(customer=one, code=code, source="Told us", **by)

    def end_need(self, one, number, by):
        for need in Need.objects.standing().filter(customer__in=queries.family_ids(one.pk))[:1]:
            operations.end_need(need=need, **by)

    def consent(self, one, number, by):
        operations.withdraw_consent(customer=one, purpose=("survey", "news", "sharing")[number], how="Asked", **by)

    def hold(self, one, number, by):
        service = number or None
        operations.note_holding(
            customer=one, organisation=self.councils[number % 2], service=service, reason="Asked", **by
        )

    def home(self, one, number, by):
        operations.form_household(members=[(one, "tenant")], **by)

    def join(self, one, number, by):
        operations.join_household(household=self.shared, customer=one, role="tenant", **by)

    def leave(self, one, number, by):
        for member in HouseholdMember.objects.filter(customer__in=queries.family_ids(one.pk), until=None)[:1]:
            operations.leave_household(member=member, **by)

    def relate(self, one, number, by):
        kind = ("carer_of", "parent_of", "partner_of")[number]
        operations.relate_customers(from_customer=one, to_customer=self.third, kind=kind, **by)

    def flag(self, one, number, by):
        operations.flag_at_risk(customer=one, why="Threatened", review_on=date(2027, 1, 1), **by)

    def clear(self, one, number, by):
        operations.clear_at_risk(customer=one, why="Over", **by)

    def birth(self, one, number, by):
        operations.change_date_of_birth(customer=one, date_of_birth=date(1980 + number, 1, 1), **by)

    def wish(self, one, number, by):
        language = ("", "pl", "cy")[number]
        operations.set_preferences(customer=one, preferred_channel="letter", preferred_language=language, **by)

    def death(self, one, number, by):
        operations.record_death(customer=one, died_on=date(2026, 1, 1 + number), **by)


@pytest.mark.timeout(180)
@HISTORIES
@given(before=st.lists(STEPS, max_size=14))
def test_any_history_is_put_back_exactly(db, before):
    with transaction.atomic():
        world = World()
        world.do(before)
        found = everything()
        record = merge(*world.two, hours=1)
        joined = Customer.objects.get(pk=world.two[0].pk)
        assert joined.at_risk == any(row["at_risk"] for row in found["customer"])
        undo(record)
        assert everything() == found
        transaction.set_rollback(True)


@pytest.mark.timeout(180)
@HISTORIES
@given(before=st.lists(STEPS, max_size=8), meanwhile=st.lists(STEPS, max_size=8))
def test_whatever_happens_meanwhile_every_earlier_row_goes_home_and_nobody_loses_protection(db, before, meanwhile):
    with transaction.atomic():
        world = World()
        world.do(before)
        whose = owners()
        world.at += timedelta(minutes=1)
        record = merge(*world.two, hours=1)
        world.at = AT + timedelta(hours=2)
        world.do(meanwhile)
        was_at_risk = Customer.objects.get(pk=world.two[0].pk).at_risk
        undo(record)
        assert {key: owner for key, owner in owners().items() if key in whose} == whose
        parted = [Customer.objects.get(pk=one.pk) for one in world.two]
        assert any(one.at_risk for one in parted) == was_at_risk
        for one in parted:
            assert one.at_risk == one.risk_flags.filter(cleared_at=None).exists()
        transaction.set_rollback(True)
