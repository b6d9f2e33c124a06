"""A time is held, described, booked, moved and given up; and nothing on earth books it twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civichub.appointments.availability import free_times, next_time
from civichub.appointments.models import Appointment, Sitting
from civichub.appointments.operations import (
    Target,
    Who,
    add_absence,
    book_appointment,
    cancel_appointment,
    confirm_booking,
    describe_hold,
    hold_time,
    let_go_holds,
    move_appointment,
)
from civichub.contacts.models import Contact
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.workforce.operations import set_presence
from tests.factories.appointments import EARLY, MONDAY, NINE, SAM, RegisterOffice, make_register_office
from tests.factories.world import make_world

MINUTE = timedelta(minutes=1)


def starts(office: RegisterOffice, day: Any = MONDAY, **more: Any) -> list[datetime]:
    given = {"way": "site", "site": office.site, "first": day, "last": day, "at": EARLY, **more}
    return [time.starts_at for time in free_times(office.birth, **given)]


def test_times_run_from_opening_with_the_lunch_hour_left_out(office: RegisterOffice) -> None:
    found = starts(office)
    assert found[0] == NINE
    assert found[1] == NINE + 40 * MINUTE
    assert all(not 11.5 * 60 < (time - NINE).total_seconds() / 60 + 540 < 13 * 60 for time in found)
    assert NINE + timedelta(hours=4) in found


def test_notice_horizon_closures_and_absences_are_kept(office: RegisterOffice) -> None:
    leader = office.world.fresh("leader")
    assert starts(office, at=NINE)[0] == NINE + 80 * MINUTE, "an hour's notice, then the next of the grid"
    assert not starts(office, MONDAY + timedelta(days=43))
    assert not starts(office, MONDAY + timedelta(days=5)), "a Saturday"
    add_absence(organisation=office.world.county, target=Target(room=office.rooms[0]), begin=NINE,
                end=NINE + 60 * MINUTE, reason="Painting", actor=leader, at=EARLY)  # fmt: skip
    assert NINE in starts(office), "the other room is free"
    set_presence(person=office.registrars[0], status="leave", starts_at=NINE, until=NINE + timedelta(days=1),
                 actor=office.registrars[0], at=EARLY)  # fmt: skip
    office.book()
    assert NINE not in starts(office), "one registrar is on leave, the other busy"
    add_absence(organisation=office.world.county, target=Target(site=office.site), begin=NINE,
                end=NINE + timedelta(hours=3), reason="No heating", actor=leader, at=EARLY)  # fmt: skip
    assert starts(office)[0] == NINE + timedelta(hours=4)
    assert next_time(office.birth, at=EARLY).starts_at == NINE + 40 * MINUTE, "by telephone they call all the same"


def test_a_resident_holds_describes_and_confirms_and_twice_is_once(office: RegisterOffice) -> None:
    system = office.world.system
    held = hold_time(kind=office.birth, way="site", site=office.site, starts_at=NINE, online=True, key="k1",
                     actor=system, at=EARLY)  # fmt: skip
    again = hold_time(kind=office.birth, way="site", site=office.site, starts_at=NINE, online=True, key="k1",
                      actor=system, at=EARLY)  # fmt: skip
    assert held == again
    assert held.first_offered_on == MONDAY
    with pytest.raises(Conflict, match="who"):
        confirm_booking(appointment=held, actor=system, at=EARLY)
    with pytest.raises(Invalid):
        describe_hold(appointment=held, who=Who("Sam Reed"), actor=system, at=EARLY)
    describe_hold(appointment=held, who=Who("Sam Reed", "sam@example.org", needs=["hearing_loop"]), actor=system,
                  at=EARLY)  # fmt: skip
    booked = confirm_booking(appointment=held, actor=system, at=EARLY)
    assert booked == confirm_booking(appointment=held, actor=system, at=EARLY + MINUTE)
    assert booked.state == "booked"
    assert booked.sitting.room == office.rooms[1], "the room with the loop"
    assert Contact.objects.filter(channel="web").count() == 1


def test_a_hold_runs_out_and_comes_back_only_while_the_time_is_free(office: RegisterOffice) -> None:
    system, late = office.world.system, EARLY + timedelta(minutes=11)
    held = hold_time(kind=office.birth, way="site", site=office.site, starts_at=NINE, online=True, actor=system,
                     at=EARLY)  # fmt: skip
    describe_hold(appointment=held, who=SAM, actor=system, at=EARLY)
    assert let_go_holds(actor=system, at=EARLY + 9 * MINUTE) == 0
    assert let_go_holds(actor=system, at=late) == 1
    assert confirm_booking(appointment=held, actor=system, at=late).state == "booked"
    second = hold_time(kind=office.birth, way="site", site=office.site, starts_at=NINE, online=True, actor=system,
                       at=late)  # fmt: skip
    describe_hold(appointment=second, who=Who("Jo", "jo@example.org"), actor=system, at=late)
    let_go_holds(actor=system, at=late + timedelta(minutes=11))
    office.book(who=Who("Ann", "ann@example.org"), at=late)
    with pytest.raises(Conflict, match="taken"):
        confirm_booking(appointment=second, actor=system, at=late + timedelta(minutes=12))


def test_the_database_refuses_what_a_program_would_do_wrong(office: RegisterOffice) -> None:
    sitting = office.book().sitting
    overlap = {"kind": office.birth, "site": office.site, "starts_at": NINE + 30 * MINUTE,
               "ends_at": NINE + 60 * MINUTE, "busy_until": NINE + 70 * MINUTE}  # fmt: skip
    for who in ({"officer": sitting.officer}, {"room": sitting.room}):
        with pytest.raises(IntegrityError, match="never_double_booked"), transaction.atomic():
            Sitting.objects.create(**overlap, **who)
    Sitting.objects.create(**{**overlap, "starts_at": sitting.busy_until}, officer=sitting.officer)
    twin = Appointment.objects.get()
    twin.pk, twin.reference = None, "X"
    with pytest.raises(IntegrityError, match="one_person_per_place"), transaction.atomic():
        twin.save()


def test_two_registrars_take_two_at_once_and_no_third(office: RegisterOffice) -> None:
    first, second = office.book(), office.book(who=Who("Jo", "jo@example.org"))
    assert {first.sitting.officer, second.sitting.officer} == set(office.registrars)
    assert first.sitting.room != second.sitting.room
    with pytest.raises(Conflict, match="just taken"):
        office.book(who=Who("Ann", "ann@example.org"))
    with pytest.raises(Conflict, match="just taken"):
        office.book(NINE + 20 * MINUTE, who=Who("Ann", "ann@example.org"))


def test_a_group_fills_place_by_place(office: RegisterOffice) -> None:
    kind = office.kind("ceremony", places=3, ways=["site"], most_each=1)
    people = [Who(name, f"{name}@example.org") for name in "abc"]
    booked = [office.book(kind=kind, who=who) for who in people]
    assert {one.sitting for one in booked} == {booked[0].sitting}
    assert {one.place for one in booked} == {1, 2, 3}
    with pytest.raises(Conflict):
        office.book(kind=kind, who=Who("d", "d@example.org"))
    cancel_appointment(appointment=booked[1], actor=office.world.system, at=EARLY)
    assert office.book(kind=kind, who=Who("d", "d@example.org")).place == 2
    with pytest.raises(Conflict, match="as many"):
        office.book(NINE + 40 * MINUTE, kind=kind, who=people[0])


def test_an_appointment_moves_with_its_reference_and_into_its_own_time(office: RegisterOffice) -> None:
    booked, system = office.book(), office.world.system
    office.book(who=Who("Jo", "jo@example.org"))
    moved = move_appointment(appointment=booked, way="phone", starts_at=NINE, actor=system, at=EARLY)
    assert (moved.reference, moved.sequence, moved.sitting.room) == (booked.reference, 1, None)
    assert Sitting.objects.filter(live=True).count() == 2
    with pytest.raises(Conflict):
        move_appointment(appointment=moved, way="site", site=office.site, starts_at=NINE - timedelta(days=1),
                         actor=system, at=EARLY)  # fmt: skip
    assert Appointment.objects.get(pk=moved.pk).state == "booked", "what cannot move stays"
    assert [row.words.split()[0] for row in moved.history.all()] == ["Booked", "Moved"]


def test_only_those_who_may_book_do(office: RegisterOffice) -> None:
    for who in ("stranger", "analyst", "councillor"):
        with pytest.raises(NotAllowed):
            office.book(actor=office.world.fresh(who))
    closed = office.kind("closed", online=False)
    with pytest.raises(NotAllowed):
        hold_time(kind=closed, way="site", site=office.site, starts_at=NINE, online=True, actor=office.world.system,
                  at=EARLY)  # fmt: skip


def test_in_london_time_on_both_sides_of_a_change_of_the_clocks(office: RegisterOffice) -> None:
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    assert starts(office, friday)[0] == datetime(2026, 3, 27, 9, tzinfo=UTC)
    assert starts(office, monday)[0] == datetime(2026, 3, 30, 8, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_fifty_people_a_dozen_at_once_want_one_time_and_one_has_it() -> None:
    office = make_register_office(make_world(), registrars=("officer",))
    system = office.world.system

    def book(number: int) -> bool:
        try:
            who = Who(f"Person {number}", f"person{number}@example.org")
            book_appointment(kind=office.birth, way="site", site=office.site, starts_at=NINE, who=who, online=True,
                             actor=system, at=EARLY)  # fmt: skip
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=12) as pool:
        assert sum(pool.map(book, range(50))) == 1
    assert Appointment.objects.get().state == "booked"
    assert Sitting.objects.count() == 1


def test_an_absence_is_of_one_thing(office: RegisterOffice) -> None:
    with pytest.raises(Invalid):
        add_absence(organisation=office.world.county, target=Target(), begin=NINE, end=NINE + MINUTE, reason="x",
                    actor=office.world.fresh("leader"), at=EARLY)  # fmt: skip
    assert DateTimeTZRange(NINE, NINE + MINUTE).upper > NINE
