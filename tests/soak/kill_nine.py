"""Intake while processes are killed, and the count afterwards: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from civichub.accounts.operations import issue_token
from civichub.catalogue.operations import change_service
from civichub.core.jobs import rescue_stalled_jobs
from civichub.delivery.jobs import reconcile_messages
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, NotifyFake, running_notify
from civichub.forms.operations.versions import load_library
from tests.factories.world import BEFORE, make_world
from tests.soak.installation import PATIENCE_SECONDS, Installation
from tests.soak.senders import Ledger, Sender

VICTIMS = ("web", "worker", "one of web")


@dataclass
class Soak:
    """What came of it, for `check` and for the reader."""

    ledger: Ledger
    sent: list[str]
    kills: Counter[str]
    seconds: float
    rescued: Counter[str]


def intake_under_fire(folder: Path, *, kills: int, clients: int, seed: int, web_processes: int = 2) -> Soak:
    """Post cases from `clients` threads while `kills` processes are killed at random moments; then let all settle."""
    draw, ledger, began = random.Random(seed), Ledger(), time.monotonic()
    world = make_world()
    load_library(actor=world.system, at=BEFORE)
    change_service(service=world.services["pothole"], fields={"form_key": "pothole"}, actor=world.system, at=BEFORE)
    _, key = issue_token(
        label="Soak", organisation=world.county, scopes=["case.open"], actor=world.system, at=timezone.now()
    )
    with running_notify() as notify, _installation(folder, notify, web_processes) as hub:
        for number in range(2):  # in peace: what every later case must look like
            Sender(hub.url, ledger, 1000 + number, key).send()
        notify.stall_after = 0.05  # so that a worker is often killed between handing over and writing it down
        done, killed = threading.Event(), Counter[str]()
        with ThreadPoolExecutor(max_workers=clients) as pool:
            sending = [pool.submit(Sender(hub.url, ledger, number, key).send_until, done) for number in range(clients)]
            try:
                for number in range(kills):
                    _wait_for_some(hub, ledger, draw.randint(2, 10), sending)
                    time.sleep(draw.uniform(0, 0.3))
                    victim = VICTIMS[number % 3] if number < 3 else draw.choice(VICTIMS)
                    _kill(hub, victim)
                    killed[victim] += 1
            finally:
                done.set()
            while not all(client.done() for client in sending):
                hub.look_after()
                time.sleep(0.1)
            for client in sending:
                client.result()
        rescued = _settle(hub)
        return Soak(ledger, [row["reference"] for row in notify.accepted], killed, time.monotonic() - began, rescued)


@contextmanager
def _installation(folder: Path, notify: NotifyFake, web_processes: int) -> Iterator[Installation]:
    connection.close()
    templates = {f"CIVICHUB_NOTIFY_TEMPLATE_{channel.upper()}": value for channel, value in TEMPLATES.items()}
    settings = templates | {"CIVICHUB_NOTIFY_API_KEY": API_KEY, "CIVICHUB_NOTIFY_BASE_URL": notify.url}
    hub = Installation(folder, CIVICHUB_WEB_WORKERS=str(web_processes), **settings)
    try:
        hub.prepare()
        hub.start("web")
        hub.start("worker")
        hub.wait_for_web()
        yield hub
    finally:
        hub.stop()


def _wait_for_some(hub: Installation, ledger: Ledger, more: int, sending: list[Future[None]]) -> None:
    wanted, deadline = len(ledger.acknowledged) + more, time.monotonic() + PATIENCE_SECONDS
    while len(ledger.acknowledged) < wanted:
        hub.look_after()
        for client in sending:
            if client.done():
                client.result()
        assert time.monotonic() < deadline, f"only {len(ledger.acknowledged)} of {wanted} requests were acknowledged"
        time.sleep(0.02)


def _kill(hub: Installation, victim: str) -> None:
    if victim == "one of web":
        hub.kill_one_web_process()
    else:
        hub.kill(victim)
        hub.start(victim)


def _settle(hub: Installation) -> Counter[str]:
    """Hours pass, in which the hub looks after what was cut short; how much of that there was, by kind."""
    hub.kill("worker")
    hub.start("worker")
    _wait_until_idle(dead_jobs=True)
    found: Counter[str] = Counter()
    for _ in range(6):
        cut = {"jobs": _count("procrastinate_jobs", "status = 'doing'")}
        cut["messages"] = _count("delivery_message", "state IN ('sending', 'queued')")
        if not any(cut.values()):
            break
        found.update(cut)
        _let_an_hour_pass()
        rescue_stalled_jobs.defer(timestamp=0)
        _wait_until_idle(dead_jobs=False)
        reconcile_messages.defer(timestamp=0)
        _wait_until_idle(dead_jobs=False)
    return found


def _let_an_hour_pass() -> None:
    """For workers that are no more, and for messages."""
    hour = "interval '1 hour'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - {hour} "
            "WHERE id < (SELECT max(id) FROM procrastinate_workers)"
        )
        cursor.execute(
            f"UPDATE delivery_message SET created_at = created_at - {hour}, claimed_at = claimed_at - {hour}, "
            f"handed_over_at = handed_over_at - {hour}, hold_until = hold_until - {hour} "
            "WHERE state IN ('sending', 'queued')"
        )


def _wait_until_idle(*, dead_jobs: bool) -> None:
    """Until nothing waits, and nothing is being done but by workers that are no more, if there may be such."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
    alive = "status = 'doing' AND worker_id = (SELECT max(id) FROM procrastinate_workers)"
    being_done = alive if dead_jobs else "status = 'doing'"
    while _count("procrastinate_jobs", f"({waiting}) OR ({being_done})"):
        assert time.monotonic() < deadline, "the worker does not come to its end"
        time.sleep(0.2)


def _count(table: str, condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(cursor.fetchone()[0])


def problems_of(soak: Soak) -> list[str]:
    """Everything that is not as it must be, in sentences."""
    from tests.soak.counting import cases_by_email, left_over, shape_of  # models, which need Django

    cases = cases_by_email()
    found = [*soak.ledger.contradictions, *soak.ledger.server_errors]
    for email, reference in soak.ledger.acknowledged.items():
        if [case.reference for case in cases.get(email, [])] != [reference]:
            made = [case.reference for case in cases.get(email, [])]
            found.append(f"{email} was told {reference}, and there is {made or 'no case'}")
    found += [f"nobody was told of {email}'s case" for email in cases if email not in soak.ledger.acknowledged]
    in_peace = {
        soak.ledger.channels[email]: shape_of(cases[email][0]) for email in cases if email.startswith("sender100")
    }
    for email, (case, *_) in cases.items():
        expected, shape = in_peace[soak.ledger.channels.get(email, "api")], shape_of(case)
        found += [f"{email}: {what}: {shape[what]}, and in peace {expected[what]}" for what in expected
                  if shape[what] != expected[what]]  # fmt: skip
    found += [f"message {reference} left {times} times" for reference, times in Counter(soak.sent).items() if times > 1]
    return found + left_over(soak.sent)


def report(soak: Soak) -> str:
    """The numbers, for whoever ran it."""
    ledger = soak.ledger
    channels = Counter(ledger.channels.values())
    return (
        f"{len(ledger.acknowledged)} requests acknowledged ({channels['api']} by API, {channels['web']} by portal) in "
        f"{soak.seconds:.0f} s; killed: {dict(soak.kills)}; {ledger.broken_off} answers broken off and asked again, "
        f"{ledger.repeats} sent twice on purpose; {len(soak.sent)} messages left; cut short and taken up again: "
        f"{dict(soak.rescued)}"
    )
