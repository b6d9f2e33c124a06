"""One fair queue: offered to the right person, never twice, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from civichub.core.models import AuditEntry, StoredEvent
from civichub.routing.models import Offer, Seat, WorkItem
from civichub.routing.operations import (
    abandon_work,
    accept_offer,
    begin_wrap_up,
    decline_offer,
    define_queue,
    finish_work,
    hand_back,
    keep_line,
    leave_seat,
    move_work,
    pause_seat,
    pull_work,
    re_prioritise,
    sit_down,
)
from civichub.routing.queries import item_for, line_of, offers_to, place_in_line, queues_now
from civichub.workforce.operations import define_skill, record_skill
from tests.db.routing.conftest import Floor
from tests.factories.world import NOON


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_a_call_is_offered_at_once_to_who_is_ready_and_taken_by_accepting(floor: Floor) -> None:
    floor.seat("advisor")
    call = floor.arrive()
    assert call.state == "offered"
    taken = accept_offer(offer=floor.offer("advisor"), actor=floor.world.people["advisor"], at=NOON + seconds(6))
    assert (taken.state, taken.taken_by.email) == ("taken", "advisor@county.example")
    assert (taken.first_taken_at - taken.arrived_at).total_seconds() == 6
    assert StoredEvent.objects.filter(name="routing.WorkTaken", payload__item_id=call.pk).count() == 1
    assert list(
        AuditEntry.objects.filter(subject_id=call.pk, action__startswith="work.").values_list("action", flat=True)
    ) == [
        "work.placed",
        "work.taken",
    ]


def test_nobody_ready_means_it_waits_and_is_offered_to_who_sits_down(floor: Floor) -> None:
    call = floor.arrive()
    assert (call.state, place_in_line(call, NOON)) == ("waiting", 1)
    floor.seat("advisor", at=NOON + seconds(60))
    assert floor.offer("advisor").item == call


def test_the_reason_is_stored_and_read_in_words(floor: Floor) -> None:
    people, leader = floor.world.people, floor.world.people["leader"]
    punjabi = define_skill(
        key="language:pa", kind="language", name="Punjabi", said="you speak Punjabi", actor=leader, at=NOON
    )
    record_skill(person=people["advisor"], skill=punjabi, level=4, actor=leader, at=NOON)
    call = floor.arrive(skills={"language:pa": 3}, promise_at=NOON + timedelta(minutes=10))
    floor.seat("officer", "advisor", at=NOON + timedelta(minutes=6))
    assert floor.offer("officer") is None
    (shown,) = offers_to(people["advisor"], NOON + timedelta(minutes=6))
    assert shown.offer.item == call
    assert shown.why == "you speak Punjabi, it has waited 6 min, its promise ends in 4 min"
    assert shown.seconds_left == 20


def test_a_skill_that_has_run_out_is_not_asked_for(floor: Floor) -> None:
    people, leader = floor.world.people, floor.world.people["leader"]
    bsl = define_skill(key="bsl", kind="sign", name="BSL", said="you sign BSL", actor=leader, at=NOON)
    record_skill(person=people["advisor"], skill=bsl, level=5, expires_on=NOON.date(), actor=leader, at=NOON)
    floor.seat("advisor", at=NOON + timedelta(days=1))
    assert floor.arrive(skills={"bsl": 1}, at=NOON + timedelta(days=1)).state == "waiting"


def test_an_unanswered_offer_goes_on_to_the_next_and_pauses_who_let_it_ring(floor: Floor) -> None:
    floor.seat("advisor", "officer")
    call = floor.arrive()
    first = Offer.objects.get(state="open")
    keep_line(actor=floor.world.system, at=NOON + seconds(20))
    second = Offer.objects.get(state="open")
    assert (first.item, second.item) == (call, call)
    assert second.person != first.person
    first.refresh_from_db()
    assert first.state == "missed"
    seat = Seat.objects.get(person=first.person)
    assert (seat.state, seat.reason) == ("paused", "An offer was not answered")
    with pytest.raises(Conflict, match="offered to somebody else"):
        accept_offer(offer=first, actor=first.person, at=NOON + seconds(21))


def test_a_declined_offer_goes_to_another_and_comes_back_when_there_is_no_other(floor: Floor) -> None:
    floor.seat("advisor")
    call = floor.arrive()
    decline_offer(offer=floor.offer("advisor"), reason="I know them", actor=floor.world.people["advisor"], at=NOON)
    assert floor.offer("advisor") is None
    floor.alive(floor.world.people["advisor"], at=NOON + seconds(110))
    keep_line(actor=floor.world.system, at=NOON + seconds(121))
    assert floor.offer("advisor").item == call


def test_only_the_person_it_is_offered_to_may_answer(floor: Floor) -> None:
    floor.seat("advisor")
    floor.arrive()
    with pytest.raises(NotAllowed):
        accept_offer(offer=floor.offer("advisor"), actor=floor.world.people["officer"], at=NOON)


def test_accepting_twice_is_accepting_once(floor: Floor) -> None:
    floor.seat("advisor")
    floor.arrive()
    offer, advisor = floor.offer("advisor"), floor.world.people["advisor"]
    first = accept_offer(offer=offer, actor=advisor, at=NOON)
    assert accept_offer(offer=offer, actor=advisor, at=NOON + seconds(1)) == first
    assert StoredEvent.objects.filter(name="routing.WorkTaken").count() == 1


def test_during_a_call_and_its_wrap_up_nothing_else_comes_and_then_the_next_does(floor: Floor) -> None:
    floor.seat("advisor")
    first, advisor = floor.arrive(), floor.world.people["advisor"]
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON)
    second = floor.arrive(kind="email")
    assert second.state == "waiting"
    begin_wrap_up(item=first, actor=advisor, at=NOON + seconds(10))
    assert floor.offer("advisor") is None
    finish_work(item=first, actor=advisor, at=NOON + seconds(20))
    assert floor.offer("advisor").item == second


def test_three_chats_at_once_and_no_fourth(floor: Floor) -> None:
    floor.seat("advisor")
    chats = [floor.arrive(kind="chat") for _ in range(4)]
    assert [chat.state for chat in chats] == ["offered", "offered", "offered", "waiting"]


def test_a_queue_may_weigh_its_chats_otherwise(floor: Floor) -> None:
    careful = floor.make_queue("careful", weights={"chat": 100})
    floor.seat("advisor", queue=careful)
    assert [floor.arrive(kind="chat", queue=careful).state for _ in range(2)] == ["offered", "waiting"]


def test_the_same_thing_placed_twice_is_one_item(floor: Floor) -> None:
    assert floor.arrive(subject_id=7) == floor.arrive(subject_id=7)
    assert WorkItem.objects.count() == 1


def test_a_screen_that_dies_gives_back_offers_and_writing_but_not_the_call(floor: Floor) -> None:
    floor.seat("advisor", "officer")
    email = floor.arrive(kind="email")
    holder = Offer.objects.get(state="open").person
    accept_offer(offer=Offer.objects.get(state="open"), actor=holder, at=NOON)
    call = floor.arrive(kind="call")
    other = Offer.objects.get(state="open").person
    accept_offer(offer=Offer.objects.get(state="open"), actor=other, at=NOON)
    keep_line(actor=floor.world.system, at=NOON + seconds(31))
    email.refresh_from_db()
    call.refresh_from_db()
    assert (email.state, email.wanted, email.taken_by) == ("waiting", holder, None)
    assert (call.state, call.taken_by) == ("taken", other)
    assert set(Seat.objects.values_list("state", flat=True)) == {"lost"}


def test_who_comes_back_with_a_screen_is_not_given_work_before_they_say_so(floor: Floor) -> None:
    floor.seat("advisor")
    advisor = floor.world.people["advisor"]
    keep_line(actor=floor.world.system, at=NOON + seconds(31))
    floor.alive(advisor, at=NOON + seconds(40))
    assert Seat.objects.get(person=advisor).state == "paused"
    call = floor.arrive(at=NOON + seconds(41))
    assert call.state == "waiting"
    sit_down(actor=advisor, at=NOON + seconds(45))
    assert floor.offer("advisor").item == call


def test_pausing_hands_the_offer_on_and_signing_off_waits_for_work_in_hand(floor: Floor) -> None:
    floor.seat("advisor", "officer")
    floor.arrive()
    first = Offer.objects.get(state="open").person
    pause_seat(reason="Team meeting", actor=first, at=NOON + seconds(2))
    offer = Offer.objects.get(state="open")
    assert offer.person != first
    accept_offer(offer=offer, actor=offer.person, at=NOON + seconds(3))
    with pytest.raises(Conflict, match="Finish what you have in hand first"):
        leave_seat(actor=offer.person, at=NOON + seconds(4))


def test_after_too_long_the_people_of_the_overflow_queue_are_asked(floor: Floor) -> None:
    spare = floor.make_queue("spare")
    floor.make_queue("calls", overflow_to=spare, overflow_after_seconds=60)
    floor.seat("officer", queue=spare)
    floor.queue.refresh_from_db()
    call = floor.arrive()
    assert call.state == "waiting"
    floor.alive(floor.world.people["officer"], at=NOON + seconds(59))
    keep_line(actor=floor.world.system, at=NOON + seconds(60))
    assert floor.offer("officer").item == call


def test_who_runs_the_queue_re_orders_moves_and_gives_out(floor: Floor) -> None:
    leader, other = floor.world.people["leader"], floor.make_queue("other")
    first, second = floor.arrive(), floor.arrive(at=NOON + seconds(5))
    assert line_of(floor.queue, NOON + seconds(9)) == [first, second]
    re_prioritise(item=second, priority=2, why="A child is with them", actor=leader, at=NOON + seconds(9))
    assert line_of(floor.queue, NOON + seconds(9)) == [second, first]
    moved = move_work(item=first, queue=other, why="It is about rent", actor=leader, at=NOON + seconds(10))
    assert (moved.queue, moved.arrived_at) == (other, first.arrived_at)
    pulled = pull_work(item=second, person=floor.world.people["officer"], actor=leader, at=NOON + seconds(11))
    assert (pulled.state, pulled.taken_by) == ("taken", floor.world.people["officer"])
    with pytest.raises(Conflict, match="taken this meanwhile"):
        pull_work(item=second, person=floor.world.people["advisor"], actor=leader, at=NOON + seconds(12))


def test_an_advisor_gives_out_nothing_and_takes_only_from_queues_they_serve(floor: Floor) -> None:
    call, advisor = floor.arrive(), floor.world.people["advisor"]
    for refused in (
        lambda: re_prioritise(item=call, priority=1, why="Because", actor=advisor, at=NOON),
        lambda: pull_work(item=call, person=advisor, actor=advisor, at=NOON),
        lambda: move_work(item=call, queue=floor.queue, actor=advisor, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_who_leaves_is_abandoned_and_counted_by_both_formulas(floor: Floor) -> None:
    floor.seat("advisor")
    answered, advisor = floor.arrive(), floor.world.people["advisor"]
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON + seconds(15))
    for patience in (3, 40):
        gone = floor.arrive(at=NOON + seconds(1))
        abandon_work(item=gone, actor=floor.world.system, at=NOON + seconds(1 + patience))
    floor.alive(advisor, at=NOON + seconds(60))
    waiting = floor.arrive(at=NOON + seconds(50), promise_at=NOON + timedelta(minutes=59))
    (now,) = queues_now([floor.queue], NOON + seconds(60))
    assert (now.answered, now.abandoned, now.abandoned_quickly, now.in_time) == (1, 2, 1, 1)
    assert now.share_in_time == pytest.approx(1 / 2)
    assert now.share_in_time_of_all == pytest.approx(1 / 3)
    assert (now.waiting, now.longest_wait, now.promises_at_risk) == (1, 10, 1)
    assert (now.free, now.busy, now.away, now.below_standard) == (0, 1, 0, True)
    assert answered.state == "offered"
    assert waiting.state == "waiting"


def test_put_back_it_keeps_its_place_its_notes_and_goes_to_another(floor: Floor) -> None:
    floor.seat("advisor")
    first, advisor = floor.arrive(), floor.world.people["advisor"]
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON)
    later = floor.arrive(at=NOON + seconds(5))
    back = hand_back(item=first, notes="She asked for a woman", actor=advisor, at=NOON + seconds(9))
    assert back.notes == "She asked for a woman"
    assert floor.offer("advisor").item == later
    assert line_of(floor.queue, NOON + seconds(9))[0] == first


def test_work_of_a_queue_one_neither_serves_nor_runs_is_not_there(floor: Floor) -> None:
    call = floor.arrive()
    assert item_for(floor.world.people["leader"], call.pk) == call
    for stranger in ("advisor", "district", "stranger"):
        with pytest.raises(NotFound):
            item_for(floor.world.people[stranger], call.pk)


def test_a_queue_with_a_wrong_rule_or_weight_is_refused_by_field(floor: Floor) -> None:
    leader = floor.world.people["leader"]
    for details, field in (
        ({"strategy": {"order": ["fame"]}}, "strategy"),
        ({"weights": {"chat": 0}}, "weights"),
        ({"hours": {"someday": ["9-5"]}}, "hours"),
    ):
        with pytest.raises(Invalid) as refused:
            define_queue(organisation=floor.world.county, slug="wrong", name="Wrong", actor=leader, at=NOON, **details)
        assert set(refused.value.errors) == {field}
