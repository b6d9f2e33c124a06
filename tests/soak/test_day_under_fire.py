"""A day is played while web, worker and database are killed: no item is lost, none is with two, no ghost is busy."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from civichub.devtools.postgres import Cluster
from tests.soak.demonstration import Demo, environment_of, running_demo, tree_below, wait_until
from tests.soak.desk_screens import Screen

pytestmark = pytest.mark.timeout(1800)
NO_OPEN_ITEM = (
    "NOT EXISTS (SELECT 1 FROM routing_workitem w WHERE w.subject_kind = %s AND w.subject_id = {}.id "
    "AND w.state IN ('waiting', 'offered', 'taken', 'wrapping_up'))"
)
KILLS = int(os.environ.get("CIVICHUB_TEST_KILLS", "15"))
SPEED = 40
# By a part of the command line. Of the database it is the server itself, from which every connection hangs.
VICTIMS = {"web": "granian", "worker": "config.worker", "database": "bin/postgres"}
GHOST_SECONDS = 30 + 5 + 5  # three signs of life missed, the beat that looks, and the clock of this test


@pytest.fixture
def installation() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="civichub-fire-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def kill(demo: Demo, victim: str, draw: random.Random) -> None:
    """SIGKILL to one process of this kind; of the database to its oldest, which is the server."""
    found = [pid for pid, command in tree_below(demo.process.pid).items() if VICTIMS[victim] in command]
    if found:
        os.kill(min(found) if victim == "database" else draw.choice(found), signal.SIGKILL)


def has_begun(told: Path) -> bool:
    """Whether an hour has been played. A busy machine tells of it late: 09:02 for 09:00."""
    return re.search(r"^(09|1\d):", told.read_text(), re.MULTILINE) is not None


def test_a_day_survives_its_processes(installation: Path) -> None:
    draw, killed = random.Random(11), Counter[str]()
    with running_demo(installation) as demo:
        url = f"http://localhost:{demo.port}"
        screens = [Screen(url, f"{who}@brackenshire.example") for who in ("advisor", "leader", "highways")]
        for screen in screens:
            screen.open()
        command = [
            sys.executable,
            "-m",
            "civichub.config.cli",
            "day",
            f"--speed={SPEED}",
            "--busy=1.5",
            "--until=16:59",
        ]
        with (installation / "day.txt").open("w") as told:
            day = subprocess.Popen(command, env=environment_of(installation), stdout=told, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: has_begun(installation / "day.txt") or day.poll(), "the day to begin")
            for number in range(KILLS):
                victim = list(VICTIMS)[number % 3]
                kill(demo, victim, draw)
                killed[victim] += 1
                time.sleep(draw.uniform(1, 8))
            time.sleep(15)  # in peace, so that what was cut short is taken up again
            assert day.poll() is None, (installation / "day.txt").read_text()[-3000:]
        finally:
            day.kill()
            day.wait()
        time.sleep(GHOST_SECONDS)
        with psycopg.connect(Cluster(installation / "postgres").url()) as database:
            problems = [*lost(database), *with_two(database), *ghosts(database, screens)]
            print(f"\nkilled: {dict(killed)}; {told_of(database)}; {sum(s.broken_off for s in screens)} answers broken "
                  f"off; screens took {sum(len(s.accepted) for s in screens)}")  # fmt: skip
        for screen in screens:
            screen.close()
            assert screen.streams > 1, f"{screen.email} never came back to its stream"
    assert not problems, "\n".join(problems)
    assert sum(len(screen.accepted) for screen in screens) > 5


def rows(database: psycopg.Connection[Any], query: str, *values: Any) -> list[tuple[Any, ...]]:
    return database.execute(query, values).fetchall()


def told_of(database: psycopg.Connection[Any]) -> str:
    states = rows(database, "SELECT state, count(*) FROM routing_workitem GROUP BY state ORDER BY state")
    return ", ".join(f"{number} {state}" for state, number in states)


def lost(database: psycopg.Connection[Any]) -> list[str]:
    """People who wait with nobody and in no line: an open contact that nobody handles and no open item is about.

    Whoever waits for a host stands in no line, by design.
    """
    found = rows(
        database,
        "SELECT c.reference || ': ' || coalesce((SELECT string_agg(a.action, ', ' ORDER BY a.id) "
        "FROM core_auditentry a WHERE a.subject_id = c.id AND a.subject_type = 'contacts.contact'), '') "
        "FROM contacts_contact c WHERE c.state <> 'closed' AND c.handled_by_id IS NULL "
        f"AND c.channel IN ('phone', 'email', 'letter') AND {NO_OPEN_ITEM.format('c')}",
        "contact",
    )
    visits = rows(
        database,
        "SELECT v.ticket FROM frontdesk_visit v WHERE v.state = 'waiting' AND v.session_id IS NULL AND v.host = '' "
        f"AND {NO_OPEN_ITEM.format('v')}",
        "visit",
    )
    return [f"contact {one} waits in no line" for (one,) in found] + [f"{one} waits in no line" for (one,) in visits]


def with_two(database: psycopg.Connection[Any]) -> list[str]:
    """Taken more often than it was put back, offered to two at once, or more in hand than a person can do."""
    taken = rows(
        database,
        "SELECT w.id FROM routing_workitem w WHERE (SELECT count(*) FROM routing_offer o WHERE o.item_id = w.id "
        "AND o.state = 'accepted') > w.times_returned + 1",
    )
    overlapping = rows(
        database,
        "SELECT a.item_id FROM routing_offer a JOIN routing_offer b ON a.item_id = b.item_id AND a.id < b.id "
        "WHERE coalesce(a.answered_at, 'infinity') > b.made_at",
    )
    loaded = rows(
        database,
        "SELECT taken_by_id, sum(weight) FROM routing_workitem WHERE state IN ('taken', 'wrapping_up') "
        "GROUP BY taken_by_id HAVING sum(weight) > 100",
    )
    return (
        [f"item {one} was accepted twice" for (one,) in taken]
        + [f"item {one} was offered to two at once" for (one,) in overlapping]
        + [f"person {who} has {weight} in hand" for who, weight in loaded]
    )


def ghosts(database: psycopg.Connection[Any], screens: list[Screen]) -> list[str]:
    """Seats that look alive and are not, and writing that stays with them."""
    seats = rows(
        database,
        "SELECT u.email, s.state FROM routing_seat s JOIN accounts_user u ON u.id = s.person_id "
        "WHERE s.state IN ('ready', 'paused') AND s.seen_at < now() - interval '40 seconds'",
    )
    alive = [screen.email for screen in screens]
    held = rows(
        database,
        "SELECT u.email, w.kind FROM routing_workitem w JOIN accounts_user u ON u.id = w.taken_by_id "
        "JOIN routing_seat s ON s.person_id = u.id WHERE s.state = 'lost' AND w.state IN ('taken', 'wrapping_up') "
        "AND w.kind NOT IN ('call', 'call_back', 'visitor') AND NOT u.email = ANY(%s)",
        alive,
    )
    return [f"{who} is {state} and has no screen" for who, state in seats] + [
        f"{who} is gone and still has an item of kind {kind}" for who, kind in held
    ]
