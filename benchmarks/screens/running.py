"""The measurement: one person's news among hundreds of screens, news for all of them, and an offer up to its page."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import requests
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from benchmarks.screens.streams import Stream, first_after
from civichub.accounts.operations import add_staff
from civichub.accounts.queries import system_account
from civichub.accounts.roles import Role
from civichub.core.live import announce
from civichub.organisations.queries import first_organisation
from civichub.routing.operations import define_queue, join_queue, place_work, sit_down

AIM_MS = 250
PAUSE_SECONDS = 0.05
ROUNDS, ROUNDS_FOR_ALL, OFFERS = 200, 20, 40
PATIENCE_SECONDS = 5.0


def staff_with_sessions(number: int) -> list[tuple[Any, str]]:
    """People who may take work, each with the key of a session that is signed in."""
    home, actor, now = first_organisation(), system_account(), timezone.now()
    made = []
    for count in range(number):
        person = add_staff(
            email=f"screen{count}@bench.example", name=f"Screen {count}", organisation=home, role=Role.ADVISOR,
            actor=actor, at=now,
        )  # fmt: skip
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session.set_expiry(timedelta(hours=1))
        session.create()
        made.append((person, str(session.session_key)))
    return made


async def measure(port: int, people: Sequence[tuple[Any, str]]) -> dict[str, list[float]]:
    """Seconds of each delivery by what was delivered, with all of `people` at their screens."""
    streams = [Stream(port, session) for _, session in people]
    tasks = [asyncio.create_task(stream.listen()) for stream in streams]
    try:
        for stream, task in zip(streams, tasks, strict=True):
            opening = asyncio.create_task(stream.is_open.wait())
            await asyncio.wait({opening, task}, return_when=asyncio.FIRST_COMPLETED, timeout=60)
            if task.done():
                task.result()
        found = {"news for one": [], "news for all": []}
        draw = random.Random(1)
        for _ in range(ROUNDS):
            number = draw.randrange(len(people))
            moment = await _say(f"desk-{people[number][0].pk}")
            found["news for one"] += await _heard([streams[number]], "desk", moment)
        for _ in range(ROUNDS_FOR_ALL):
            moment = await _say("seats")
            found["news for all"] += await _heard(streams, "queues", moment)
        return found
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _say(topic: str) -> float:
    await asyncio.sleep(PAUSE_SECONDS)
    return await asyncio.to_thread(_announce, topic)


def _announce(topic: str) -> float:
    """The moment just before the news leaves."""
    moment = time.perf_counter()
    announce(topic)
    return moment


async def _heard(streams: Sequence[Stream], word: str, moment: float) -> list[float]:
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while True:
        found = [first_after(stream, word, moment) for stream in streams]
        if None not in found:
            return [took for took in found if took is not None]
        if time.perf_counter() > deadline:
            raise RuntimeError(f"{found.count(None)} screens never heard {word!r}")
        await asyncio.sleep(0.002)


async def offers_to_pages(port: int, people: Sequence[tuple[Any, str]]) -> list[float]:
    """Seconds from placing an item until the page of whoever it is offered to shows it, asked for when they hear."""
    person, session = people[0]
    stream = Stream(port, session)
    task = asyncio.create_task(stream.listen())
    await stream.is_open.wait()

    def begin() -> tuple[Any, Any]:
        now, actor = timezone.now(), system_account()
        queue = define_queue(organisation=first_organisation(), slug="bench", name="Bench", actor=actor, at=now)
        join_queue(queue=queue, person=person, actor=actor, at=now)
        sit_down(actor=person, at=now)
        return queue, actor

    found: list[float] = []
    queue, actor = await asyncio.to_thread(begin)
    browser = requests.Session()
    browser.cookies.set("sessionid", session)
    try:
        for number in range(OFFERS):
            moment = time.perf_counter()
            item = await asyncio.to_thread(_place, queue, number, actor)
            await _heard([stream], "desk", moment)
            page = await asyncio.to_thread(browser.get, f"http://localhost:{port}/staff/work/strip/")
            assert f"Item {number}." in page.text, page.text[:500]
            found.append(time.perf_counter() - moment)
            await asyncio.to_thread(_take_away, item, actor)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return found


def _place(queue: Any, number: int, actor: Any) -> Any:
    return place_work(
        queue=queue, kind="task", subject_kind="bench", subject_id=number, title=f"Item {number}", actor=actor,
        at=timezone.now(),
    )  # fmt: skip


def _take_away(item: Any, actor: Any) -> None:
    from civichub.routing.operations import withdraw_work

    withdraw_work(item=item, actor=actor, at=timezone.now())


def report(name: str, seconds: Sequence[float], beside: Sequence[float] | None) -> float:
    """Print one line; the 95th of a hundred in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))] * 1000
    ratio = f"{p95 / (sorted(beside)[int(0.95 * (len(beside) - 1))] * 1000):.1f} x one screen" if beside else ""
    print(
        f"{name:<28} n {len(ordered):>6}  p50 {statistics.median(ordered) * 1000:>6.1f} ms  p95 {p95:>6.1f} ms  {ratio}"
    )
    return p95


def run(port: int, number: int) -> int:
    """0 when every p95 is within the aim."""
    people = staff_with_sessions(number)
    connection.close()
    print(f"load average {os.getloadavg()[0]:.1f}; {number} screens on one web process, aim p95 {AIM_MS} ms")
    alone = asyncio.run(measure(port, people[:1]))
    together = asyncio.run(measure(port, people))
    worst = max(report(what, together[what], alone[what]) for what in together)
    worst = max(worst, report("placed, until on the page", asyncio.run(offers_to_pages(port, people)), None))
    return int(worst > AIM_MS)
