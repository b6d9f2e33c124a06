"""A visit from the door to the wrap-up: tickets, calls, no-shows, passing on, several things in one visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.contacts.models import Contact
from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.frontdesk.models import Call, Visit
from civichub.frontdesk.operations import (
    add_line,
    answer_at_desk,
    begin_with,
    call_next,
    call_visitor,
    come_after_all,
    finish_visit,
    leave_building,
    miss_call,
    park_visit,
    pass_on,
    put_visitor_back,
    recall_visitor,
    resume_visit,
    serve_next_service,
    set_up_desk,
    stand_at,
    step_away,
)
from civichub.frontdesk.queries import board_of, speakers_at, standing_of, wait_now, waiting_at
from civichub.places.operations import add_site
from civichub.routing.operations import sit_down
from civichub.workforce.operations import define_skill, record_skill
from tests.factories.world import NOON


def later(minutes: int):
    return NOON + timedelta(minutes=minutes)


def test_a_visitor_is_called_served_and_wrapped_up(shop) -> None:
    shop.open(reception="1")
    visit, reception = shop.arrive("pothole", reason="A hole"), shop.world.people["reception"]
    assert (visit.ticket, shop.item(visit).state) == ("A01", "waiting")
    called = call_next(actor=reception, at=later(4))
    assert (called, called.state, called.counter.label) == (visit, "called", "1")
    assert not Contact.objects.exists(), "the handling begins when they have come, not while they wait"
    begun = begin_with(visit=visit, actor=reception, at=later(5))
    assert (begun.contact.channel, begun.contact.handled_by, begun.contact.service) == (
        "counter", reception, shop.world.services["pothole"],
    )  # fmt: skip
    done = finish_visit(visit=visit, outcome="resolved", avoidable="not", actor=reception, at=later(9))
    contact = Contact.objects.get()
    assert (done.state, contact.state, contact.worked_seconds) == ("finished", "closed", 240)
    item = shop.item(visit)
    assert (item.state, item.first_taken_at - item.arrived_at) == ("done", timedelta(minutes=4))
    assert call_next(actor=reception, at=later(10)) is None


def test_tickets_begin_anew_each_day_and_are_never_given_twice(shop) -> None:
    assert [shop.arrive().ticket for _ in range(3)] == ["A01", "A02", "A03"]
    assert shop.arrive(at=NOON + timedelta(days=1)).ticket == "A01"


def test_who_cannot_wait_is_called_first_and_else_whoever_came_first(shop) -> None:
    shop.open(reception="1", advisor="2")
    shop.arrive()
    second = shop.arrive(at=later(1))
    hurt = shop.arrive(at=later(2), needs=["cannot_wait"])
    assert [row.visit.ticket for row in waiting_at(shop.desk, later(3))] == ["A03", "A01", "A02"]
    assert call_next(actor=shop.world.people["reception"], at=later(3)) == hurt
    assert call_next(actor=shop.world.people["advisor"], at=later(3)).ticket == "A01"
    assert second.state == "waiting"


def test_a_visitor_who_needs_punjabi_is_left_to_who_speaks_it_and_may_be_picked(shop) -> None:
    people = shop.world.people
    skill = define_skill(
        key="language:pa", kind="language", name="Punjabi", said="you speak Punjabi", actor=shop.world.system, at=NOON
    )
    record_skill(person=people["advisor"], skill=skill, level=4, evidence="Test", actor=shop.world.system, at=NOON)
    shop.open(reception="1", advisor="2")
    visit = shop.arrive(language="language:pa")
    other = shop.arrive(at=later(1))
    assert speakers_at(shop.desk, "language:pa", NOON) == [people["advisor"]]
    assert call_next(actor=people["reception"], at=later(2)) == other
    assert call_next(actor=people["advisor"], at=later(2)) == visit
    again = shop.arrive(at=later(3), language="language:pa")
    miss_call(visit=other, actor=people["reception"], at=later(4))
    assert call_next(actor=people["reception"], at=later(4)) is None
    assert call_visitor(visit=again, actor=people["reception"], at=later(4)).state == "called"


def test_two_counters_never_call_one_visitor(shop) -> None:
    shop.open(reception="1", advisor="2")
    visit = shop.arrive()
    call_visitor(visit=visit, actor=shop.world.people["reception"], at=later(1))
    with pytest.raises(Conflict, match="Somebody else has taken this"):
        call_visitor(visit=visit, actor=shop.world.people["advisor"], at=later(1))
    assert call_next(actor=shop.world.people["advisor"], at=later(1)) is None
    assert Call.objects.count() == 1


def test_one_visitor_at_a_time(shop) -> None:
    shop.open(reception="1")
    shop.arrive(), shop.arrive()
    call_next(actor=shop.world.people["reception"], at=later(1))
    with pytest.raises(Conflict, match="Finish with the visitor"):
        call_next(actor=shop.world.people["reception"], at=later(1))
    with pytest.raises(Conflict, match="Finish with the visitor"):
        step_away(actor=shop.world.people["reception"], at=later(1))


def test_nobody_calls_without_a_counter_and_nobody_takes_one_that_is_in_use(shop) -> None:
    shop.arrive()
    with pytest.raises(Conflict, match="Choose your counter"):
        call_next(actor=shop.world.people["reception"], at=NOON)
    shop.open(reception="1")
    call_next(actor=shop.world.people["reception"], at=NOON)
    with pytest.raises(Conflict, match="being served at 1"):
        stand_at(counter=shop.counters["1"], actor=shop.world.people["advisor"], at=NOON)
    with pytest.raises(NotAllowed):
        stand_at(counter=shop.counters["2"], actor=shop.world.people["district"], at=NOON)


def test_who_does_not_come_may_come_after_all_at_the_old_place(shop) -> None:
    shop.open(reception="1")
    reception = shop.world.people["reception"]
    visit = shop.arrive()
    shop.arrive(at=later(2))
    call_next(actor=reception, at=later(3))
    recall_visitor(visit=visit, counter=shop.counters["Room 3"], actor=reception, at=later(4))
    assert [(call.again, call.counter.label) for call in Call.objects.order_by("pk")] == [
        (False, "1"),
        (True, "Room 3"),
    ]
    assert miss_call(visit=visit, actor=reception, at=later(5)).state == "no_show"
    assert shop.item(visit).state == "abandoned"
    with pytest.raises(Conflict, match="another day"):
        come_after_all(visit=visit, actor=reception, at=later(24 * 60))
    come_after_all(visit=visit, actor=reception, at=later(7))
    assert call_next(actor=reception, at=later(8)) == visit


def test_put_back_keeps_the_place_and_goes_to_a_colleague(shop) -> None:
    shop.open(reception="1", advisor="2")
    visit = shop.arrive()
    shop.arrive(at=later(1))
    call_next(actor=shop.world.people["reception"], at=later(2))
    assert put_visitor_back(visit=visit, actor=shop.world.people["reception"], at=later(2)).state == "waiting"
    assert call_next(actor=shop.world.people["advisor"], at=later(3)) == visit


def test_set_aside_frees_the_counter_and_stops_the_timer(shop) -> None:
    shop.open(reception="1")
    reception = shop.world.people["reception"]
    first, second = shop.arrive(), shop.arrive(at=later(1))
    call_next(actor=reception, at=later(2))
    begin_with(visit=first, actor=reception, at=later(2))
    parked = park_visit(visit=first, notes="Fills in the form", actor=reception, at=later(3))
    assert (parked.state, parked.counter, Contact.objects.get().state) == ("parked", None, "paused")
    assert call_next(actor=reception, at=later(4)) == second
    with pytest.raises(Conflict):
        resume_visit(visit=first, actor=reception, at=later(5))
    finish_visit(visit=second, outcome="resolved", avoidable="not", actor=reception, at=later(6))
    resume_visit(visit=first, actor=reception, at=later(13))
    begin_with(visit=first, actor=reception, at=later(13))
    done = finish_visit(visit=first, outcome="resolved", avoidable="not", actor=reception, at=later(15))
    assert Contact.objects.get(pk=done.contact_id).worked_seconds == 3 * 60, "one minute before, two after, ten aside"


def test_passed_on_once_with_the_notes_and_no_more(shop) -> None:
    benefits = shop.make_queue("benefits", "officer")
    add_line(desk=shop.desk, queue=benefits, actor=shop.leader, at=NOON)
    shop.open(reception="1", officer="2")
    reception, officer = shop.world.people["reception"], shop.world.people["officer"]
    visit = shop.arrive("pothole")
    call_next(actor=reception, at=later(1))
    begin_with(visit=visit, actor=reception, at=later(1))
    with pytest.raises(Invalid):
        pass_on(visit=visit, notes=" ", queue=benefits, actor=reception, at=later(2))
    passed = pass_on(visit=visit, notes="Lost her job", queue=benefits, actor=reception, at=later(2))
    assert (passed.state, passed.contact) == ("waiting", None)
    assert Contact.objects.get().outcome == "handed_off"
    item = shop.item(visit)
    assert (item.queue, item.notes, item.arrived_at) == (benefits, "Lost her job", NOON)
    assert call_next(actor=reception, at=later(3)) is None
    assert call_next(actor=officer, at=later(3)) == visit
    begin_with(visit=visit, actor=officer, at=later(4))
    with pytest.raises(Conflict, match="passed on once already"):
        pass_on(visit=visit, notes="Again", queue=shop.queue, actor=officer, at=later(5))
    finish_visit(visit=visit, outcome="case_opened", avoidable="not", actor=officer, at=later(6))
    assert Contact.objects.count() == 2


def test_several_things_in_one_visit_are_served_in_their_order(shop) -> None:
    shop.open(reception="1")
    reception = shop.world.people["reception"]
    visit = shop.arrive("pothole", "missed-bin")
    call_next(actor=reception, at=later(1))
    begin_with(visit=visit, actor=reception, at=later(1))
    serve_next_service(visit=visit, actor=reception, at=later(3))
    assert [bool(one.done_at) for one in visit.services.all()] == [True, False]
    assert "Also: Missed bin" in Contact.objects.get().notes
    with pytest.raises(Conflict, match="nothing else"):
        serve_next_service(visit=visit, actor=reception, at=later(3))


def test_who_leaves_is_taken_out_of_line_and_counted_as_abandoned(shop) -> None:
    visit = shop.arrive()
    leave_building(visit=visit, actor=shop.world.people["reception"], at=later(20))
    assert (shop.item(visit).state, Contact.objects.get().outcome) == ("abandoned", "abandoned")
    assert leave_building(visit=visit, actor=shop.world.people["reception"], at=later(21)).state == "left"
    assert Contact.objects.count() == 1


def test_a_quick_answer_is_a_contact_without_a_ticket(shop) -> None:
    answered = answer_at_desk(
        desk=shop.desk, reason="Where is the library?", actor=shop.world.people["reception"], at=NOON
    )
    assert (answered.channel, answered.state, answered.outcome) == ("counter", "closed", "resolved")
    assert not Visit.objects.exists()


def test_what_somebody_accepts_from_an_offer_is_called_to_their_counter(shop) -> None:
    shop.open(advisor="2")
    sit_down(actor=shop.world.people["advisor"], at=NOON)
    visit = shop.arrive()
    assert shop.item(visit).state == "offered"
    assert call_next(actor=shop.world.people["advisor"], at=NOON) == visit
    assert shop.item(visit).offers.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("details", "field"),
    [({"called_by": "name"}, "name"), ({"called_by": "phone", "phone": "12"}, "phone"), ({"needs": ["x"]}, "needs"),
     ({"language": "language:xx"}, "language"), ({"called_by": "drum"}, "called_by")],
)  # fmt: skip
def test_an_arrival_that_lacks_something_says_what(shop, details, field) -> None:
    with pytest.raises(Invalid) as refused:
        shop.arrive(**details)
    assert set(refused.value.errors) == {field}


def test_the_board_calls_as_they_chose_and_never_says_why(shop) -> None:
    shop.open(reception="1", advisor="2")
    shop.arrive("social-care", called_by="phone", phone="01632 960 123", name="Hidden")
    shop.arrive("pothole", at=later(1), called_by="name", name="Mrs Reed")
    shop.arrive("social-care", at=later(2), name="Secret")
    shop.arrive("pothole", at=later(3))
    for who in ("reception", "advisor"):
        call_next(actor=shop.world.people[who], at=later(5))
    board = board_of(shop.desk, later(6))
    assert {call.visit.call_words for call in board.calls} == {"Phone ending 123", "Mrs Reed"}
    assert board.waiting == [("Pothole", 1), ("Other services", 1)]
    assert board_of(shop.desk, later(60)).calls == []


def test_the_wait_is_not_guessed_until_it_has_been_learned(shop) -> None:
    shop.open(reception="1")
    visit = shop.arrive()
    assert wait_now(shop.desk, NOON) == ""
    assert (standing_of(visit, NOON).ahead, standing_of(visit, NOON).wait) == (0, "")


def test_a_queue_serves_one_desk_only(shop) -> None:
    other = add_site(
        organisation=shop.world.county,
        slug="other",
        name="Other",
        kind="one_stop_shop",
        actor=shop.world.system,
        at=NOON,
    )
    with pytest.raises(Conflict, match="already the line of Market Place"):
        set_up_desk(site=other, queue=shop.queue, prefix="B", actor=shop.leader, at=NOON)
    with pytest.raises(NotAllowed):
        set_up_desk(site=other, queue=shop.queue, prefix="B", actor=shop.world.people["reception"], at=NOON)


def test_only_the_one_at_whose_counter_they_are_may_go_on(shop) -> None:
    shop.open(reception="1")
    visit = shop.arrive()
    with pytest.raises(NotAllowed):
        begin_with(visit=visit, actor=shop.world.people["advisor"], at=NOON)
    call_next(actor=shop.world.people["reception"], at=NOON)
    with pytest.raises(NotAllowed):
        finish_visit(visit=visit, outcome="resolved", avoidable="not", actor=shop.world.people["advisor"], at=NOON)
    with pytest.raises(TransitionRefused):
        leave_building(visit=visit, actor=shop.world.people["reception"], at=NOON)
