"""Two hubs really: a case goes from one installation to another by Open311, on to a contractor by signed webhook, and
its end comes back the whole way; where the two then disagree, the nightly comparison says so (C3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from django.db import connection
from django.utils import timezone
from psycopg import sql

from civichub.accounts.operations import issue_token
from civichub.cases.models import Case, Task
from civichub.cases.operations.steps import move_case
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.handover.listening import compare_all, fetch_news
from civichub.handover.models import Counterpart
from civichub.handover.operations.connections import Particulars, connect_system, give_reporting_key
from civichub.handover.operations.routes import add_route, publish_listing, set_status_rule
from civichub.handover.plugs.webhook_fake import WebhookFake, running_webhook
from tests.factories.world import BEFORE, World, make_case, make_world
from tests.journeys.worker import do_waiting_work, forget_waiting_work
from tests.soak.installation import PATIENCE_SECONDS, Installation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
SECRET, COPY = "a shared secret", "test_second_installation"
DONE = {"closed": (True, ["close: fixed"]), "open": (False, [])}


@contextmanager
def second_installation(folder: Path) -> Iterator[Installation]:
    """The same partnership over a copy of this database, with a web server and a worker of its own."""
    here = str(connection.settings_dict["NAME"])
    server = connection.get_connection_params() | {"dbname": "postgres"}
    known = {name: server[name] for name in ("host", "port", "user", "password", "dbname") if server.get(name)}
    connection.close()
    connection.close_pool()
    with psycopg.connect(autocommit=True, **known) as administrator:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(COPY))
        administrator.execute(drop)
        administrator.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(COPY), sql.Identifier(here))
        )
        url = urlsplit(Installation(folder).environment["DATABASE_URL"])._replace(path=f"/{COPY}").geturl()
        hub = Installation(folder, DATABASE_URL=url, CIVICHUB_PRIVATE_SYSTEMS="127.0.0.1,localhost")
        try:
            hub.prepare()
            for name in ("web", "worker"):
                hub.start(name)
            hub.wait_for_web()
            yield hub
        finally:
            hub.stop()
            administrator.execute(drop)


def lowton_mends_its_roads(world: World, contractor: WebhookFake) -> tuple[str, str]:
    """Lowton publishes road defects, and its contractor does them: the county's key, and the contractor's."""
    acting: dict[str, Any] = {"actor": world.system, "at": BEFORE}
    fields = {"title": "Road defect", "slug": "road-defect", "procedure_key": "repair"}
    service = publish_service(service=create_service(fields=fields, **acting), **acting)
    set_provision(
        service=service, organisation=world.lowton, level="district", team=world.teams["waste"],
        live_from=BEFORE.date(), **acting,
    )  # fmt: skip
    publish_listing(organisation=world.lowton, service=service, code="POT", **acting)
    wanted = Particulars("Contractor", contractor.url, secret=SECRET)
    link, _ = connect_system(organisation=world.lowton, plug="webhook", particulars=wanted, **acting)
    add_route(connection=link, service=service, **acting)
    meaning(link, acting)
    scopes = ["case.open", "case.view", "case.act"]
    key = issue_token(label="County hub", organisation=world.lowton, scopes=scopes, **acting)[1]
    return key, give_reporting_key(connection=link, **acting)


def meaning(link: Any, acting: dict[str, Any]) -> None:
    for code, (closed, steps) in DONE.items():
        set_status_rule(connection=link, code=code, closed=closed, steps=steps, words="", **acting)


def until(found: Callable[[], Any], what: str) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.2)


def test_a_case_goes_round_two_installations_and_a_contractor_and_its_end_comes_back(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1", "localhost")
    world = make_world()
    with running_webhook(SECRET) as contractor:
        key, reporting = lowton_mends_its_roads(world, contractor)
        forget_waiting_work()
        with second_installation(tmp_path) as lowton:
            acting: dict[str, Any] = {"actor": world.people["manager"], "at": BEFORE}
            wanted = Particulars(
                "Lowton", f"{lowton.url}/open311/v2", secret=key, options={"jurisdiction_id": "lowton"}
            )
            link, _ = connect_system(organisation=world.county, plug="open311", particulars=wanted, **acting)
            add_route(connection=link, service=world.services["pothole"], code="POT", **acting)
            meaning(link, acting)

            first, second = (make_case(world, at=timezone.now(), title=f"Hole {number}") for number in (1, 2))
            do_waiting_work(["handover"])
            theirs = {one.case_id: one.their_reference for one in Counterpart.objects.all()}
            assert all(theirs[case.pk] for case in (first, second))
            assert not Case.objects.filter(reference__in=theirs.values()).exists(), "they are in another database"
            until(lambda: len(contractor.received) == 2, "the contractor to be told by the other hub")
            assert {told["case"]["reference"] for told in contractor.received} == set(theirs.values())

            move_case(case=second, step="inspect", actor=world.people["officer"], at=timezone.now())
            for number, reference in enumerate(theirs.values()):
                answer = requests.post(
                    f"{lowton.url}/api/v1/handover/statuses",
                    json={"reference": f"WH-{reference}", "status": "closed", "at": datetime.now(UTC).isoformat()},
                    headers={"Authorization": f"Bearer {reporting}", "Idempotency-Key": f"done-{number}"},
                    timeout=60,
                )
                assert answer.json()["result"] == "applied", answer.text
            later = timezone.now() + timedelta(minutes=1)
            assert fetch_news(link, clock=lambda: later) == 2
            first.refresh_from_db()
            second.refresh_from_db()
            assert (first.stage, first.outcome) == ("closed", "fixed")
            assert second.stage == "work", "a task must be finished first here"
            do_waiting_work(["handover"])
            assert compare_all(link) == 1
            assert compare_all(link) == 1
            raised = Task.objects.filter(case=second, done_at=None, title__contains="We say open, they say closed")
            assert raised.count() == 1
            assert Counterpart.objects.get(case=first).settled_at
    assert contractor.repeats == 0
