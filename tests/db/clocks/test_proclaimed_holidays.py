"""A holiday is proclaimed: who may enter it, what is recorded, and that every sum follows from then on."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from civichub.accounts.models import Membership, User
from civichub.accounts.roles import Role
from civichub.core.clocks import ClockState, compute_deadline, explain, shipped_rule
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import AuditEntry, ProclaimedHoliday, StoredEvent
from civichub.core.proclaimed.operations import add_proclaimed_holiday, withdraw_proclaimed_holiday
from civichub.core.proclaimed.queries import proclaimed_holiday, proclaimed_holidays
from civichub.organisations.models import Organisation

AT = dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC)
JUBILEE = {
    "date": dt.date(2027, 6, 7),
    "name": "Jubilee bank holiday",
    "nations": ["ENG", "WLS", "SCT", "NIR"],
    "source": "Royal Proclamation of 1 March 2027, Banking and Financial Dealings Act 1971, s1(3)",
}


@pytest.fixture
def council():
    return Organisation.objects.create(slug="warwick", name="Warwick District Council", kind="district")


@pytest.fixture
def member(council):
    """A member of staff with a role in the council."""

    def make(role):
        user = User.objects.create_user(f"{role}@example.org", kind="staff", name=role)
        Membership.objects.create(user=user, organisation=council, role=role)
        return user

    return make


@pytest.fixture
def administrator(member):
    return member(Role.ADMINISTRATOR)


def test_every_sum_over_the_day_follows_and_names_the_proclamation(administrator):
    rule, state = shipped_rule("foi_s10_20wd_uk_any_part"), ClockState.on(dt.date(2027, 6, 1))
    assert compute_deadline(rule, state, proclaimed=proclaimed_holidays()).due_on == dt.date(2027, 6, 29)
    add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)
    deadline = compute_deadline(rule, state, proclaimed=proclaimed_holidays())
    assert deadline.due_on == dt.date(2027, 6, 30)
    assert f"Mon 7 June 2027: not counted, Jubilee bank holiday ({JUBILEE['source']})." in explain(deadline)


def test_it_is_audited_and_published_so_that_open_clocks_are_counted_again(administrator):
    holiday = add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)
    entry = AuditEntry.objects.get(action="holiday.proclaimed")
    assert (entry.subject_id, entry.actor_id, entry.detail["date"]) == (holiday.pk, administrator.pk, "2027-06-07")
    event = StoredEvent.objects.get(name="core.HolidayProclaimed")
    assert event.payload == {"holiday_id": holiday.pk}


def test_a_mistake_is_withdrawn_with_its_reason_and_stays_on_record(administrator):
    holiday = add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)
    withdraw_proclaimed_holiday(holiday=holiday, why="Wrong year", actor=administrator, at=AT)
    assert proclaimed_holidays() == ()
    assert proclaimed_holiday(holiday.pk).withdrawn_why == "Wrong year"
    assert StoredEvent.objects.filter(name="core.HolidayWithdrawn", payload={"holiday_id": holiday.pk}).exists()
    with pytest.raises(Conflict, match="already"):
        withdraw_proclaimed_holiday(holiday=holiday, why="Again", actor=administrator, at=AT)
    add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)


def test_a_moved_holiday_gives_its_usual_day_back(administrator):
    moved = JUBILEE | {"date": dt.date(2028, 5, 8), "name": "Early May bank holiday", "replaces": dt.date(2028, 5, 1)}
    add_proclaimed_holiday(**moved, actor=administrator, at=AT)
    deadline = compute_deadline(
        shipped_rule("lgsco_ack_5wd_eng"), ClockState.on(dt.date(2028, 4, 28)), proclaimed=proclaimed_holidays()
    )
    assert deadline.due_on == dt.date(2028, 5, 5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nations": []}, "nations"),
        ({"nations": ["FRA"]}, "nations"),
        ({"date": dt.date(2050, 1, 3)}, "date"),
        ({"date": dt.date(2027, 12, 27)}, "date"),
        ({"name": "  "}, "name"),
        ({"source": ""}, "source"),
        ({"source": "a\x00b"}, "source"),
        ({"replaces": dt.date(2027, 6, 8)}, "replaces"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_by_its_field(administrator, change, field):
    with pytest.raises(Invalid) as refused:
        add_proclaimed_holiday(**(JUBILEE | change), actor=administrator, at=AT)
    assert list(refused.value.errors) == [field]
    assert not ProclaimedHoliday.objects.exists()


def test_the_same_day_is_not_added_twice(administrator):
    add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)
    with pytest.raises(Invalid, match="added already"):
        add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)


def test_others_may_neither_add_nor_withdraw_one(administrator, member):
    advisor = member(Role.ADVISOR)
    with pytest.raises(NotAllowed):
        add_proclaimed_holiday(**JUBILEE, actor=advisor, at=AT)
    holiday = add_proclaimed_holiday(**JUBILEE, actor=administrator, at=AT)
    with pytest.raises(NotAllowed):
        withdraw_proclaimed_holiday(holiday=holiday, why="Because", actor=advisor, at=AT)


def test_the_database_itself_refuses_an_unknown_nation(administrator):
    with pytest.raises(IntegrityError, match="proclaimed_for_known_nations"), transaction.atomic():
        ProclaimedHoliday.objects.create(
            date=JUBILEE["date"], name="x", nations=["FRA"], source="x", added_by=administrator, added_at=AT
        )
