"""A neighbour's records come in planned, decided where both sides changed, once and not twice, and go back whole."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civichub.api.directory import shapes
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.directory.imports.reading import records_in
from civichub.directory.models import ImportBatch, Location, Organization, Service
from civichub.directory.operations.imports import apply_import, decide_row, plan_import, undo_import
from civichub.directory.operations.records import change_service
from civichub.directory.queries.keeping import changes_of
from civichub.directory.storing import fresh_document, with_parts
from tests.factories.directory import LUNCH_CLUB, NOW, record
from tests.factories.world import World

Json = dict[str, Any]


def theirs(name: str, **more: Any) -> Json:
    """A service as a neighbour's feed gives it."""
    key = str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
    return {
        "id": key, "name": name, "description": "Sing with us.", "status": "active", "fees": "Free",
        "organization": {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "org")), "name": "Singers", "description": "x"},
        "schedules": [{"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name + "s")), "freq": "WEEKLY", "byday": "MO",
                       "opens_at": "10:00:00Z", "closes_at": "11:00:00"}],
        "service_at_locations": [{"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name + "l")), "location": {
            "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "hall")), "location_type": "physical", "name": "Hall",
            "latitude": 52.3, "longitude": -1.9, "addresses": [{"address_1": "1 Road", "postal_code": "LE1 1AA"}]}}],
        "attributes": [{"taxonomy_term": {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "t")), "name": "Singing",
                                          "taxonomy": "Theirs"}}],
        **more,
    }  # fmt: skip


def planned(world: World, *records: Json, name: str = "Next door") -> ImportBatch:
    actor = world.fresh("manager")
    return plan_import(records=records, name=name, keeper=world.county, actor=actor, at=NOW)


def brought_in(world: World, *records: Json) -> ImportBatch:
    return apply_import(batch=planned(world, *records), actor=world.fresh("manager"), at=NOW)


def outcomes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.values_list("outcome", flat=True))


def test_a_dry_run_changes_nothing_and_bringing_in_twice_is_once(world: World) -> None:
    choir, band = theirs("Choir"), theirs("Band")
    batch = planned(world, choir, band)
    assert outcomes(batch) == ["new", "new"]
    assert not Service.objects.exists()
    apply_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    assert Service.objects.filter(is_published=True).count() == 2
    service = Service.objects.get(uuid=choir["id"])
    first = changes_of(service).get()
    assert (first.origin, service.feed.name, service.keeper) == ("import", "Next door", world.county)
    assert fresh_document(service.pk)["schedules"][0]["opens_at"] == "10:00"
    again = brought_in(world, choir, band)
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert Service.objects.count() == 2
    assert changes_of(service).count() == 1
    assert (Organization.objects.count(), Location.objects.count()) == (1, 1)


def test_who_changed_what_decides_and_where_both_did_a_person(world: World) -> None:
    brought_in(world, theirs("Choir"), theirs("Band"), theirs("Drums"))
    for name in ("Band", "Drums"):
        service = Service.objects.get(name=name)
        document = {**fresh_document(service.pk), "alert": "Ours"}
        change_service(service=service, document=document, actor=world.fresh("manager"), at=NOW)
    batch = planned(world, theirs("Choir", alert="Theirs"), theirs("Band"), theirs("Drums", alert="Theirs"))
    assert outcomes(batch) == ["changed", "unchanged", "conflict"]
    with pytest.raises(TransitionRefused, match="Decide the 1 record"):
        apply_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    row = batch.rows.get(outcome="conflict")
    with pytest.raises(NotAllowed):
        decide_row(row=row, decision="ours", actor=world.fresh("district"), at=NOW)
    decide_row(row=row, decision="ours", actor=world.fresh("manager"), at=NOW)
    apply_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    assert dict(Service.objects.values_list("name", "alert")) == {"Choir": "Theirs", "Band": "Ours", "Drums": "Ours"}
    again = planned(world, theirs("Choir", alert="Theirs"), theirs("Band"), theirs("Drums", alert="Theirs"))
    assert outcomes(again) == ["unchanged", "unchanged", "unchanged"], "what was decided is not asked again"


def test_a_record_of_the_same_name_is_decided_and_then_known(world: World) -> None:
    mine = record(world)
    same = theirs(LUNCH_CLUB["name"], organization={"id": str(uuid.uuid4()), "name": "Lowton Neighbours"})
    batch = planned(world, same)
    assert outcomes(batch) == ["conflict"]
    decide_row(row=batch.rows.get(), decision="theirs", actor=world.fresh("manager"), at=NOW)
    apply_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    mine.refresh_from_db()
    assert (Service.objects.count(), mine.description, str(mine.uuid)) == (1, "Sing with us.", same["id"])
    assert outcomes(planned(world, same)) == ["unchanged"]


def test_undoing_takes_back_what_nobody_touched_since(world: World) -> None:
    mine = record(world)
    mine_before = fresh_document(mine.pk)
    brought_in(world, theirs("Choir"))
    batch = brought_in(world, theirs("Choir", alert="New"), theirs("Band"), theirs("Drums"))
    drums = Service.objects.get(name="Drums")
    document = {**fresh_document(drums.pk), "alert": "Ours"}
    change_service(service=drums, document=document, actor=world.fresh("manager"), at=NOW)
    undo_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    assert not Service.objects.filter(name="Band").exists()
    assert Service.objects.get(name="Choir").alert == ""
    drums.refresh_from_db()
    assert (drums.is_published, batch.rows.get(name="Drums").note[:13]) == (False, "Changed since")
    assert fresh_document(mine.pk) == mine_before
    with pytest.raises(TransitionRefused):
        undo_import(batch=batch, actor=world.fresh("manager"), at=NOW)


def test_what_is_not_right_is_named_and_the_rest_comes_in(world: World) -> None:
    good = theirs("Choir")
    batch = planned(world, {"id": "1", "name": "No id"}, theirs("Bad", url="javascript:alert(1)"), good, good,
                    theirs("Nul", description="a\x00b"), {"id": str(uuid.uuid4())})  # fmt: skip
    assert outcomes(batch) == ["problem", "problem", "new", "problem", "problem", "problem"]
    assert "url" in batch.rows.get(number=2).problems[0]
    apply_import(batch=batch, actor=world.fresh("manager"), at=NOW)
    assert Service.objects.get().name == "Choir"


def test_another_keepers_record_is_left_alone(world: World) -> None:
    mine = record(world)
    Service.objects.filter(pk=mine.pk).update(keeper=world.lowton)
    batch = planned(world, theirs("Lunch", id=str(mine.uuid)))
    assert outcomes(batch) == ["problem"]
    assert "Lowton District Council keeps" in batch.rows.get().problems[0]


def test_our_own_feed_can_be_brought_in_elsewhere_and_changes_nothing_here(world: World) -> None:
    record(world, at=timezone.now())
    ours = shapes.service_in_full(with_parts(Service.objects.all()).get())
    assert outcomes(planned(world, ours)) == ["unchanged"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b"[1, 2]", b"<xml/>", b"[" * 100_000])
def test_a_file_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        records_in(content)


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/o", "https://[::1]/o", "https://169.254.169.254/latest", "https://2130706433/",
     "https://[::ffff:127.0.0.1]/", "http://example.org/o", "file:///etc/passwd", "gopher://x", "https://u:p@x.example/",
     "https://localhost/o", "x"],
)  # fmt: skip
def test_a_feed_inside_the_network_is_refused(world: World, settings: Any, address: str) -> None:
    """Abuse case 17: addresses that users supply are refused by where they lead."""
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    client.force_login(world.fresh("manager"))
    sent = {"name": "N", "how": "address", "address": address, "keeper": str(world.county.pk)}
    page = client.post("/staff/directory/imports/new/", sent).content.decode()
    assert "There is a problem" in page
    assert not ImportBatch.objects.exists()


def test_a_file_is_tried_out_shown_side_by_side_and_brought_in_at_the_desk(world: World, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    brought_in(world, theirs("Choir"))
    service = Service.objects.get()
    document = {**fresh_document(service.pk), "alert": "<b>Ours</b>"}
    change_service(service=service, document=document, actor=world.fresh("manager"), at=NOW)
    client = Client()
    client.force_login(world.fresh("manager"))
    content = json.dumps({"contents": [theirs("Choir", alert="Theirs")]}).encode()
    file = SimpleUploadedFile("feed.json", content, "application/json")
    sent = {"name": "Next door", "how": "file", "file": file, "keeper": str(world.county.pk)}
    went = client.post("/staff/directory/imports/new/", sent, follow=True)
    page = went.content.decode()
    assert "&lt;b&gt;Ours&lt;/b&gt;" in page
    assert "<b>Ours</b>" not in page
    batch = ImportBatch.objects.first()
    assert batch is not None
    row = batch.rows.get()
    client.post(f"/staff/directory/imports/{batch.pk}/apply/")
    assert Service.objects.get().alert == "<b>Ours</b>"
    client.post(f"/staff/directory/imports/{batch.pk}/rows/{row.pk}/", {"decision": "theirs"})
    client.post(f"/staff/directory/imports/{batch.pk}/apply/")
    assert Service.objects.get().alert == "Theirs"
