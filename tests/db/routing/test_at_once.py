"""Many at the same moment: threads with connections of their own, and no luck involved."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from civichub.core.errors import Conflict
from civichub.core.live import announce
from civichub.routing.models import Offer, Seat, WorkItem
from civichub.routing.operations import accept_offer, finish_work, keep_line, place_work, pull_work, see_screens
from civichub.routing.operations.offering import alone
from civichub.web.live import Hub
from tests.db.routing.conftest import Floor
from tests.factories.world import NOON, make_world

WAITS_FOR_THE_LINE = """
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor() -> Floor:
    return Floor(make_world())


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own, all let go together; a refusal is its result."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return act()
        except Conflict as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_who_take_the_same_thing_at_once_get_it_once(floor: Floor) -> None:
    floor.seat("advisor", "officer")
    leader, item = floor.world.people["leader"], floor.arrive(kind="task")
    people = [floor.world.people[word] for word in ("advisor", "officer", "manager", "care")]
    results = all_at_once(
        [lambda person=person: pull_work(item=item, person=person, actor=leader, at=NOON) for person in people]
    )
    assert Counter(type(one) for one in results) == {WorkItem: 1, Conflict: 3}


def test_a_double_click_accepts_once(floor: Floor) -> None:
    floor.seat("advisor")
    floor.arrive()
    offer, advisor = Offer.objects.get(), floor.world.people["advisor"]
    results = all_at_once([lambda: accept_offer(offer=offer, actor=advisor, at=NOON)] * 4)
    assert {one.pk for one in results} == {offer.item_id}


def test_a_busy_quarter_of_an_hour_loses_nothing_and_offers_nothing_twice(floor: Floor) -> None:
    """Forty things arrive from four channels while four people take them and the line is kept by three."""
    workers = ["advisor", "officer", "care", "reception"]
    floor.seat(*workers)
    later = NOON + timedelta(seconds=1)

    def arrive(start: int) -> None:
        for number in range(start, start + 10):
            place_work(
                queue=floor.queue,
                kind="task",
                subject_kind="thing",
                subject_id=number,
                actor=floor.world.system,
                at=later,
            )

    def work(word: str) -> int:
        person, done = floor.world.people[word], 0
        for _ in range(400):
            offer = Offer.objects.filter(person=person, state="open").first()
            if offer is not None:
                with suppress(Conflict):
                    finish_work(item=accept_offer(offer=offer, actor=person, at=later), actor=person, at=later)
                    done += 1
            elif WorkItem.objects.filter(state="done").count() == 40:
                break
        return done

    def keep() -> None:
        for _ in range(10):
            keep_line(actor=floor.world.system, at=later)

    acts = [lambda start=start: arrive(start) for start in (0, 100, 200, 300)]
    done = all_at_once([*acts, *(lambda word=word: work(word) for word in workers), keep, keep, keep])[4:8]
    assert sum(done) == 40
    assert WorkItem.objects.filter(state="done").count() == WorkItem.objects.count() == 40
    per_item = Counter(Offer.objects.filter(state="accepted").values_list("item", flat=True))
    assert set(per_item.values()) == {1}


@pytest.fixture
def live() -> Hub:
    return Hub()


def commit(*topics: str) -> None:
    with transaction.atomic():
        announce(*topics)


def test_an_open_screen_hears_what_changed_and_after_a_lost_connection_to_ask_again(live: Hub) -> None:
    async def day() -> list[str]:
        heard: list[str] = []
        screen = live.stream({"desk-1": "desk", "queue-7": "queues"}, None)

        async def until(word: str) -> None:
            async with asyncio.timeout(20):
                while True:
                    frame = await anext(screen)
                    heard.append(frame)
                    if f"event: {word}\n" in frame:
                        return

        await until("resync")  # the screen begins by asking
        await until("resync")  # the process has begun to listen
        await asyncio.to_thread(commit, "desk-2", "queue-7")
        await until("queues")
        await asyncio.to_thread(_end_listeners)
        await until("resync")
        await asyncio.to_thread(commit, "desk-1")
        await until("desk")
        await screen.aclose()
        for task in live._tasks:
            task.cancel()
        return heard

    heard = asyncio.run(day())
    assert sum("event: desk\n" in frame for frame in heard) == 1, "what another desk is told is not heard here"
    assert live.streams == {}


def _end_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'civichub-live'"
            " AND datname = current_database()"
        )
    connections.close_all()


def test_a_change_that_is_rolled_back_is_not_announced(live: Hub) -> None:
    with psycopg.connect(**_where(), autocommit=True) as listener:
        listener.execute("LISTEN civichub_live")
        with suppress(ZeroDivisionError), transaction.atomic():
            announce("desk-1")
            raise ZeroDivisionError
        commit("desk-2")
        (notice,) = listener.notifies(timeout=5, stop_after=1)
    assert notice.payload == '{"topic": "desk-2"}'


def _where() -> dict[str, Any]:
    made = connection.get_connection_params()
    return {key: made[key] for key in ("dbname", "user", "password", "host", "port") if made.get(key)}


def test_signs_of_life_take_their_turn_in_the_line_before_they_write_a_seat(floor: Floor) -> None:
    floor.seat("advisor")
    floor.arrive(skills={"language:pa": 5})  # nobody can take it, so the line is due for care
    advisor, system = floor.world.people["advisor"], floor.world.system

    def see() -> None:
        try:
            see_screens(people=[advisor.pk], actor=system, at=NOON + timedelta(seconds=5))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            alone()
            seen = pool.submit(see)
            while not cursor.execute(WAITS_FOR_THE_LINE).fetchone():
                assert not seen.done(), "it does not wait for the line"
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            Seat.objects.filter(person=advisor).update(free_since=NOON)  # as whoever finishes work does
        seen.result()
    assert Seat.objects.get(person=advisor).seen_at == NOON + timedelta(seconds=5)
