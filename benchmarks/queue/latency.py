"""From free to offered: how long after somebody is ready the offer is committed and announced, beside a bare notice."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

from benchmarks.scale.__main__ import set_environment
from civichub.devtools.postgres import Cluster, EmbeddedPostgres

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: ["00:00-24:00"] for day in WEEK} | {"bank_holidays": "open"}  # measured on whatever day it is run


@dataclass
class Times:
    """Seconds of each round; `missing` is how often nothing was offered."""

    select: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    missing: int = 0


def measure(rounds: int, people: int, waiting: int) -> int:
    """Print both and their ratio; 1 when an offer did not come."""
    folder = Path(tempfile.mkdtemp(prefix="civichub-latency-"))
    folder.chmod(0o755)  # the database has an account of its own where this is run by root
    try:
        with EmbeddedPostgres(Cluster(folder / "postgres", durable=True)) as server:
            set_environment(server.url, folder)
            prepare = [sys.executable, "-m", "civichub.devtools.prepare", "--empty"]
            subprocess.run(prepare, check=True, stdout=sys.stderr)
            django.setup()
            times = _play(server.url, rounds, people, waiting)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _print(times, waiting)
    return 1 if times.missing else 0


def _play(url: str, rounds: int, people: int, waiting: int) -> Times:
    """One after the other gets ready and is offered something; the line stays as long as it is."""
    import psycopg

    queue, staff = _furnish(people)
    times = Times()
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute("LISTEN civichub_live")
        for number in range(waiting):
            _place(queue, number)
        for number in range(rounds):
            _round(listener, staff[number % people], times)
            _place(queue, waiting + number)
    return times


def _furnish(people: int) -> tuple[Any, list[Any]]:
    """A county with one queue that is always open, and so many advisors who serve it."""
    from django.utils import timezone

    from civichub.accounts.operations import add_staff
    from civichub.accounts.queries import system_account
    from civichub.accounts.roles import Role
    from civichub.organisations.models import Module
    from civichub.organisations.operations import found_organisation
    from civichub.routing.operations import define_queue, join_queue

    by: dict[str, Any] = {"actor": system_account(), "at": timezone.now()}
    county = found_organisation(
        slug="county", name="County", short_name="County", kind="county", modules=Module.values, **by
    )
    queue = define_queue(organisation=county, slug="calls", name="Calls", hours=ALWAYS, **by)
    emails = [f"p{number}@county.example" for number in range(people)]
    staff = [add_staff(email=one, name=one, organisation=county, role=Role.ADVISOR, **by) for one in emails]
    for person in staff:
        join_queue(queue=queue, person=person, **by)
    return queue, staff


def _place(queue: Any, number: int) -> None:
    from django.utils import timezone

    from civichub.accounts.queries import system_account
    from civichub.routing.operations import place_work

    place_work(queue=queue, kind="call", subject_kind="thing", subject_id=number, actor=system_account(),
               at=timezone.now())  # fmt: skip


def _round(listener: Any, person: Any, times: Times) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from civichub.core.live import announce
    from civichub.routing.operations import sit_down

    def select() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def notify() -> None:
        with transaction.atomic():
            announce("bare")
        _hear(listener, "bare")

    def offer() -> None:
        sit_down(actor=person, at=timezone.now())
        _hear(listener, f"desk-{person.pk}")

    times.select.append(_timed(select))
    times.bare.append(_timed(notify))
    times.offered.append(_timed(offer))
    times.missing += not _work_through(person)


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _work_through(person: Any) -> int:
    """Takes and finishes what is offered, and goes away; returns how much that was."""
    from django.utils import timezone

    from civichub.routing.operations import accept_offer, finish_work, pause_seat
    from civichub.routing.queries import offers_to

    found = offers_to(person, timezone.now())
    for one in found:
        item = accept_offer(offer=one.offer, actor=person, at=timezone.now())
        pause_seat(reason="Break", actor=person, at=timezone.now())
        finish_work(item=item, actor=person, at=timezone.now())
    return len(found)


def _hear(listener: Any, topic: str) -> None:
    for notice in listener.notifies(timeout=10):
        if json.loads(notice.payload)["topic"] == topic:
            return
    raise RuntimeError(f"nothing was heard of {topic} for ten seconds")


def _print(times: Times, waiting: int) -> None:
    print(f"load average {os.getloadavg()[0]:.1f} over {os.cpu_count()} cores")
    print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'x bare notice':>15}")
    for name, seconds in (("SELECT 1", times.select), ("bare notice, committed and heard", times.bare),
                          (f"ready to offered, {waiting} waiting", times.offered)):  # fmt: skip
        middle, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"{name:34}{middle * 1000:9.2f}{high * 1000:9.2f}{middle / statistics.median(times.bare):15.1f}")
    print(f"{len(times.offered) - times.missing} of {len(times.offered)} were offered something")
