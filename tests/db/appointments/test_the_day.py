"""Earlier times for those who wait, the day itself, and many cancelled at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.appointments.events import TimeFreed
from civichub.appointments.models import Appointment, EarlierOffer
from civichub.appointments.operations import (
    Target,
    Who,
    accept_offer,
    ask_for_earlier,
    cancel_appointment,
    cancel_many,
    check_in,
    decline_offer,
    fill_from_waiting,
    lapse_offers,
    let_go_holds,
    miss_appointment,
    offer_freed_time,
    remind_people,
    tell_of_bulk,
    undo_bulk,
    undo_check_in,
)
from civichub.appointments.queries import appointments_on, find_appointments, get_appointment_for, here_early
from civichub.core.errors import Conflict, NotFound, TransitionRefused
from civichub.core.models import StoredEvent
from tests.factories.appointments import EARLY, MONDAY, NINE, RegisterOffice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def person(name: str) -> Who:
    return Who(name, f"{name.lower()}@example.org")


def published(name: str) -> list[dict[str, object]]:
    return [row.payload for row in StoredEvent.objects.filter(name=f"appointments.{name}").order_by("pk")]


def offer_latest(office: RegisterOffice, at=EARLY) -> EarlierOffer | None:
    freed = TimeFreed(**published("TimeFreed")[-1])
    return offer_freed_time(freed=freed, actor=office.world.system, at=at)


def test_a_freed_time_is_offered_in_the_order_of_asking(office: RegisterOffice) -> None:
    system = office.world.system
    tomorrow = NINE + DAY
    given_up = office.book(tomorrow, who=person("Gone"))
    first, second = (office.book(NINE + 3 * DAY, who=person(name)) for name in ("First", "Second"))
    office.book(tomorrow, who=person("Other"))
    for minutes, one in enumerate((first, second)):
        ask_for_earlier(appointment=one, actor=system, at=EARLY + timedelta(minutes=minutes))
    cancel_appointment(appointment=given_up, actor=system, at=EARLY, by_customer=True)
    offer = offer_latest(office)
    assert offer is not None
    assert offer.waiting.appointment == first
    assert offer_latest(office) is None, "the time is held, so nobody else gets it"
    with pytest.raises(Conflict):
        office.book(tomorrow, who=person("Quick"))
    assert let_go_holds(actor=system, at=EARLY + 3 * HOUR) == 0, "an offer's hold is not the booking job's business"
    assert lapse_offers(actor=system, at=EARLY + 3 * HOUR) == 1
    offer = offer_latest(office, EARLY + 3 * HOUR)
    assert offer is not None
    assert offer.waiting.appointment == second
    moved = accept_offer(offer=offer, actor=system, at=EARLY + 4 * HOUR)
    assert (moved.reference, moved.starts_at, moved.state) == (second.reference, tomorrow, "booked")
    assert accept_offer(offer=offer, actor=system, at=EARLY + 4 * HOUR).sequence == 1, "twice is once"
    assert published("TimeFreed")[-1]["starts_at"] == (NINE + 3 * DAY).isoformat(), "their old time goes on to others"
    with pytest.raises(Conflict, match="run out"):
        accept_offer(offer=EarlierOffer.objects.get(state="lapsed"), actor=system, at=EARLY + 4 * HOUR)


def test_who_declines_goes_on_waiting_and_the_next_is_asked(office: RegisterOffice) -> None:
    system = office.world.system
    given_up = office.book(NINE + DAY, who=person("Gone"))
    first, second = (office.book(NINE + 3 * DAY, who=person(name)) for name in ("First", "Second"))
    for one in (first, second):
        ask_for_earlier(appointment=one, actor=system, at=EARLY)
    cancel_appointment(appointment=given_up, actor=system, at=EARLY)
    decline_offer(offer=offer_latest(office), actor=system, at=EARLY)
    assert offer_latest(office).waiting.appointment == second
    assert ask_for_earlier(appointment=first, actor=system, at=EARLY + HOUR).asked_at == EARLY


def test_the_day_from_check_in_to_somebody_else_in_a_missed_time(office: RegisterOffice) -> None:
    advisor = office.world.fresh("advisor")
    came, missed = office.book(who=person("Came")), office.book(who=person("Missed"))
    later = office.book(NINE + 4 * HOUR, who=person("Later"))
    with pytest.raises(Conflict, match="another day"):
        check_in(appointment=came, actor=advisor, at=EARLY + DAY)
    assert check_in(appointment=came, actor=advisor, at=NINE + timedelta(minutes=5)).was_late
    undo_check_in(appointment=came, actor=advisor, at=NINE)
    with pytest.raises(Conflict, match="not begun"):
        miss_appointment(appointment=later, actor=advisor, at=NINE)
    miss_appointment(appointment=missed, actor=advisor, at=NINE + timedelta(minutes=10))
    check_in(appointment=later, actor=advisor, at=NINE + timedelta(minutes=11))
    missed.refresh_from_db()
    assert here_early(missed) == [later]
    moved = fill_from_waiting(missed=missed, appointment=later, actor=advisor, at=NINE + timedelta(minutes=12))
    assert (moved.starts_at, moved.state, moved.sitting_id) == (NINE, "arrived", missed.sitting_id)
    with pytest.raises(Conflict):
        check_in(appointment=missed, actor=advisor, at=NINE + timedelta(minutes=15))
    with pytest.raises(Conflict):
        fill_from_waiting(missed=missed, who=person("Walked in"), actor=advisor, at=NINE + timedelta(minutes=15))
    with pytest.raises(TransitionRefused):
        miss_appointment(appointment=missed, actor=advisor, at=NINE + HOUR)


def test_a_visitor_without_an_appointment_can_have_a_missed_time(office: RegisterOffice) -> None:
    advisor, missed = office.world.fresh("advisor"), office.book()
    miss_appointment(appointment=missed, actor=advisor, at=NINE + timedelta(minutes=10))
    filled = fill_from_waiting(missed=missed, who=Who("Mrs Hart"), actor=advisor, at=NINE + timedelta(minutes=12))
    assert (filled.state, filled.sitting_id) == ("arrived", missed.sitting_id)


def test_many_are_cancelled_told_after_ten_minutes_and_undone_before(office: RegisterOffice) -> None:
    leader, county, system = office.world.fresh("leader"), office.world.county, office.world.system
    booked = [office.book(NINE + number * 40 * timedelta(minutes=1), who=person(f"P{number}")) for number in range(3)]
    phone = office.book(NINE + 4 * HOUR, who=Who("Ring", "ring@example.org", "07700900123"), way="phone")
    span = {"begin": NINE, "end": NINE + 8 * HOUR, "reason": "No heating", "actor": leader, "at": EARLY}
    bulk = cancel_many(organisation=county, target=Target(site=office.site), **span)
    assert bulk.appointments.count() == 3, "a telephone call needs no heating"
    with pytest.raises(Conflict):
        office.book(who=person("New"))
    assert tell_of_bulk(actor=system, at=EARLY + timedelta(minutes=9)) == 0
    assert undo_bulk(bulk=bulk, actor=leader, at=EARLY + timedelta(minutes=9)) == []
    assert {Appointment.objects.get(pk=one.pk).state for one in (*booked, phone)} == {"booked"}
    assert not published("AppointmentCancelled")
    again = cancel_many(organisation=county, target=Target(site=office.site), **span)
    assert tell_of_bulk(actor=system, at=EARLY + timedelta(minutes=10)) == 3
    assert tell_of_bulk(actor=system, at=EARLY + timedelta(minutes=11)) == 0
    assert len(published("AppointmentCancelled")) == 3
    with pytest.raises(Conflict, match="told already"):
        undo_bulk(bulk=again, actor=leader, at=EARLY + timedelta(minutes=11))


def test_reminders_go_once_for_each_time_and_not_to_who_has_just_booked(office: RegisterOffice) -> None:
    system = office.world.system
    booked = office.book(NINE + 3 * DAY)
    office.book(NINE + DAY, who=person("Late"))
    eight = NINE - HOUR
    assert remind_people(actor=system, at=eight + DAY - timedelta(minutes=1)) == 0
    assert remind_people(actor=system, at=eight + DAY) == 2, "two days before one, the morning of the other"
    assert remind_people(actor=system, at=eight + DAY + HOUR) == 0
    assert remind_people(actor=system, at=eight + 3 * DAY) == 1
    assert [row["days"] for row in published("ReminderDue")].count(0) == 2
    assert booked.reminded.count() == 2


def test_each_sees_what_is_theirs(office: RegisterOffice) -> None:
    world = office.world
    secret = office.kind("still-birth", service=world.services["social-care"])
    plain, hidden = office.book(who=person("Plain")), office.book(kind=secret, who=person("Hidden"))

    def seen(who: str) -> set[str]:
        return {row.name for row in appointments_on(world.fresh(who), MONDAY)}

    assert seen("advisor") == {"Plain", "Hidden"}, "they booked both"
    assert seen("reception") == {"Plain"}
    assert seen("manager") == {"Plain", "Hidden"}
    assert {row.name for row in (plain, hidden) if row.sitting.officer == office.registrars[0]} <= seen("officer")
    for outsider in ("stranger", "district", "councillor", "analyst"):
        assert seen(outsider) == set()
        with pytest.raises(NotFound):
            get_appointment_for(world.fresh(outsider), plain.reference)
    assert find_appointments(world.fresh("reception"), "hidden", EARLY) == []
    assert find_appointments(world.fresh("reception"), "plain@example.org", EARLY) == [plain]
