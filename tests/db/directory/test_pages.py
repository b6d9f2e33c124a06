"""The pages answer, hold their ground against odd input, find help by situation and place, and nudge by link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from civichub.directory.links import confirm_link
from civichub.directory.models import Service, Suggestion
from civichub.directory.operations.records import assure_service, change_service
from civichub.directory.operations.terms import set_term
from civichub.directory.queries.search import Wanted, place_from, search
from civichub.directory.storing import fresh_document
from tests.factories.directory import LUNCH_CLUB, NOW, put_address, record
from tests.factories.world import World


@pytest.fixture
def desk(world: World, settings: Any) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    client.force_login(world.fresh("manager"))
    return client


def at(latitude: float, **more: Any) -> list[dict[str, Any]]:
    return [{"location": {"name": "Hall", "latitude": latitude, "longitude": -1.9, **more}}]


def names(words: str = "", where: str = "LE1 1AA", **wanted: Any) -> list[str]:
    found = search(Wanted(words=words, **wanted), place_from(where) if where else None, at=NOW)
    return [one.service.name for one in found.offers]


def test_a_situation_in_peoples_own_words_finds_what_helps(world: World) -> None:
    put_address("1", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    set_term(taxonomy="Needs and situations", name="Debt", phrases=["behind with bills"], actor=world.system, at=NOW)
    record(world)
    debts = [{"name": "Debt", "taxonomy": "Needs and situations"}]
    record(world, name="Money advice", description="Free help with what you owe.", terms=debts)
    record(world, name="Toddler group", description="Toys and songs for small children.", terms=[], locations=at(52.3))
    assert names("lonely since my husband died")[0] == "Bereavement lunch club"
    assert names("I am behind with bills")[0] == "Money advice"
    assert "Toddler group" not in names("lonely since my husband died")[:1]


def test_near_assured_and_open_come_first_and_elsewhere_is_left_out(world: World) -> None:
    put_address("1", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    same = {"description": "Lunch.", "terms": []}
    record(world, name="Lunch far", locations=at(52.6), **same)
    record(world, name="Lunch near", locations=at(52.301), **same)
    record(world, name="Lunch old", locations=at(52.301), at=NOW - timedelta(days=600), **same)
    record(world, name="Lunch for others", service_areas=[{"name": "X", "extent": "E99999999"}], **same)
    assert names("lunch") == ["Lunch near", "Lunch far"], "600 days old is hidden, and other areas are not for here"
    old = Service.objects.get(name="Lunch near")
    month = {"assured_until": NOW.date() - timedelta(days=80), "unconfirmed_from": NOW.date() + timedelta(days=11)}
    Service.objects.filter(pk=old.pk).update(**month)
    assert names("lunch") == ["Lunch far", "Lunch near"], "a record that nobody confirms sinks"
    closed = [{"freq": "WEEKLY", "byday": "SU", "opens_at": "10:00", "closes_at": "11:00"}]
    changed = {**fresh_document(old.pk), "schedules": closed}
    change_service(service=old, document=changed, actor=world.system, at=NOW)
    assert names("lunch", open_now=True) == ["Lunch far"]
    assert names("lunch", miles=5.0) == ["Lunch near"]
    assert names("lunch", age=12) == []
    assert names("lunch", language="pl", free=True) == ["Lunch far", "Lunch near"]


def test_a_withheld_place_is_not_found_by_distance(world: World) -> None:
    put_address("1", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    record(world, name="Refuge", locations=at(52.3, withheld=True))
    offer = search(Wanted(), place_from("LE1 1AA"), at=NOW).offers[0]
    assert offer.metres is None
    page = Client().get(f"/directory/{offer.service.uuid}/")
    assert "52.3" not in page.content.decode()


def test_pages_for_everybody_answer_whatever_is_asked(world: World) -> None:
    service, client = record(world, at=timezone.now()), Client()
    asked = ["", "?q=lonely&where=LE1+1AA", "?q=%00&where=%00&kind=x&age=-1&miles=999&page=zz&language=%3Cscript%3E",
             f"?page={'9' * 40}", f"?q={'x' * 5000}", "?kind=99999999999999999999&age=1e9"]  # fmt: skip
    for query in asked:
        assert client.get(f"/directory/{query}").status_code == 200, query
    page = client.get(f"/directory/{service.uuid}/").content.decode()
    for words in ("Every Tuesday, 11:30am to 2pm", "Level entrance", "Confirmed on", "Polish", "18 and over"):
        assert words in page
    for path in ("missing/", f"{service.uuid}x/", "0/wrong/", "confirm/forged/", "confirm/forged/change/", "help/x:y/"):
        assert client.get(f"/directory/{path}").status_code == 404, path


def test_a_reader_says_what_is_wrong_and_not_too_often(world: World) -> None:
    service, client = record(world, at=timezone.now()), Client()
    path = f"/directory/{service.uuid}/wrong/"
    assert "Enter what is wrong" in client.post(path, {"words": ""}).content.decode()
    for _ in range(10):
        assert client.post(path, {"words": "<script>x</script>", "from_email": ""}).status_code == 302
    assert client.post(path, {"words": "Again"}).status_code == 429
    assert Suggestion.objects.filter(kind="wrong").count() == 10


def test_a_provider_confirms_or_changes_by_link_without_an_account(world: World, desk: Client) -> None:
    now = timezone.now()
    service = record(world, at=now - timedelta(days=380))
    path, visitor = urlsplit(confirm_link(service)).path, Client()
    assert "Is this right?" in visitor.get(path).content.decode()
    service.refresh_from_db()
    assert service.assured_until < now.date(), "mail programs open links: looking confirms nothing"
    assert "is confirmed" in visitor.post(path).content.decode()
    service.refresh_from_db()
    assert service.assured_date == timezone.localdate()
    assert service.assurer_email == "lunch@neighbours.example"
    sent = {**LUNCH_CLUB, "status": "temporarily closed", "words": "Back in May", "maximum_age": "", "alert": ""}
    sent = {name: value for name, value in sent.items() if isinstance(value, str | int)}
    assert "Somebody looks at it" in visitor.post(f"{path}change/", sent).content.decode()
    assert Service.objects.get().status == "active"
    page = desk.get("/staff/directory/suggestions/").content.decode()
    assert "Closed for now" in page
    assert "Back in May" in page
    desk.post(f"/staff/directory/suggestions/{Suggestion.objects.get().pk}/accept/")
    assert Service.objects.get().status == "temporarily closed"


def test_the_desk_keeps_a_record_through_its_pages(world: World, desk: Client) -> None:
    put_address("1", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    sent = {
        "name": "Choir", "organization_name": "Singers", "description": "Sing.", "status": "active",
        "cost_lines": "Adults | £3.50 | each time", "phone_lines": "01632 960101 | Office", "language_lines": "en",
        "area_lines": "Lowton | E07000999", "keeper": str(world.county.pk),
    }  # fmt: skip
    assert "Enter the name" in desk.post("/staff/directory/new/", {**sent, "name": ""}).content.decode()
    wrong = desk.post("/staff/directory/new/", {**sent, "cost_lines": "Adults | dear"}).content.decode()
    assert "Enter a number" in wrong
    went = desk.post("/staff/directory/new/", sent)
    service = Service.objects.get()
    assert went["Location"] == f"/staff/directory/records/{service.pk}/"
    base = went["Location"]
    place = {"name": "Hall", "address_1": "1 Road", "city": "Lowton", "postal_code": "LE1 1AA", "withheld": "no"}
    assert desk.post(f"{base}places/", place).status_code == 302
    times = {"often": "monthly", "days": ["MO"], "which": "1", "opens_at": "10:00", "closes_at": "11:30", "place": ""}
    assert desk.post(f"{base}times/", times).status_code == 302
    assert "Select at least one day" in desk.post(f"{base}times/", {"often": "weekly"}).content.decode()
    wrong = desk.post(f"{base}times/", {**times, "opens_at": "10 o’clock"}).content.decode()
    assert "id_opens_at-error" in wrong
    document = fresh_document(service.pk)
    assert document["cost_options"][0]["amount"] == 3.5
    assert document["locations"][0]["location"]["latitude"] == pytest.approx(52.3, abs=0.001)
    desk.post(f"{base}publish/")
    desk.post(f"{base}assure/", {"assurer_email": "a@b.example"})
    page = desk.get(base).content.decode()
    for words in ("First Monday of the month, 10am to 11:30am", "Assured", "Adults, 3.5"):
        assert words in page, words
    desk.post(f"{base}take-out/", {"part": document["schedules"][0]["id"]})
    assert not fresh_document(service.pk)["schedules"]
    change = service.changes.first()
    assert change is not None
    desk.post(f"{base}undo/{change.pk}/")
    assert fresh_document(service.pk)["schedules"]
    unchanged = desk.get(f"{base}change/").content.decode()
    assert "Adults | 3.5 | each time" in unchanged


@pytest.mark.parametrize("who", ["advisor", "district", "stranger"])
def test_others_may_not_keep_it(world: World, settings: Any, who: str) -> None:
    settings.STAFF_SECOND_FACTOR = False
    service, client = record(world), Client()
    client.force_login(world.fresh(who))
    for path in ("", "due/", f"records/{service.pk}/", "imports/", "suggestions/", "kinds/"):
        assert client.get(f"/staff/directory/{path}").status_code == 403
    assert client.post(f"/staff/directory/records/{service.pk}/withdraw/").status_code == 403


def test_every_page_of_the_desk_answers_whatever_is_asked(world: World, desk: Client) -> None:
    service = record(world)
    assure_service(service=service, assurer_email="a@b.example", actor=world.system, at=NOW)
    county, big = world.county.pk, "9" * 30
    right = ["", "?q=lunch&status=draft&standing=assured&term=1", "new/", "due/", f"rules/{county}/", "kinds/",
             "kinds/new/", "suggestions/", "imports/", "imports/new/", f"records/{service.pk}/",
             f"records/{service.pk}/change/", f"records/{service.pk}/places/", f"records/{service.pk}/times/",
             f"records/{service.pk}/assure/", f"records/{service.pk}/provider/", "?q=%00&term=x"]  # fmt: skip
    for path in right:
        assert desk.get(f"/staff/directory/{path}").status_code == 200, path
    for path in (f"rules/{world.lowton.pk}/", f"records/{big}/", f"imports/{big}/", "kinds/999/", "imports/1/"):
        assert desk.get(f"/staff/directory/{path}").status_code == 404, path
    for path in (f"suggestions/{big}/accept/", f"records/{service.pk}/undo/{big}/", f"records/{service.pk}/odd/"):
        assert desk.post(f"/staff/directory/{path}").status_code == 404, path
    for path in ("", "new/", f"{big}/"):
        assert desk.get(f"/staff/volunteers/{path}").status_code in (200, 404), path
    rules = {"months": "6", "ask_days_before": "14, 7", "ask_days_after": "x", "unconfirmed_after_months": "1",
             "hidden_after_months": "2"}  # fmt: skip
    assert "There is a problem" in desk.post(f"/staff/directory/rules/{county}/", rules).content.decode()
    assert desk.post(f"/staff/directory/rules/{county}/", {**rules, "ask_days_after": ""}).status_code == 302
    assert "6 months" in desk.get("/staff/directory/due/").content.decode()
