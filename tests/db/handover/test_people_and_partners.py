"""What people do about hand-over, what partners are told, and what back offices report by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case, Task
from civichub.cases.operations.assigning import reroute_case
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.opening import Reporter
from civichub.core.errors import Invalid, NotAllowed
from civichub.customers.operations import flag_at_risk
from civichub.delivery.models import Message
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, running_notify
from civichub.handover.listening import fetch_news
from civichub.handover.models import Connection, Dispatch
from civichub.handover.operations.connections import (
    Particulars,
    connect_system,
    end_connection,
    give_reporting_key,
    pause_connection,
)
from civichub.handover.operations.queueing import replay_connection, resend_dispatch, set_aside_dispatch
from civichub.handover.operations.routes import add_route
from civichub.handover.plugs.csv_fake import CsvFake
from civichub.handover.plugs.open311_fake import Open311Fake
from civichub.handover.plugs.webhook_fake import WebhookFake, running_webhook
from civichub.handover.queries.connections import health_of
from civichub.organisations.operations import end_sharing
from tests.db.delivery.mail_server import MailServer, running_mail_server
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import World, make_case, share
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a shared secret"


@pytest.fixture
def hook() -> Iterator[WebhookFake]:
    with running_webhook(SECRET) as fake:
        yield fake


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    with running_mail_server() as server:
        settings.SMTP_URL = server.url
        yield server


def test_an_officer_sends_again_what_was_not_delivered(county: World, office: Open311Fake, connect: Connect) -> None:
    link = connect("open311", office.url)
    office.next_statuses = [400, 400]
    case, other = make_case(county, at=timezone.now()), make_case(county, at=timezone.now(), title="Another hole")
    hand_over()
    assert health_of(link).dead == 2
    first, second = Dispatch.objects.get(case=case), Dispatch.objects.get(case=other)
    for who in ("advisor", "district", "stranger"):
        with pytest.raises(NotAllowed):
            resend_dispatch(dispatch=first, actor=county.people[who], at=timezone.now())
    resend_dispatch(dispatch=first, actor=county.people["officer"], at=timezone.now())
    set_aside_dispatch(dispatch=second, why="Told them by phone", actor=county.people["officer"], at=timezone.now())
    hand_over()
    assert len(office.requests) == 1
    assert not Task.objects.filter(done_at=None, key="").exists(), "the tasks went with what they were about"
    health = health_of(Connection.objects.get())
    assert (health.dead, health.waiting, health.state) == (0, 0, "Working")


def test_what_they_lost_is_replayed_under_the_same_keys(county: World, hook: WebhookFake, connect: Connect) -> None:
    link = connect("webhook", hook.url, secret=SECRET)
    began = timezone.now()
    make_case(county, at=timezone.now())
    hand_over()
    number = replay_connection(
        connection=link, since=began, until=timezone.now(), actor=county.people["manager"], at=timezone.now()
    )
    hand_over()
    assert (number, hook.repeats, len(hook.received)) == (1, 1, 1)


def test_a_replay_asks_first_where_a_repeat_would_be_a_second_request(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    link = connect("open311", office.url)
    first = make_case(county, at=timezone.now(), title="One")
    make_case(county, at=timezone.now(), title="Two")
    hand_over()
    del office.requests["R1"]
    acting = {"actor": county.people["manager"], "at": timezone.now()}
    replay_connection(connection=link, since=first.opened_at, until=timezone.now(), **acting)
    hand_over()
    assert len(office.requests) == 2, "what they lost is there again, and what they kept is there once"
    assert office.posts == 3


def test_a_partner_is_told_what_the_agreement_opens_and_no_more(
    county: World, hook: WebhookFake, connect: Connect
) -> None:
    connect("webhook", hook.url, secret=SECRET, receiver=county.lowton, sends_reporter=True)
    make_case(county, at=timezone.now())
    hand_over()
    assert not hook.received, "without an agreement nothing is told"
    assert Dispatch.objects.get().state == "set_aside"

    agreement = share(county, fields=["case.summary", "case.history"], services=["pothole"])
    case = make_case(county, at=timezone.now())
    add_note(case=case, text="On Friday.", public=True, actor=county.people["officer"], at=timezone.now())
    hand_over()
    opened, noted = hook.received
    assert noted["note"] == "On Friday."
    for word in ("Sam Reed", "sam.reed", "High Street", "Deep hole"):
        assert word not in str(hook.received)
    assert set(opened["case"]) <= {
        "reference", "service", "service_code", "service_title", "status", "stage", "opened_at", "their_reference"
    }  # fmt: skip

    end_sharing(agreement=agreement, reason="Over", actor=county.people["governance"], at=timezone.now())
    add_note(case=case, text="Not on Friday.", public=True, actor=county.people["officer"], at=timezone.now())
    hand_over()
    assert len(hook.received) == 2, "what ended before it was sent is not sent"


def test_nobody_at_risk_is_named_or_placed_to_a_partner(county: World, hook: WebhookFake, connect: Connect) -> None:
    connect("webhook", hook.url, secret=SECRET, receiver=county.lowton, sends_reporter=True)
    share(county, fields=["case.summary", "case.answers", "customer.name", "customer.contact_points"])
    case = make_case(county, at=timezone.now(), reporter=Reporter("Jane Smith", "jane@example.org"))
    flag_at_risk(
        customer=case.customer, why="Fled", review_on=timezone.localdate() + timedelta(days=90), actor=county.system,
        at=timezone.now(),
    )  # fmt: skip
    hand_over()
    (told,) = hook.received
    for word in ("Jane", "High Street", "jane@"):
        assert word not in str(told)


def test_email_goes_by_delivery_and_what_comes_back_is_a_persons_work(
    county: World, mail: MailServer, connect: Connect
) -> None:
    connect("email", "works@example.org")
    case = make_case(county, at=timezone.now())
    do_waiting_work()
    (letter,) = [one for one in mail.messages if one["To"] and "works@example.org" in one["To"]]
    assert "Deep hole outside the school" in str(letter.get_content())
    dispatch = Dispatch.objects.get(case=case)
    assert dispatch.state == "sent"
    resend_dispatch(dispatch=dispatch, actor=county.people["officer"], at=timezone.now())
    do_waiting_work()
    assert Message.objects.filter(to_address="works@example.org").count() == 1, "one fact is one message"


def test_a_letter_goes_by_govuk_notify(county: World, connect: Connect, settings: Any) -> None:
    with running_notify() as notify:
        settings.NOTIFY_API_KEY, settings.NOTIFY_BASE_URL, settings.NOTIFY_TEMPLATES = API_KEY, notify.url, TEMPLATES
        connect("letter", "Works office\n1 High Street\nBK1 1AA")
        case = make_case(county, at=timezone.now())
        do_waiting_work(["handover", "delivery"])
        (letter,) = [row["asked"]["personalisation"] for row in notify.accepted if row["type"] == "letter"]
    assert "Deep hole outside the school" in letter["body"]
    assert letter["address_line_1"] == "Works office"
    assert Dispatch.objects.get(case=case).state == "sent"


def test_a_case_goes_out_as_a_file_and_its_status_comes_in_as_one(
    county: World, tmp_path: Path, connect: Connect, settings: Any
) -> None:
    settings.HANDOVER_FOLDER = str(tmp_path)
    link, files = connect("csv", "works"), CsvFake(tmp_path / "works")
    case = make_case(county, at=timezone.now())
    hand_over()
    assert files.fetch() == 1
    files.work(case.reference, "closed", at=timezone.now())
    assert fetch_news(link) == 1
    case.refresh_from_db()
    assert case.outcome == "fixed"


def test_a_back_office_reports_by_its_own_key_and_that_key_opens_nothing_else(
    county: World, hook: WebhookFake, connect: Connect
) -> None:
    link = connect("webhook", hook.url, secret=SECRET)
    case = make_case(county, at=timezone.now())
    hand_over()
    key = give_reporting_key(connection=link, actor=county.people["manager"], at=timezone.now())
    at = timezone.now()

    def report(body: dict[str, Any], number: str) -> Any:
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": number}
        return Client().post("/api/v1/handover/statuses", body, content_type="application/json", headers=headers)

    def moved(**by: int) -> str:
        return (at + timedelta(**by)).isoformat()

    body = {"reference": f"WH-{case.reference}", "status": "closed", "at": at.isoformat()}
    assert report(body, "a").json() == {"reference": case.reference, "result": "applied", "repeat": False}
    assert report(body, "a").json()["repeat"] is True
    assert report(body | {"status": "open", "at": moved(hours=-1)}, "b").json()["result"] == "old"
    assert report(body | {"status": "odd", "at": moved(minutes=1)}, "c").json()["result"] == "no_rule"
    assert health_of(link).unruled == ("odd",)
    assert report(body | {"at": moved(days=1)}, "d").status_code == 422
    assert report(body | {"reference": "nothing"}, "e").status_code == 404
    assert report(body | {"at": "2026-03-03T09:00:00"}, "f").status_code == 422
    assert Case.objects.get(pk=case.pk).outcome == "fixed"
    for path in (f"/api/v1/cases/{case.reference}", "/api/v1/services"):
        assert Client().get(path, headers={"Authorization": f"Bearer {key}"}).status_code in (403, 404)


def test_a_case_that_passes_to_another_body_goes_to_its_back_office(
    county: World, office: Open311Fake, hook: WebhookFake, connect: Connect
) -> None:
    connect("open311", office.url)
    acting = {"actor": county.system, "at": timezone.now() - timedelta(hours=1)}
    link, _ = connect_system(
        organisation=county.lowton, plug="webhook", particulars=Particulars("Theirs", hook.url, secret=SECRET), **acting
    )
    add_route(connection=link, service=county.services["pothole"], **acting)
    case = make_case(county, at=timezone.now())
    hand_over()
    reroute_case(
        case=case, organisation=county.lowton, team=county.teams["waste"], why="Not a county road",
        actor=county.people["officer"], at=timezone.now(),
    )  # fmt: skip
    hand_over()
    assert [one["status"] for one in office.updates] == ["closed"]
    assert [told["type"] for told in hook.received] == ["case.opened"]


def test_only_those_who_run_a_service_connect_it_and_one_back_office_fulfils_it(
    county: World, office: Open311Fake, hook: WebhookFake, connect: Connect
) -> None:
    wanted = Particulars("Works", office.url)
    for who in ("officer", "advisor", "leader", "district", "stranger"):
        with pytest.raises(NotAllowed):
            connect_system(
                organisation=county.county,
                plug="open311",
                particulars=wanted,
                actor=county.people[who],
                at=timezone.now(),
            )
    link = connect("open311", office.url)
    with pytest.raises(Invalid, match="goes to a back office already"):
        connect("webhook", hook.url)
    connect("webhook", hook.url, name="Told too", receiver=county.lowton)
    acting = {"actor": county.people["manager"], "at": timezone.now()}
    pause_connection(connection=link, paused=True, **acting)
    make_case(county, at=timezone.now())
    hand_over()
    assert not office.requests
    assert health_of(Connection.objects.get(pk=link.pk)).state == "Paused"
    pause_connection(connection=link, paused=False, **acting)
    end_connection(connection=link, **acting)
    make_case(county, at=timezone.now())
    hand_over()
    assert not office.requests, "what has ended is told nothing"
