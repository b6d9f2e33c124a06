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
from pathlib import Path
from typing import Any

import django

from benchmarks.scale.__main__ import set_environment
from civichub.devtools.postgres import Cluster, EmbeddedPostgres


def measure(rounds: int, people: int, waiting: int) -> int:
    """Print both and their ratio; 1 when an offer did not come."""
    folder = Path(tempfile.gettempdir()) / f"civichub-latency-{os.getpid()}"
    try:
        with EmbeddedPostgres(Cluster(folder, durable=True)) as server:
            set_environment(server.url, folder)
            prepare = [sys.executable, "-m", "civichub.devtools.prepare", "--empty"]
            subprocess.run(prepare, check=True, stdout=sys.stderr)
            django.setup()
            return _play(server.url, rounds, people, waiting)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(url: str, rounds: int, people: int, waiting: int) -> int:
    import psycopg
    from django.db import connection, transaction
    from django.utils import timezone

    from civichub.accounts.operations import add_staff
    from civichub.accounts.queries import system_account
    from civichub.accounts.roles import Role
    from civichub.core.live import announce
    from civichub.organisations.models import Module
    from civichub.organisations.operations import found_organisation
    from civichub.routing.operations import (
        accept_offer,
        define_queue,
        finish_work,
        join_queue,
        pause_seat,
        place_work,
        sit_down,
    )
    from civichub.routing.queries import offers_to

    actor, now = system_account(), timezone.now()
    county = found_organisation(slug="county", name="County", short_name="County", kind="county",
                                modules=Module.values, actor=actor, at=now)  # fmt: skip
    queue = define_queue(organisation=county, slug="calls", name="Calls", actor=actor, at=now)
    staff = [
        add_staff(email=f"p{number}@county.example", name=f"P {number}", organisation=county, role=Role.ADVISOR,
                  actor=actor, at=now)
        for number in range(people)
    ]  # fmt: skip
    for person in staff:
        join_queue(queue=queue, person=person, actor=actor, at=now)
    listener = psycopg.connect(url, autocommit=True)
    listener.execute("LISTEN civichub_live")

    def place(number: int) -> None:
        place_work(queue=queue, kind="call", subject_kind="thing", subject_id=number, actor=actor, at=timezone.now())

    for number in range(waiting):
        place(number)
    bare, offered, select, missing = [], [], [], 0
    for number in range(rounds):
        person = staff[number % people]
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        select.append(time.perf_counter() - began)
        began = time.perf_counter()
        with transaction.atomic():
            announce("bare")
        _hear(listener, "bare")
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        sit_down(actor=person, at=timezone.now())
        _hear(listener, f"desk-{person.pk}")
        offered.append(time.perf_counter() - began)
        found = offers_to(person, timezone.now())
        missing += not found
        for one in found:
            item = accept_offer(offer=one.offer, actor=person, at=timezone.now())
            pause_seat(reason="Break", actor=person, at=timezone.now())
            finish_work(item=item, actor=person, at=timezone.now())
        place(waiting + number)
    _print(select, bare, offered, waiting, missing)
    return 1 if missing else 0


def _hear(listener: Any, topic: str) -> None:
    for notice in listener.notifies(timeout=10):
        if json.loads(notice.payload)["topic"] == topic:
            return
    raise RuntimeError(f"nothing was heard of {topic} for ten seconds")


def _print(select: list[float], bare: list[float], offered: list[float], waiting: int, missing: int) -> None:
    print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'x bare notice':>15}")
    for name, times in (("SELECT 1", select), ("bare notice, committed and heard", bare),
                        (f"ready to offered, {waiting} waiting", offered)):  # fmt: skip
        middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{name:34}{middle * 1000:9.2f}{high * 1000:9.2f}{middle / statistics.median(bare):15.1f}")
    print(f"{len(offered) - missing} of {len(offered)} were offered something")
