"""Abuse case 29: somebody inside browses, looks up their own, takes lists away at night, opens what is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from civichub.accounts.jobs import MANY, watch_readings
from civichub.cases.models import Case
from civichub.cases.namesakes import notice_namesakes
from civichub.cases.queries import get_case_for, record_of
from civichub.core.audit import audit_export
from civichub.core.errors import Conflict, NotAllowed, NotFound
from civichub.core.models import ReadEntry, WatchedReading
from civichub.core.watch.operations import OPEN_FOR, break_glass, review_reading
from tests.db.trust.every_address import signed_in
from tests.factories.world import World, make_case

MIDNIGHT = datetime(2026, 3, 4, 2, tzinfo=UTC)


def read_many(world: World, who: str, number: int, at: datetime) -> None:
    actor = world.people[who]
    ReadEntry.objects.bulk_create(
        ReadEntry(at=at, actor=actor, subject_type="cases.case", subject_id=one, ground="x") for one in range(number)
    )


def test_bulk_browsing_of_500_records_raises_one_alert(world: World) -> None:
    now = timezone.now()
    read_many(world, "advisor", 500, now - timedelta(minutes=5))
    read_many(world, "officer", MANY, now - timedelta(minutes=5))
    assert watch_readings(now) == 1
    assert watch_readings(now + timedelta(minutes=5)) == 0
    noticed = WatchedReading.objects.get()
    assert (noticed.actor, noticed.kind) == (world.people["advisor"], "many")
    assert "500 different records" in noticed.words
    assert "500 different records" in signed_in(world.people["governance"]).get("/staff/watched/").content.decode()
    assert "500 different" not in signed_in(world.people["district_governance"]).get("/staff/watched/").content.decode()


def test_an_export_is_written_down_and_one_at_night_raises_an_alert(world: World) -> None:
    signed_in(world.people["officer"]).get("/staff/cases/export.csv?state=all")
    entry = ReadEntry.objects.get(subject_type="export")
    assert "state=all" in entry.ground
    audit_export("A list of cases as a file: all open", actor=world.people["leader"], at=MIDNIGHT)
    watch_readings(MIDNIGHT + timedelta(minutes=4))
    assert "02:00 at night" in WatchedReading.objects.get(actor=world.people["leader"]).words


def test_reading_the_case_of_a_namesake_raises_an_alert(world: World) -> None:
    case = make_case(world, at=timezone.now())
    reader = world.people["officer"]
    type(reader).objects.filter(pk=reader.pk).update(name="Olga Reed")  # the customer is Sam Reed
    signed_in(world.fresh("officer")).get(f"/staff/cases/{case.reference}/")
    assert notice_namesakes(timezone.now()) == 1
    assert notice_namesakes(timezone.now()) == 0


def test_every_reading_says_its_purpose_where_the_work_tells_it(world: World) -> None:
    case = make_case(world, at=timezone.now())
    signed_in(world.people["officer"]).get(f"/staff/cases/{case.reference}/")
    signed_in(world.people["advisor"]).get(f"/staff/cases/{case.reference}/")
    found = dict(ReadEntry.objects.filter(subject_id=case.pk).values_list("actor__name", "purpose"))
    assert found == {"Officer": "A case of the reader's team", "Advisor": ""}


def test_a_sensitive_case_opens_in_an_emergency_with_a_reason_for_an_hour_and_is_reviewed(world: World) -> None:
    case, now = make_case(world, "social-care", at=timezone.now()), timezone.now()
    browser = signed_in(world.people["officer"])
    assert browser.get(f"/staff/cases/{case.reference}/").status_code == 404
    page = browser.post("/staff/emergency/", {"reference": case.reference, "reason": ""}).content.decode()
    assert "Enter why you have to see it now" in page
    browser.post("/staff/emergency/", {"reference": case.reference, "reason": "She rang and is in danger"})
    shown = browser.get(f"/staff/cases/{case.reference}/").content.decode()
    assert "You opened it in an emergency" in shown
    assert "Write a note" not in shown
    assert case.reference not in browser.get("/staff/cases/?state=all").content.decode().replace("-", "")
    assert ReadEntry.objects.filter(subject_id=case.pk, purpose="She rang and is in danger").exists()
    watched = WatchedReading.objects.get()
    assert watched.until - watched.at == OPEN_FOR
    WatchedReading.objects.update(until=now - timedelta(seconds=1))
    assert browser.get(f"/staff/cases/{case.reference}/").status_code == 404
    reviewer = signed_in(world.people["governance"])
    assert "She rang and is in danger" in reviewer.get("/staff/watched/").content.decode()
    reviewer.post(f"/staff/watched/{watched.pk}/", {"verdict": "in_order", "words": "The call is on record"})
    watched.refresh_from_db()
    assert watched.verdict == "in_order"


def test_nobody_reviews_their_own_and_a_review_ends_the_emergency(world: World) -> None:
    case, now = make_case(world, "social-care", at=timezone.now()), timezone.now()
    opened = {"record": case, "organisation_id": world.county.pk, "reason": "Danger", "at": now}
    watched = break_glass(actor=world.fresh("officer"), **opened)
    assert record_of(world.fresh("officer"), get_case_for(world.fresh("officer"), case.reference), at=now)
    with pytest.raises(NotAllowed):
        review_reading(watched=watched, verdict="in_order", words="x", actor=world.fresh("officer"), at=now)
    review_reading(watched=watched, verdict="not_in_order", words="No call", actor=world.fresh("governance"), at=now)
    with pytest.raises(NotFound):
        get_case_for(world.fresh("officer"), case.reference)
    with pytest.raises(Conflict):
        review_reading(watched=watched, verdict="in_order", words="x", actor=world.fresh("governance"), at=now)


def test_an_emergency_opens_nothing_of_another_organisation(world: World) -> None:
    case = make_case(world, "social-care", at=timezone.now())
    browser = signed_in(world.people["district"])
    there = browser.post("/staff/emergency/", {"reference": case.reference, "reason": "x"})
    missing = browser.post("/staff/emergency/", {"reference": "7KM4PQXT9", "reason": "x"})
    assert "We cannot find that case" in there.content.decode()
    assert there.status_code == missing.status_code
    assert not WatchedReading.objects.exists()
    with pytest.raises(NotAllowed):
        break_glass(record=case, organisation_id=world.county.pk, reason="x", actor=world.fresh("district"),
                    at=timezone.now())  # fmt: skip


@pytest.mark.parametrize("table", ["core_readentry", "core_auditentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
def test_the_ledgers_are_never_changed(world: World, table: str, statement: str) -> None:
    signed_in(world.people["officer"]).get(f"/staff/cases/{make_case(world, at=timezone.now()).reference}/")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Case.objects.exists()
