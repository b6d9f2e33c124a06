"""Waits that are true: everything is kept, learned from, told in words, and scored by what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civichub.core.errors import NotAllowed
from civichub.routing.line_log import AHEAD, Pool
from civichub.routing.live_waits import wait_for, wait_of
from civichub.routing.models import LineEvent, ToldWait, WaitModel, WorkItem
from civichub.routing.operations import (
    abandon_work,
    accept_offer,
    begin_wrap_up,
    decline_offer,
    finish_work,
    hand_back,
    learn_waits,
    leave_seat,
    move_work,
    pause_seat,
    place_work,
    re_prioritise,
    score_waits,
    sit_down,
    tell_wait,
)
from civichub.routing.waits.features import NAMES, Usual, describe, scene_of
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.wording import UNKNOWN
from civichub.workforce.models import Presence
from civichub.workforce.operations import add_duty_turn, define_duty
from tests.db.routing.conftest import Floor
from tests.factories.world import NOON


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def kept() -> list[tuple[str, str]]:
    rows = LineEvent.objects.order_by("pk").values_list("what", "person__email")
    return [(what, (email or "").partition("@")[0]) for what, email in rows]


def test_everything_that_happens_in_a_line_and_at_a_seat_is_kept_and_cannot_be_changed(floor: Floor) -> None:
    advisor, leader = floor.world.people["advisor"], floor.world.people["leader"]
    floor.seat("advisor")
    call = floor.arrive()
    decline_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON + seconds(4))
    re_prioritise(item=call, priority=1, why="in need", actor=leader, at=NOON + seconds(5))
    move_work(item=call, queue=floor.make_queue("other"), actor=leader, at=NOON + seconds(6))
    second = floor.arrive(at=NOON + seconds(10))
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON + seconds(12))
    begin_wrap_up(item=second, actor=advisor, at=NOON + seconds(90))
    pause_seat(reason="Lunch", actor=advisor, at=NOON + seconds(95))
    finish_work(item=second, actor=advisor, at=NOON + seconds(100))
    abandon_work(item=WorkItem.objects.get(pk=call.pk), actor=floor.world.system, at=NOON + seconds(110))
    sit_down(actor=advisor, at=NOON + seconds(120))
    leave_seat(actor=advisor, at=NOON + seconds(130))
    assert kept() == [
        ("ready", "advisor"), ("arrived", ""), ("offered", "advisor"), ("back", "advisor"), ("changed", ""),
        ("moved", ""), ("moved", ""), ("arrived", ""), ("offered", "advisor"), ("answered", "advisor"),
        ("wrap", "advisor"), ("break", "advisor"), ("ended", "advisor"), ("abandoned", ""), ("ready", "advisor"),
        ("away", "advisor"),
    ]  # fmt: skip
    assert LineEvent.objects.get(what="break").detail == {"reason": "Lunch"}
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        LineEvent.objects.filter(what="away").update(what="ready")


def serve(floor: Floor, number: int, *, at: Any, waits: float = 60, takes: float = 120) -> WorkItem:
    """One call that waits, is answered by the advisor, and ends."""
    advisor = floor.world.people["advisor"]
    call = floor.arrive(at=at)
    sit_down(actor=advisor, at=at + seconds(waits))
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=at + seconds(waits))
    pause_seat(reason="Writing", actor=advisor, at=at + seconds(waits + takes - 1))
    finish_work(item=call, actor=advisor, at=at + seconds(waits + takes))
    call.refresh_from_db()
    return call


def described(log: list[Event], at: Any, floor: Floor) -> list[float]:
    line, me = Line.at(log, at.timestamp()), Event(at.timestamp(), "arrived", 99_999, kind="call", queue=floor.queue.pk)
    waits = Usual({}, 0.0)
    return list(describe(line, scene_of(line, me), me, np.zeros(20), waits))


def test_what_is_read_of_a_moment_is_the_same_once_more_has_happened(floor: Floor) -> None:
    floor.seat("advisor")
    pause_seat(reason="Writing", actor=floor.world.people["advisor"], at=NOON)
    for number in range(3):
        serve(floor, number, at=NOON + seconds(300 * number + 7))
    moments = [NOON + seconds(300 * number + late) for number in range(3) for late in (10, 100, 200)]
    pool = Pool(floor.queue, NOON)
    whole = pool.log(NOON, NOON + seconds(3600))
    for moment in moments:
        now = described(pool.log(NOON, moment), moment, floor)
        assert repr(described(whole, moment, floor)) == repr(now)
        assert len(now) == len(NAMES)


def test_who_is_away_is_expected_when_their_turn_on_the_rota_begins(floor: Floor) -> None:
    advisor, manager, midnight = floor.world.people["advisor"], floor.world.people["manager"], NOON.replace(hour=0)
    floor.seat("advisor", at=NOON - timedelta(days=1))
    leave_seat(actor=advisor, at=NOON - timedelta(hours=20))
    duty = define_duty(organisation=floor.world.county, title="Telephone", actor=manager, at=NOON)
    begins, ends = NOON + timedelta(hours=1), NOON + timedelta(hours=5)
    add_duty_turn(duty=duty, person=advisor, starts_at=begins, ends_at=ends, actor=manager, at=NOON)
    pool = Pool(floor.queue, NOON)
    plan, line = pool.plan(NOON, NOON + AHEAD), Line.at(pool.unchanged(midnight), NOON.timestamp())
    (agent,) = scene_of(line, Event(NOON.timestamp(), "arrived", 1, kind="call"), plan=plan).agents
    assert (agent.state, agent.on_plan, agent.plan[0].ends) == ("away", True, 3600)
    assert plan(advisor.pk, (NOON + timedelta(hours=2)).timestamp()) == ()
    holiday = DateTimeTZRange(NOON, ends)
    Presence.objects.create(person=advisor, status="leave", during=holiday, planned=True, set_by=advisor, set_at=NOON)
    (off,) = pool.plan(NOON, NOON + AHEAD)(advisor.pk, NOON.timestamp())
    assert (off.begins, off.ends) == (0, 5 * 3600)


@pytest.fixture
def known(floor: Floor) -> Floor:
    """A queue in which forty calls have waited about a minute each, so that its waits are learned."""
    floor.seat("advisor")
    pause_seat(reason="Writing", actor=floor.world.people["advisor"], at=NOON)
    for number in range(40):
        serve(floor, number, at=NOON + seconds(200 * number), waits=40 + number)
    return floor


def test_a_queue_says_that_it_does_not_know_until_it_has_learned(floor: Floor) -> None:
    assert wait_for(queue=floor.queue, kind="call", at=NOON).words == UNKNOWN
    assert learn_waits(queue=floor.queue, actor=floor.world.system, at=NOON) is None
    with pytest.raises(NotAllowed):
        learn_waits(queue=floor.queue, actor=floor.world.people["leader"], at=NOON)
    call = floor.arrive()
    told = tell_wait(item=call, actor=floor.world.system, at=NOON)
    assert (told.place, told.words, told.short) == (1, UNKNOWN, "")


def test_what_is_told_is_kept_and_scored_by_what_came_of_it(known: Floor, django_assert_max_num_queries: Any) -> None:
    system, at = known.world.system, NOON + seconds(200 * 40)
    model = learn_waits(queue=known.queue, actor=system, at=at)
    assert model is not None
    assert (model.version, model.waits_seen, model.is_corrected) == (1, 40, False)
    sit_down(actor=known.world.people["advisor"], at=at)
    first = known.arrive(at=at)
    accept_offer(offer=known.offer("advisor"), actor=known.world.people["advisor"], at=at)
    second = known.arrive(at=at + seconds(30))
    with django_assert_max_num_queries(17):
        wait = wait_of(second, at + seconds(30))
    assert wait.told is not None
    assert wait.told.most <= 5
    assert wait.words.startswith("Nine callers in ten like you wait ")
    assert wait.why == "0 ahead, 1 busy and 0 free. It rests on a look ahead: few have waited here yet."
    told = tell_wait(item=second, actor=system, at=at + seconds(30))
    assert told.place == 1
    assert score_waits(actor=system, at=at + seconds(40)) == 0
    known.alive(known.world.people["advisor"], at=at + seconds(90))
    finish_work(item=first, actor=known.world.people["advisor"], at=at + seconds(100))
    accept_offer(offer=known.offer("advisor"), actor=known.world.people["advisor"], at=at + seconds(100))
    assert score_waits(actor=system, at=at + seconds(110)) == 1
    row = ToldWait.objects.get()
    assert (row.waited, row.came_true, row.model_id) == (70, row.least * 60 <= 70 <= row.most * 60, model.pk)
    assert (row.by_last, round(row.by_mean)) == (0, 63), "the first did not wait; the 29 before, 51 to 79 seconds"


def test_who_waits_overnight_is_in_line_in_the_morning_and_who_ended_is_not(known: Floor) -> None:
    system, tomorrow = known.world.system, NOON + timedelta(days=1)
    assert learn_waits(queue=known.queue, actor=system, at=NOON + seconds(9000)) is not None
    late, gone = (known.arrive(at=NOON + seconds(10_000), kind="call_back") for _ in range(2))
    abandon_work(item=gone, actor=system, at=NOON + seconds(10_100))
    sit_down(actor=known.world.people["advisor"], at=tomorrow)
    known.alive(known.world.people["advisor"], at=tomorrow)
    wait = wait_for(queue=known.queue, kind="call_back", at=tomorrow + seconds(1))
    assert wait.why.startswith("1 ahead, 0 busy and ")
    known.alive(known.world.people["advisor"], at=tomorrow + seconds(1))
    accept_offer(offer=known.offer("advisor"), actor=known.world.people["advisor"], at=tomorrow + seconds(1))
    assert late.pk in WorkItem.objects.filter(state="taken").values_list("pk", flat=True)
    assert wait_for(queue=known.queue, kind="call_back", at=tomorrow + seconds(20)).why.startswith("0 ahead, 1 busy")


def test_who_goes_on_to_another_line_leaves_one_and_stands_in_the_other(floor: Floor) -> None:
    advisor, other = floor.world.people["advisor"], floor.make_queue("other")
    floor.seat("advisor")
    floor.seat("leader", queue=other)
    call, waits = floor.arrive(), floor.arrive(at=NOON + seconds(5))
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON + seconds(5))
    pause_seat(reason="Writing", actor=advisor, at=NOON + seconds(8))
    hand_back(item=call, queue=other, actor=advisor, at=NOON + seconds(60))
    move_work(item=waits, queue=other, actor=floor.world.people["leader"], at=NOON + seconds(90))
    at = (NOON + seconds(100)).timestamp()
    left, joined = (Line.at(Pool(one, NOON).log(NOON, NOON + seconds(100)), at) for one in (floor.queue, other))
    assert (left.items, left.waiting_count, left.seats[advisor.pk].items) == ({}, 0, set())
    assert set(joined.items) == {call.pk, waits.pk}
    assert joined.items[waits.pk].event.waited == 85


def test_nobody_is_told_a_worse_place_than_before(known: Floor) -> None:
    system, at = known.world.system, NOON + seconds(200 * 40)
    waiting = known.arrive(at=at)
    assert tell_wait(item=waiting, actor=system, at=at).place == 1
    place_work(queue=known.queue, kind="call", subject_kind="contact", subject_id=9_999, priority=2,
               actor=system, at=at + seconds(20))  # fmt: skip
    assert tell_wait(item=waiting, actor=system, at=at + seconds(20)).place == 1
    abandon_work(item=waiting, actor=system, at=at + seconds(50))
    score_waits(actor=system, at=at + seconds(60))
    assert list(ToldWait.objects.values_list("came_true", "waited")) == [(None, 50), (None, 30)]
    assert WaitModel.objects.count() == 0
