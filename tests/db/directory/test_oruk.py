"""The endpoints of Open Referral UK 3.0, clause by clause of the published profile, and what they must never show."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.validators import URLValidator, validate_email
from django.test import Client
from django.utils import timezone

from civichub.api.directory import answering
from civichub.directory.models import Service
from civichub.directory.operations.terms import set_term
from tests.factories.directory import LUNCH_CLUB, put_address, record
from tests.factories.world import World

SPEC = yaml.safe_load((Path(__file__).parents[2] / "samples" / "directory" / "oruk_3_0.yaml").read_text())
STUB = "/api/directory/v3"
LISTS = ("/services", "/taxonomies", "/taxonomy_terms", "/service_at_locations")


def get(path: str, status: int = 200, **asked: Any) -> Any:
    answer = Client().get(STUB + path, asked)
    assert answer.status_code == status, answer.content[:300]
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def check(kind: str, value: Any, path: str) -> None:
    """A value has the type and format that the profile gives it."""
    if isinstance(kind, list):
        assert value in kind, path
    elif kind in ("integer", "number"):
        assert isinstance(value, int if kind == "integer" else int | float), path
        assert not isinstance(value, bool), path
    elif kind in ("boolean", "array"):
        assert isinstance(value, bool if kind == "boolean" else list), path
    else:
        assert isinstance(value, str), path
        if kind == "uuid":
            assert str(uuid.UUID(value)) == value, path
        elif kind == "uri":
            URLValidator()(value)
        elif kind == "email":
            validate_email(value)
        elif kind == "date-time":
            assert datetime.fromisoformat(value).tzinfo, path


def conforms(entity: str, record: dict[str, Any], path: str = "") -> None:
    """An entity has what is required, and what it has is as the profile says, all the way down."""
    told, here = SPEC["entities"][entity], f"{path}/{entity}"
    missing = set(told["required"]) - record.keys()
    assert not missing, f"{here} lacks {missing}"
    for name, kind in told["fields"].items():
        if name in record:
            check(kind, record[name], f"{here}.{name}")
    for name, inner in told.get("nested", {}).items():
        rows = record.get(name, []) if isinstance(inner, list) else [record[name]] if name in record else []
        for row in rows:
            conforms(inner[0] if isinstance(inner, list) else inner, row, here)


@pytest.fixture
def service(world: World) -> Service:
    now = timezone.now()
    set_term(taxonomy="Needs and situations", name="Bereavement", actor=world.system, at=now)
    place = LUNCH_CLUB["locations"][0] | {"schedules": [{"freq": "MONTHLY", "byday": "1MO", "opens_at": "09:00"}]}
    identified = {**LUNCH_CLUB["organization"], "identifier_scheme": "GB-CHC", "identifier": "123456"}
    return record(world, at=now - timedelta(days=2), locations=[place], organization=identified,
                  required_documents="A smile", alert="Closed on Good Friday")  # fmt: skip


def test_the_root_declares_version_profile_and_a_description_that_is_there(service: Service) -> None:
    about = get("/")
    for name, kind in SPEC["root"].items():
        check(kind, about[name], name)
    assert about["version"] == "HSDS-UK-3.0"
    described = get(urlsplit(about["openapi_url"]).path.removeprefix(STUB))
    assert described["openapi"].startswith("3.")
    for path, parameters in SPEC["endpoints"].items():
        there = {one["name"] for one in described["paths"][path]["get"].get("parameters", ()) if one["in"] == "query"}
        assert there >= set(parameters), path
    assert described["servers"][0]["url"].endswith(STUB)


def resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"][name] if name else schema


def told_of(value: Any, schema: dict[str, Any], described: dict[str, Any], path: str) -> None:
    """What is answered is what our own description says, no field more."""
    schema = resolved(schema, described)
    if schema["type"] == "object":
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys(), f"{path}: {value.keys()}"
        for name, inner in value.items():
            told_of(inner, schema["properties"][name], described, f"{path}.{name}")
    elif schema["type"] == "array":
        for inner in value:
            told_of(inner, schema["items"], described, path)


def test_every_list_has_the_envelope_and_every_record_conforms(service: Service) -> None:
    described = get("/openapi.json")
    for path in LISTS:
        page = get(path)
        for name, kind in SPEC["page"].items():
            check(kind, page[name], f"{path}.{name}")
        assert page["contents"], path
        entity = {"/taxonomies": "taxonomy"}.get(path, path.strip("/").rstrip("s"))
        for one in page["contents"]:
            conforms(entity, one, path)
            whole = get(f"{path}/{one['id']}")
            conforms(entity, whole, path)
            assert whole["id"] == one["id"]
            for answered in (one, whole):
                told_of(answered, {"$ref": f"/{entity}"}, described, path)


def test_a_service_in_full_holds_everything(service: Service) -> None:
    whole = get(f"/services/{service.uuid}")
    for name in ("schedules", "service_areas", "service_at_locations", "languages", "cost_options", "contacts",
                 "attributes", "phones", "required_documents"):  # fmt: skip
        assert whole[name], name
    assert whole["schedules"][0]["opens_at"] == "11:30:00"
    place = whole["service_at_locations"][0]
    assert place["location"]["addresses"][0]["postal_code"] == "LE1 1AA"
    assert len(place["location"]["accessibility"]) == 2
    assert place["schedules"][0]["byday"] == "1MO"
    assert whole["organization"]["organization_identifiers"][0]["identifier"] == "123456"


def test_pages_are_counted_as_the_profile_says(world: World, service: Service) -> None:
    for number in range(4):
        record(world, at=timezone.now(), name=f"Club {number}")
    first, last = get("/services", per_page=2), get("/services", per_page=2, page=3)
    assert (first["total_items"], first["total_pages"], first["size"]) == (5, 3, 2)
    assert (first["first_page"], first["last_page"]) == (True, False)
    assert (last["page_number"], last["size"], last["last_page"], last["empty"]) == (3, 1, True, False)
    past = get("/services", per_page=2, page=9)
    assert (past["empty"], past["contents"], past["last_page"]) == (True, [], True)
    assert get("/services", per_page=5000)["size"] == 5
    ids = [one["id"] for page in (1, 2, 3) for one in get("/services", per_page=2, page=page)["contents"]]
    assert len(set(ids)) == 5


def test_filters_add_up(world: World, service: Service) -> None:
    term = get("/taxonomy_terms")["contents"][0]
    evening = [{"freq": "WEEKLY", "byday": "WE", "opens_at": "18:00", "closes_at": "20:00"}]
    record(world, at=timezone.now(), name="Choir", terms=[], minimum_age=60, maximum_age=90, schedules=evening)

    def names(**asked: Any) -> list[str]:
        return [one["name"] for one in get("/services", **asked)["contents"]]

    assert names() == ["Bereavement lunch club", "Choir"]
    assert names(taxonomy_term_id=term["id"]) == names(taxonomy_id=term["taxonomy_id"]) == ["Bereavement lunch club"]
    assert names(minimum_age=60) == ["Choir"]
    assert names(maximum_age=90) == ["Choir"]
    assert names(day="WE") == names(day="wednesday") == ["Choir"]
    assert names(start_time="18:00") == names(end_time="21:00", start_time="17:00") == ["Choir"]
    assert names(day="WE", start_time="10:00", end_time="14:00") == []
    assert names(search="lunch neighbours") == ["Bereavement lunch club"]
    assert names(search="lunch", minimum_age=60) == []
    assert names(taxonomy_term_id=str(uuid.uuid4())) == []


def test_places_are_found_by_postcode_area_and_distance(world: World, service: Service) -> None:
    put_address("100001", postcode="LE1 1AA", latitude=52.3, longitude=-1.905)
    far = {"location": {"name": "Far hall", "latitude": 52.5, "longitude": -1.9}}
    record(world, at=timezone.now(), name="Far", locations=[far])
    elsewhere = {"location": {"name": "Other hall", "latitude": 52.3, "longitude": -1.9}}
    areas = [{"name": "Elsewhere", "extent": "E99999999"}]
    record(world, at=timezone.now(), name="Elsewhere", locations=[elsewhere], service_areas=areas)

    def names(**asked: Any) -> list[str]:
        return [one["service"]["name"] for one in get("/service_at_locations", **asked)["contents"]]

    assert sorted(names()) == ["Bereavement lunch club", "Elsewhere", "Far"]
    assert names(postcode="LE1 1AA") == ["Bereavement lunch club", "Far"]
    assert names(postcode="le11aa", proximity=3000) == ["Bereavement lunch club"]


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/services", {"page": "0"}), ("/services", {"page": "x"}), ("/services", {"per_page": "-1"}),
     ("/services", {"page": "9" * 30}), ("/services", {"minimum_age": "old"}), ("/services", {"day": "XX"}),
     ("/services", {"start_time": "25:00"}), ("/services", {"taxonomy_id": "1"}),
     ("/service_at_locations", {"postcode": "nowhere"}), ("/service_at_locations", {"proximity": "5"}),
     ("/service_at_locations", {"postcode": "LE1 1AA", "proximity": "far"})],
)  # fmt: skip
def test_what_cannot_be_read_is_a_400_that_says_why(db: None, path: str, asked: dict[str, str]) -> None:
    refused = get(path, 400, **asked)
    assert refused["errors"][0]["field"] in asked or refused["errors"][0]["field"] == "postcode"


def test_what_is_not_there_is_a_404_and_nothing_can_be_written(service: Service) -> None:
    for path in LISTS:
        for key in (str(uuid.uuid4()), "1", "x" * 300, "nil"):
            get(f"{path}/{key}", 404)
    get("/organizations", 404)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"{STUB}/services", {})
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (405, "*")
    asked_before = Client().options(f"{STUB}/services")
    assert (asked_before.status_code, asked_before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert get("/services", search="'; drop table--", unknown="1")["empty"]


def test_too_many_requests_are_refused_with_a_time_to_wait(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_throttle", answering.AnonRateThrottle("2/m"))
    client = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [client.get(f"{STUB}/").status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    refused = client.get(f"{STUB}/")
    assert int(refused["Retry-After"]) > 0
    assert refused["Access-Control-Allow-Origin"] == "*"


def test_drafts_ended_hidden_and_withheld_records_are_absent_everywhere(world: World, service: Service) -> None:
    """Abuse case 25: what is not public, deleted, draft, or would locate a person at risk is absent."""
    now, canary = timezone.now(), "CANARY"
    kept = {"name": f"{canary} House", "address_1": f"{canary} Street", "city": canary, "postal_code": "LE9 9ZZ",
              "latitude": 52.31, "longitude": -1.91, "withheld": True}  # fmt: skip
    refuge = record(world, at=now, name="Refuge", locations=[{"location": kept}], terms=[])
    hidden = [record(world, at=now, name=f"{canary} {number}") for number in range(3)]
    draft = record(world, at=now, published=False, name=f"{canary} draft")
    for one, status in zip(hidden, ("defunct", "inactive", "active"), strict=True):
        Service.objects.filter(pk=one.pk).update(status=status)
    passed = now.date() - timedelta(days=1)
    gone = {"assured_until": passed, "unconfirmed_from": passed, "hidden_from": passed}
    Service.objects.filter(pk=hidden[2].pk).update(**gone)
    client, seen = Client(), ""
    for path in (*LISTS, f"/services/{refuge.uuid}"):
        seen += client.get(f"{STUB}{path}", {"per_page": 100}).content.decode()
    for secret in (canary, "LE9 9ZZ", "52.31"):
        assert secret not in seen
    assert str(refuge.uuid) in seen
    for one in (*hidden, draft):
        assert str(one.uuid) not in seen
        get(f"/services/{one.uuid}", 404)
        for place in one.service_at_locations.all():
            get(f"/service_at_locations/{place.uuid}", 404)
    get(f"/service_at_locations/{refuge.service_at_locations.get().uuid}", 404)
    put_address("100002", postcode="LE9 9ZZ", latitude=52.31, longitude=-1.91)
    near = get("/service_at_locations", postcode="LE9 9ZZ", proximity=500)
    assert canary not in str(near)
    assert "Refuge" not in str(near)
    assert get("/services", search=canary)["empty"]
