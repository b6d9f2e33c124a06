"""GeoReport v2, clause by clause: the headings are the specification's own (wiki.open311.org/GeoReport_v2)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from civichub.accounts.models import ApiToken
from civichub.accounts.operations import issue_token, revoke_token
from civichub.cases.models import Case
from civichub.cases.operations.steps import move_case
from civichub.handover.models import Listing
from civichub.handover.operations.routes import publish_listing, withdraw_listing
from tests.db.open311.conftest import GOOD, Caller, errors_of, xml_of
from tests.factories.world import BEFORE, World, make_case

FORMATS = ("xml", "json")


class TestServiceDiscovery:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_the_discovery_file_exists_in_both_formats(self, published: World, kind: str) -> None:
        answer = Client().get(f"/open311/discovery.{kind}")
        assert answer.status_code == 200
        assert Client().get(f"/open311/v2/discovery.{kind}").content == answer.content

    def test_it_names_changeset_contact_key_service_and_endpoints(self, published: World) -> None:
        found = Client().get("/open311/discovery.json").json()
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        (endpoint,) = found["endpoints"]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["url"].endswith("/open311/v2")
        assert endpoint["type"] in ("production", "test")
        assert endpoint["formats"] == ["text/xml", "application/json"]
        root = xml_of(Client().get("/open311/discovery.xml"))
        assert root.tag == "discovery"
        assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


class TestInternationalizationAndEncoding:
    def test_date_time_format_has_its_zone(self, published: World, caller: Caller) -> None:
        make_case(published, at=timezone.now())
        (row,) = caller.rows("requests.json")
        for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
            assert datetime.fromisoformat(row[name]).tzinfo is not None

    def test_encoding_is_utf_8_everywhere(self, published: World, caller: Caller) -> None:
        acting: dict[str, Any] = {"actor": published.system, "at": BEFORE}
        publish_listing(
            organisation=published.county, service=published.services["missed-bin"], code="bin", group="Müll – Ab­fall",
            **acting,
        )  # fmt: skip
        answer = caller.get("services.xml")
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        assert "Müll" in answer.content.decode()
        assert "Müll" in caller.get("services.json").content.decode()

    def test_what_is_received_is_utf_8(self, caller: Caller) -> None:
        caller.post("requests.json", {**GOOD, "description": "Größer als ein Teller – 大きい"})
        assert "大きい" in Case.objects.get().description


class TestFormatSupport:
    def test_xml_is_required_and_json_provided(self, published: World, caller: Caller) -> None:
        assert caller.get("services.xml")["Content-Type"] == "text/xml; charset=utf-8"
        assert caller.get("services.json")["Content-Type"].startswith("application/json")

    def test_another_format_is_not_found(self, published: World, caller: Caller) -> None:
        answer = caller.get("services.yaml")
        assert answer.status_code == 404
        assert xml_of(answer).tag == "errors"


class TestErrors:
    """Errors: an array of code and description, in both formats, with the HTTP status."""

    def test_403_missing_or_invalid_api_key(self, published: World, caller: Caller) -> None:
        for key in ("", "nonsense", "hub_" + "x" * 200, "ключ"):
            answer = Caller(key).post("requests.json", GOOD)
            assert answer.status_code == 403
            assert errors_of(answer)
        revoke_token(token=ApiToken.objects.get(), actor=published.system, at=timezone.now())
        assert caller.post("requests.json", GOOD).status_code == 403
        assert not Case.objects.exists()

    def test_404_for_a_jurisdiction_id_that_was_not_found(self, published: World, caller: Caller) -> None:
        for path in ("services.json", "services/POT-1.json", "requests.json", "requests/X.json", "tokens/X.json"):
            answer = caller.get(path, jurisdiction_id="nowhere")
            assert answer.status_code == 404
            assert errors_of(answer) == ["jurisdiction_id provided was not found."]
        assert caller.get("services.json", jurisdiction_id="county").status_code == 200

    def test_400_for_a_jurisdiction_id_that_was_not_provided(self, published: World, caller: Caller) -> None:
        publish_listing(
            organisation=published.lowton, service=published.services["missed-bin"], code="bin", actor=published.system,
            at=BEFORE,
        )  # fmt: skip
        assert errors_of(caller.get("services.json")) == ["jurisdiction_id was not provided."]
        assert [row["service_code"] for row in caller.rows("services.json", jurisdiction_id="lowton")] == ["bin"]

    def test_400_for_anything_else_that_went_wrong_and_each_fault_is_named(
        self, published: World, caller: Caller
    ) -> None:
        answer = caller.post("requests.xml", {**GOOD, "attribute[where]": "moon", "attribute[width]": ""})
        assert answer.status_code == 400
        found = xml_of(answer)
        assert [error.findtext("code") for error in found.findall("error")] == ["400", "400"]
        assert {error.findtext("description", "").split(":")[0] for error in found.findall("error")} == {
            "attribute[where]", "attribute[width]"
        }  # fmt: skip


class TestGetServiceList:
    def test_its_fields(self, published: World, caller: Caller) -> None:
        (row,) = caller.rows("services.json")
        assert row == {
            "service_code": "POT-1", "service_name": "Pothole", "description": "", "metadata": True,
            "type": "realtime", "keywords": "hole, road", "group": "Roads",
        }  # fmt: skip
        service = xml_of(caller.get("services.xml")).find("service")
        assert service is not None
        assert {part.tag: part.text or "" for part in service} == row | {"metadata": "true"}

    def test_only_what_is_published_is_listed(self, published: World, caller: Caller) -> None:
        """Abuse case 25: drafts, sensitive services and those nobody published are absent."""
        withdraw_listing(listing=Listing.objects.get(), actor=published.system, at=timezone.now())
        assert caller.get("services.json").status_code == 400, "nobody publishes anything: there is no jurisdiction"

    def test_service_codes_are_strings(self, published: World, caller: Caller) -> None:
        """The specification's own JSON examples have bare numbers with leading noughts, which is no JSON."""
        assert all(isinstance(row["service_code"], str) for row in caller.rows("services.json"))


class TestGetServiceDefinition:
    def test_attributes_come_from_the_form(self, published: World, caller: Caller) -> None:
        found = caller.get("services/POT-1.json").json()
        assert found["service_code"] == "POT-1"
        by_code = {one["code"]: one for one in found["attributes"]}
        assert list(by_code) == [
            one["code"] for one in sorted(found["attributes"], key=lambda attribute: attribute["order"])
        ]
        assert by_code["where"]["datatype"] == "singlevaluelist"
        assert by_code["where"]["required"] is True
        assert {"key": "road", "name": "A road"} in by_code["where"]["values"]
        assert (by_code["harm_when"]["datatype"], by_code["harm_when"]["required"]) == ("datetime", False)
        assert not {"place", "photos", "anything_else", "email"} & set(by_code), (
            "what the standard's own fields ask for is not asked twice"
        )

    def test_its_fields_in_xml(self, published: World, caller: Caller) -> None:
        root = xml_of(caller.get("services/POT-1.xml"))
        assert root.tag == "service_definition"
        attribute = root.find("attributes/attribute")
        assert attribute is not None
        assert [part.tag for part in attribute] == [
            "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"
        ]  # fmt: skip
        assert attribute.findtext("values/value/key") == "road"

    def test_404_for_a_service_code_that_was_not_found(self, published: World, caller: Caller) -> None:
        for code in ("nothing", "social-care", "missed-bin", "a.b.c"):
            assert errors_of(caller.get(f"services/{code}.json")) == ["service_code provided was not found."]


class TestPostServiceRequest:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_the_reply_has_a_service_request_id_and_no_token(self, caller: Caller, kind: str) -> None:
        answer = caller.post(f"requests.{kind}", GOOD)
        assert answer.status_code == 200, answer.content
        case = Case.objects.get()
        if kind == "json":
            (row,) = answer.json()
            assert set(row) == {"service_request_id", "service_notice", "account_id"}
            assert row["service_request_id"] == case.reference
        else:
            assert xml_of(answer).findtext("request/service_request_id") == case.reference
        assert (case.channel, case.reporter_name, case.answers["width"]) == ("api", "Sam Reed", "large")
        assert (round(case.easting or 0), case.description) == (404071, "Deep enough to lose a wheel")

    def test_a_service_of_type_batch_gives_a_token_and_no_service_request_id(
        self, published: World, caller: Caller
    ) -> None:
        Listing.objects.update(kind="batch")
        (row,) = caller.post("requests.json", GOOD).json()
        assert "service_request_id" not in row
        (found,) = caller.rows(f"tokens/{row['token']}.json")
        assert found == {"service_request_id": Case.objects.get().reference, "token": row["token"]}

    @pytest.mark.parametrize(
        "place",
        [{"lat": "52.30641", "long": "-1.94172"}, {"address_string": "High Street, by the school"}],
    )
    def test_lat_and_long_or_address_string_is_enough(self, caller: Caller, place: dict[str, str]) -> None:
        fields = {name: value for name, value in GOOD.items() if name not in ("lat", "long")}
        assert caller.post("requests.json", fields | place).status_code == 200

    @pytest.mark.parametrize(
        "place",
        [{}, {"lat": "52.3"}, {"long": "-1.9"}, {"lat": "north", "long": "-1.9"}, {"lat": "nan", "long": "inf"},
         {"lat": "-1.9", "long": "52.3"}, {"lat": "40.7", "long": "-74.0"}, {"address_id": "99999"},
         {"address_id": "abc"}],
    )  # fmt: skip
    def test_400_without_a_place_that_can_be_found(self, caller: Caller, place: dict[str, str]) -> None:
        fields = {name: value for name, value in GOOD.items() if name not in ("lat", "long")}
        answer = caller.post("requests.json", fields | place)
        assert answer.status_code == 400
        assert errors_of(answer)

    def test_400_for_a_service_code_not_provided_and_404_for_one_not_found(self, caller: Caller) -> None:
        assert errors_of(caller.post("requests.json", {**GOOD, "service_code": ""})) == [
            "service_code was not provided."
        ]
        answer = caller.post("requests.json", {**GOOD, "service_code": "social-care"})
        assert (answer.status_code, errors_of(answer)) == (404, ["service_code provided was not found."])

    def test_an_empty_parameter_is_an_absent_one(self, caller: Caller) -> None:
        fields = {**GOOD, "phone": "", "media_url": "", "account_id": "", "attribute[harm_what]": ""}
        assert caller.post("requests.json", fields).status_code == 200
        assert "harm_what" not in Case.objects.get().answers

    def test_attributes_take_one_value_or_many(self, caller: Caller) -> None:
        fields = {**GOOD, "attribute[width][]": "large"}
        del fields["attribute[width]"]
        assert caller.post("requests.json", fields).status_code == 200
        answer = caller.post("requests.json", {**GOOD, "attribute[unheard-of]": "x"})
        assert answer.status_code == 400
        assert "unheard-of" in errors_of(answer)[0]

    def test_a_description_has_at_most_4000_characters_and_html_is_words(self, caller: Caller) -> None:
        assert caller.post("requests.json", {**GOOD, "description": "x" * 4_001}).status_code == 400
        assert caller.post("requests.json", {**GOOD, "description": "<b>deep</b><script>x</script>"}).status_code == 200
        assert Case.objects.get().description == "<b>deep</b><script>x</script>", "kept as words; shown escaped"

    def test_a_picture_s_address_is_kept_and_never_fetched(self, caller: Caller) -> None:
        """Abuse case 17: whatever it leads to, nothing calls it."""
        caller.post("requests.json", {**GOOD, "media_url": "https://169.254.169.254/picture.jpg"})
        assert "Picture: https://169.254.169.254/picture.jpg" in Case.objects.get().description
        for url in ("file:///etc/passwd", "javascript:alert(1)", "http://example.org/a.jpg"):
            assert caller.post("requests.json", {**GOOD, "media_url": url}).status_code == 400

    def test_the_same_request_twice_opens_one_case(self, caller: Caller) -> None:
        first = caller.post("requests.json", GOOD).json()[0]["service_request_id"]
        assert caller.post("requests.json", GOOD).json()[0]["service_request_id"] == first
        named = {"Idempotency-Key": "one"}
        second = caller.post("requests.json", GOOD, **named).json()[0]["service_request_id"]
        assert second != first, "its own key says that it is another"
        assert caller.post("requests.json", GOOD, **named).json()[0]["service_request_id"] == second
        assert caller.post("requests.json", {**GOOD, "lat": "52.31"}, **named).status_code == 400
        assert Case.objects.count() == 2

    def test_it_must_be_form_encoded(self, caller: Caller) -> None:
        kind = "application/json"
        answer = Client().post(
            "/open311/v2/requests.json", json.dumps({**GOOD, "api_key": caller.key}), content_type=kind
        )
        assert answer.status_code == 400

    def test_a_key_needs_the_scope(self, published: World) -> None:
        _, key = issue_token(
            label="Reader", organisation=published.county, scopes=["case.view"], actor=published.system, at=BEFORE
        )
        assert Caller(key).post("requests.json", GOOD).status_code == 403

    @pytest.mark.parametrize("bad", [{"description": "a\x00b"}, {"attribute[where\x00]": "road"}, {"lat": "5\x00"}])
    def test_400_for_what_cannot_be_read(self, caller: Caller, bad: dict[str, str]) -> None:
        assert caller.post("requests.json", {**GOOD, **bad}).status_code == 400

    def test_what_the_form_turns_away_is_told_where_to_go(self, caller: Caller) -> None:
        answer = caller.post("requests.json", {**GOOD, "attribute[where]": "motorway"})
        assert answer.status_code == 400
        assert "National Highways" in errors_of(answer)[0]


class TestGetServiceRequestIdFromAToken:
    def test_404_for_a_token_that_was_not_found(self, published: World, caller: Caller) -> None:
        for token in ("nothing", signing.dumps("7KM4PQXT9", salt="of something else")):
            assert errors_of(caller.get(f"tokens/{token}.json")) == ["token was not found."]


class TestGetServiceRequests:
    def test_its_fields_and_nothing_personal(self, published: World, caller: Caller) -> None:
        caller.post("requests.json", {**GOOD, "address_string": "7 Canary Lane"})
        (row,) = caller.rows("requests.json")
        case = Case.objects.get()
        assert set(row) == {
            "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
            "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
            "address", "address_id", "zipcode", "lat", "long", "media_url",
        }  # fmt: skip
        assert (row["service_request_id"], row["status"], row["service_code"]) == (case.reference, "open", "POT-1")
        assert (row["status_notes"], row["agency_responsible"]) == ("We have received it", "Testshire County Council")
        for canary in ("Canary", "Sam", "Reed", "wheel", "example.org"):
            assert canary not in json.dumps(row)

    def test_places_are_coarse(self, published: World, caller: Caller) -> None:
        caller.post("requests.json", GOOD)
        (row,) = caller.rows("requests.json")
        assert 0 < abs(row["lat"] - 52.30641) + abs(row["long"] + 1.94172) < 0.001, "within 50 metres, and not exact"

    def test_service_request_id_overrides_all_other_arguments(self, published: World, caller: Caller) -> None:
        old = make_case(published, at=timezone.now() - timedelta(days=200))
        new = make_case(published, at=timezone.now())
        asked = f"{old.reference},{new.reference}"
        rows = caller.rows("requests.json", service_request_id=asked, status="closed", start_date="", service_code="x")
        assert {row["service_request_id"] for row in rows} == {old.reference, new.reference}
        assert caller.rows("requests.json", service_request_id="nothing") == []

    def test_the_latest_90_days_unless_a_range_is_given(self, published: World, caller: Caller) -> None:
        old, new = (make_case(published, at=timezone.now() - timedelta(days=days)) for days in (100, 1))
        assert [row["service_request_id"] for row in caller.rows("requests.json")] == [new.reference]
        since = f"{timezone.now() - timedelta(days=120):%Y-%m-%dT%H:%M:%SZ}"
        assert {row["service_request_id"] for row in caller.rows("requests.json", start_date=since)} == {old.reference}
        until = f"{timezone.now() - timedelta(days=50):%Y-%m-%dT%H:%M:%SZ}"
        rows = caller.rows("requests.json", start_date=since, end_date=until)
        assert [row["service_request_id"] for row in rows] == [old.reference]

    @pytest.mark.parametrize(
        ("start", "end"),
        [("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"), ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"),
         ("yesterday", ""), ("2026-01-01", ""), ("2026-01-01T00:00:00", ""), ("9999-12-31T23:59:59Z", "")],
    )  # fmt: skip
    def test_a_range_may_not_span_more_than_90_days_and_times_have_zones(
        self, published: World, caller: Caller, start: str, end: str
    ) -> None:
        assert caller.get("requests.json", start_date=start, end_date=end).status_code == 400

    def test_status_is_open_or_closed(self, published: World, caller: Caller) -> None:
        done, still = (make_case(published, at=timezone.now()) for _ in range(2))
        move_case(case=done, step="close", outcome="fixed", actor=published.people["officer"], at=timezone.now())

        def found(status: str) -> set[str]:
            return {row["service_request_id"] for row in caller.rows("requests.json", status=status)}

        assert (found("open"), found("closed")) == ({still.reference}, {done.reference})
        assert found("open,closed") == found("") == {still.reference, done.reference}
        assert caller.get("requests.json", status="resolved").status_code == 400
        (row,) = caller.rows("requests.json", status="closed")
        assert (row["status_notes"], row["expected_datetime"]) == ("We have fixed it.", None)

    def test_service_code_narrows_and_may_be_several(self, published: World, caller: Caller) -> None:
        make_case(published, at=timezone.now())
        assert len(caller.rows("requests.json", service_code="POT-1,other")) == 1
        assert caller.rows("requests.json", service_code="other") == []

    def test_at_most_1000_and_pages(self, published: World, caller: Caller) -> None:
        cases = [make_case(published, at=timezone.now() - timedelta(minutes=n)) for n in range(3)]
        pages = [caller.rows("requests.json", page=str(page), page_size="2") for page in (1, 2, 3)]
        assert [[row["service_request_id"] for row in page] for page in pages] == [
            [cases[0].reference, cases[1].reference], [cases[2].reference], []
        ]  # fmt: skip
        for bad in ("0", "-1", "x", "9" * 30):
            assert caller.get("requests.json", page=bad).status_code == 400

    def test_xml(self, published: World, caller: Caller) -> None:
        make_case(published, at=timezone.now())
        root = xml_of(caller.get("requests.xml"))
        assert root.tag == "service_requests"
        assert root.findtext("request/status") == "open"
        assert root.findtext("request/address") == ""


class TestGetServiceRequest:
    @pytest.mark.parametrize("kind", FORMATS)
    def test_one_by_its_id(self, published: World, caller: Caller, kind: str) -> None:
        case = make_case(published, at=timezone.now())
        answer = caller.get(f"requests/{case.reference}.{kind}")
        found = answer.json()[0]["status"] if kind == "json" else xml_of(answer).findtext("request/status")
        assert found == "open"

    def test_404_for_one_that_was_not_found(self, published: World, caller: Caller) -> None:
        hidden = make_case(published, "social-care", at=timezone.now())
        missing = caller.get("requests/7KM4PQXT9.json")
        assert missing.status_code == 404
        assert caller.get(f"requests/{hidden.reference}.json").content == missing.content, "byte for byte the same"
