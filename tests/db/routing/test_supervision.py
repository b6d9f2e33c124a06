"""Running the day: warnings that come in time and do not flap, queues taken out of use, screens, signing out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from civichub.core.models import AuditEntry
from civichub.delivery.models import Message
from civichub.routing.alerts import alert_run_by, alerts_for
from civichub.routing.models import Alert, Queue, Seat, WorkItem
from civichub.routing.operations import (
    accept_offer,
    acknowledge_alert,
    change_promise,
    change_queue_state,
    define_queue,
    finish_work,
    join_queue,
    join_queue_together,
    make_wall_key,
    place_work,
    pull_work,
    sign_out,
    watch_queue,
    withdraw_wall_key,
    withdraw_work,
)
from civichub.routing.queries import queues_now
from civichub.routing.wallboard import queues_on_wall, wall, wall_key
from civichub.web.live import Hub
from tests.db.routing.conftest import Floor
from tests.factories.world import NOON


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def watch(floor: Floor, queue: Queue, at: Any) -> dict[str, Alert]:
    return {alert.kind: alert for alert in watch_queue(queue=queue, actor=floor.world.system, at=at)}


@pytest.fixture
def slow(floor: Floor) -> Queue:
    """Nine of ten within ten minutes, and a mailbox for warnings."""
    return floor.make_queue("slow", answer_within_seconds=600, alert_email="leader@county.example")


def test_a_warning_comes_before_the_standard_is_broken_and_stays_until_its_cause_has_gone_for_a_while(
    floor: Floor, slow: Queue
) -> None:
    leader = floor.world.people["leader"]
    floor.seat("advisor", queue=slow)
    items = [floor.arrive(queue=slow) for _ in range(9)]
    alert = watch(floor, slow, NOON)["standard"]
    assert queues_now([slow], NOON)[0].share_in_time is None, "nothing is late yet"
    assert "falls below 90% by 12" in alert.words
    assert "would keep it" in alert.words
    assert Message.objects.get().subject == "Slow: standard in danger"
    assert [one.pk for one in alerts_for(leader)] == [alert.pk]
    assert watch(floor, slow, NOON + minutes(1))["standard"].pk == alert.pk, "one of a kind until it clears"
    acknowledge_alert(alert=alert, actor=leader, at=NOON + minutes(1))
    assert alerts_for(leader) == []
    for item in items:
        place = WorkItem.objects.get(pk=item.pk)
        finish_work(item=_take(floor, place, NOON + minutes(2)), actor=leader, at=NOON + minutes(2))
    assert "standard" in watch(floor, slow, NOON + minutes(40)), "not cleared at the first calm minute"
    assert "standard" in watch(floor, slow, NOON + minutes(42))
    assert watch(floor, slow, NOON + minutes(43)) == {}
    alert.refresh_from_db()
    assert (alert.cleared_at, alert.acknowledged_by) == (NOON + minutes(43), leader)
    assert Message.objects.count() == 1, "one email for one warning"
    actions = AuditEntry.objects.filter(action__startswith="alert.").values_list("action", flat=True)
    assert list(actions) == ["alert.raised", "alert.acknowledged", "alert.cleared"]


def _take(floor: Floor, item: WorkItem, at: Any) -> WorkItem:
    return pull_work(item=item, person=floor.world.people["advisor"], actor=floor.world.people["leader"], at=at)


def test_promises_and_those_whom_nobody_can_take_are_said_and_nothing_while_closed(floor: Floor, slow: Queue) -> None:
    floor.seat("advisor", queue=slow)
    floor.arrive(queue=slow, promise_at=NOON + minutes(1))
    floor.arrive(queue=slow, promise_at=NOON + minutes(2))
    floor.arrive(queue=slow, skills={"bsl": 1})
    found = watch(floor, slow, NOON + minutes(5))
    assert "2 promises end in the next hour: at this rate 2 of them too late" in found["promises"].words
    assert found["nobody"].words == "Nobody who is ready can take them: 1 waits, for 5 min. Needed: bsl."
    night = NOON + timedelta(hours=10)
    watch(floor, slow, night)
    assert watch(floor, slow, night + minutes(4)) == {}


def test_only_whoever_runs_the_queue_answers_its_warning(floor: Floor, slow: Queue) -> None:
    floor.arrive(queue=slow)
    alert = watch(floor, slow, NOON + minutes(6))["nobody"]
    assert alert.words == "Nobody is ready: 1 waits, for 6 min."
    with pytest.raises(NotAllowed):
        acknowledge_alert(alert=alert, actor=floor.world.people["advisor"], at=NOON)
    with pytest.raises(NotFound):
        alert_run_by(floor.world.people["district"], alert.pk)


def test_a_queue_with_items_waiting_is_taken_out_of_use_only_when_they_have_somewhere_to_go(
    floor: Floor, slow: Queue
) -> None:
    leader, other = floor.world.people["leader"], floor.queue
    item = floor.arrive(queue=slow)
    with pytest.raises(Conflict, match="1 item waits in this queue"):
        change_queue_state(queue=slow, active=False, actor=leader, at=NOON)
    define_queue(organisation=floor.world.county, slug="calls", name="Calls", overflow_to=slow, actor=leader, at=NOON)
    with pytest.raises(Conflict, match="Calls overflows into this queue"):
        change_queue_state(queue=slow, active=False, move_to=other, actor=leader, at=NOON)
    define_queue(organisation=floor.world.county, slug="calls", name="Calls", overflow_to=None, actor=leader, at=NOON)
    closed = change_queue_state(queue=slow, active=False, move_to=other, actor=leader, at=NOON + minutes(1))
    item.refresh_from_db()
    assert (closed.is_active, item.queue, item.arrived_at) == (False, other, NOON)
    assert change_queue_state(queue=slow, active=True, actor=leader, at=NOON).is_active


def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(floor: Floor) -> None:
    with pytest.raises(Invalid) as refused:
        floor.make_queue("odd", ring_seconds=1, answer_share=2, weights={"call": 0}, strategy={"order": ["fame"]})
    assert set(refused.value.errors) == {"ring_seconds", "answer_share", "weights", "strategy"}
    with pytest.raises(Invalid, match="has a queue of that name already"):
        floor.make_queue("calls", new=True)
    with pytest.raises(Invalid, match="Analyst: give them a role that takes work first"):
        join_queue_together(
            queue=floor.queue, people=[floor.world.people["analyst"]], actor=floor.world.people["leader"], at=NOON
        )


def test_an_officer_of_another_organisation_serves_the_countys_line(floor: Floor) -> None:
    """Several organisations' officers in one building (H2): offered and taken as by everybody else."""
    district = floor.world.people["district"]
    with pytest.raises(NotAllowed):
        join_queue(queue=floor.queue, person=district, actor=district, at=NOON)
    floor.seat("district")
    item = floor.arrive()
    taken = accept_offer(offer=floor.offer("district"), actor=district, at=NOON)
    assert (taken.pk, taken.taken_by) == (item.pk, district)
    assert list(WorkItem.objects.visible_to(district)) == [item]
    assert not Queue.objects.visible_to(floor.world.people["stranger"]).exists()


def test_signing_out_leaves_the_seat_and_gives_back_everything_but_the_caller(floor: Floor) -> None:
    advisor = floor.world.people["advisor"]
    floor.seat("advisor")
    email = floor.arrive(kind="email")
    accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON)
    assert sign_out(actor=advisor, at=NOON).state == "left"
    email.refresh_from_db()
    assert (email.state, email.wanted) == ("waiting", advisor)
    withdraw_work(item=email, actor=floor.world.people["leader"], at=NOON)
    floor.seat("advisor")
    floor.arrive(kind="call")
    call = accept_offer(offer=floor.offer("advisor"), actor=advisor, at=NOON)
    assert sign_out(actor=advisor, at=NOON).state == "lost"
    call.refresh_from_db()
    assert (call.state, call.taken_by) == ("taken", advisor)


def test_the_button_to_sign_out_leaves_the_seat(floor: Floor) -> None:
    floor.seat("advisor")
    client = Client()
    client.force_login(floor.world.people["advisor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/accounts/logout/")
    assert Seat.objects.get().state == "left"


def test_several_tabs_of_one_person_are_one_screen_and_closing_one_keeps_the_seat() -> None:
    hub = Hub()

    async def day() -> list[list[int]]:
        hub.start = lambda: None
        tabs = [hub.stream({"desk-7": "desk"}, 7) for _ in range(3)]
        seen = []
        for tab in tabs:
            await anext(tab)
        seen.append([person for person, streams in hub.people.items() if streams > 0])
        hub.send("desk-7")
        heard = [await anext(tab) for tab in tabs]
        assert all("event: desk" in frame for frame in heard), "every tab hears what is offered"
        for tab in tabs[:2]:
            await tab.aclose()
        seen.append([person for person, streams in hub.people.items() if streams > 0])
        await tabs[2].aclose()
        seen.append([person for person, streams in hub.people.items() if streams > 0])
        return seen

    assert asyncio.run(day()) == [[7], [7], []]


def test_a_wall_counts_everybody_once_and_its_key_opens_only_its_queues(floor: Floor, slow: Queue) -> None:
    leader = floor.world.people["leader"]
    floor.seat("advisor")
    floor.seat("advisor", "officer", queue=slow)
    floor.arrive(queue=slow)
    accept_offer(offer=floor.offer("officer") or floor.offer("advisor"), actor=floor.world.system, at=NOON)
    seen = wall([floor.queue, slow], NOON)
    assert (seen.together.free, seen.together.busy, seen.together.answered) == (1, 1, 1)
    assert seen.together.share_words == "100%"
    made, key = make_wall_key(
        organisation=floor.world.county, label="Contact centre", queues=[slow], actor=leader, at=NOON
    )
    assert key not in str(vars(made))
    assert queues_on_wall(wall_key(key)) == [slow]
    withdraw_wall_key(wall_key=made, actor=leader, at=NOON)
    assert wall_key(key) is None
    with pytest.raises(NotAllowed):
        make_wall_key(organisation=floor.world.lowton, label="Ours", actor=leader, at=NOON)


def test_an_item_that_goes_on_is_not_measured_again(floor: Floor) -> None:
    floor.seat("advisor")
    first = floor.arrive()
    _take(floor, first, NOON + minutes(1))
    finish_work(item=first, actor=floor.world.system, at=NOON + minutes(2))
    place_work(queue=floor.queue, kind="call", subject_kind="contact", subject_id=1, counted=False,
               actor=floor.world.system, at=NOON + minutes(3))  # fmt: skip
    _take(floor, WorkItem.objects.get(counted=False), NOON + minutes(3))
    now = queues_now([floor.queue], NOON + minutes(4))[0]
    assert (now.answered, now.in_time) == (1, 0), "the second would have been a second answer, in time"


def test_a_promise_that_was_reckoned_wrongly_is_put_right_by_whoever_runs_the_queue(floor: Floor) -> None:
    item, right = floor.arrive(promise_at=NOON + minutes(60)), NOON + minutes(30)
    with pytest.raises(NotAllowed):
        change_promise(item=item, promise_at=right, actor=floor.world.people["stranger"], at=NOON)
    leader = floor.world.people["leader"]
    change_promise(item=item, promise_at=right, why="The stamp was misread", actor=leader, at=NOON)
    assert change_promise(item=item, promise_at=right, actor=leader, at=NOON).promise_at == right
    entry = AuditEntry.objects.get(action="work.promise_changed")
    assert (entry.detail["before"], entry.detail["after"]) == ((NOON + minutes(60)).isoformat(), right.isoformat())
    withdraw_work(item=item, actor=leader, at=NOON)
    assert change_promise(item=item, promise_at=NOON, actor=leader, at=NOON).promise_at == right
