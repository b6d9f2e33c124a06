"""Two at the same moment, and the long poll: threads and connections of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from civichub.core.errors import Conflict
from civichub.routing.operations import pull_work
from civichub.web import live
from civichub.web.live import Hub
from civichub.web.portal.chat import waiting
from civichub.webchat.models import ChatMessage
from civichub.webchat.queries import lines_of
from tests.db.webchat.conftest import Chats
from tests.factories.world import NOON, make_world

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_two_advisors_get_one_chat_once_and_what_both_sides_send_is_in_one_order() -> None:
    chats = Chats(make_world())
    chats.seat("advisor", "reception")
    chat = chats.ask()
    people = [chats.world.people[word] for word in ("advisor", "reception")]
    results = all_at_once([lambda who=who: pull_work(item=chat.item, person=who, actor=who, at=NOON) for who in people])
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "WorkItem"]
    chat = chats.fresh(chat)
    word = "advisor" if chat.item.taken_by == people[0] else "reception"
    acts = [lambda number=number: chats.write(chat, f"r{number}", client_id=f"r{number % 4}") for number in range(8)]
    acts += [lambda number=number: chats.write(chat, f"a{number}", by=word, client_id=f"a{number}")
             for number in range(4)]  # fmt: skip
    all_at_once(acts)
    lines = lines_of(chat)
    assert len(lines) == 2 + 4 + 4
    assert [line.pk for line in lines] == sorted(line.pk for line in lines)
    assert ChatMessage.objects.filter(chat=chat, author="resident").exclude(client_id="").count() == 4


def test_the_long_poll_waits_without_a_thread_and_answers_as_soon_as_somebody_writes(monkeypatch: Any) -> None:
    chats = Chats(make_world())
    chats.seat("advisor")
    chat = chats.ask()
    hub = Hub()
    monkeypatch.setattr(live, "hub", hub)
    monkeypatch.setattr(waiting, "hub", hub)
    last = lines_of(chat)[-1].pk

    async def poll(after: int) -> str:
        return "".join([part async for part in waiting._one_change({f"chat-{chat.pk}": "chat"}, chat.pk, after)])

    async def both() -> tuple[str, str, float]:
        at_once = await poll(last - 1)
        await asyncio.sleep(1.5)  # until somebody listens, of which every page is told
        waits = asyncio.create_task(poll(last))
        await asyncio.sleep(0.5)
        assert not waits.done()
        began = time.monotonic()
        await asyncio.get_running_loop().run_in_executor(None, _write)
        answer = await asyncio.wait_for(waits, 5)
        for task in hub._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return at_once, answer, time.monotonic() - began

    def _write() -> None:
        chats.write(chat, "Hello?")
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        at_once, answer, took = pool.submit(lambda: asyncio.run(both())).result()
    assert (at_once, answer) == ('{"changed": true}', '{"changed": true}')
    assert took < 3
    assert not hub.streams
