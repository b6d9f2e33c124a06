"""Which council: an address is asked for once, kept only by choice, and nobody is sent off the site."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.db.portal.conftest import Portal


def test_nothing_is_kept_on_a_device_before_somebody_chooses(portal: Portal) -> None:
    answer = portal.client.get("/")
    assert answer.status_code == 200
    assert set(answer.cookies) <= {"csrftoken"}
    found = portal.client.get("/", {"where": "bk11aa"})
    assert "1 Mill Street" in found.content.decode()
    assert set(found.cookies) <= {"csrftoken"}


def test_the_chosen_address_is_remembered_until_it_is_taken_off(portal: Portal) -> None:
    chosen = portal.client.post("/place/", {"uprn": portal.address.uprn})
    assert chosen["Location"] == f"/home/{portal.address.uprn}/"
    assert "1 Mill Street" in portal.client.get("/").content.decode()
    portal.client.post("/place/forget/")
    assert "1 Mill Street" not in portal.client.get("/").content.decode()


def test_a_forged_place_is_no_place(portal: Portal) -> None:
    portal.client.cookies["place"] = "100012345678:forged"
    assert "1 Mill Street" not in portal.client.get("/").content.decode()


def test_an_address_we_do_not_know_says_what_to_do(portal: Portal) -> None:
    answer = portal.client.get("/", {"where": "ZZ9 9ZZ"})
    assert "We have no address at this postcode" in answer.content.decode()
    assert answer.content.decode().count("<title>Error: ") == 1


def test_a_councils_own_door_wears_its_colours(portal: Portal) -> None:
    answer = portal.client.get("/c/lowton/", follow=True)
    assert answer.context["brand"].name == "Lowton District Council"
    assert portal.client.get("/services/").context["brand"].name == "Lowton District Council"
    portal.client.post("/c/")
    assert portal.client.get("/services/").context["brand"].name != "Lowton District Council"


def test_a_door_that_does_not_exist_is_a_404(portal: Portal) -> None:
    assert portal.client.get("/c/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/ok\r\nX: y",
        "/\t/evil.example",
    ],
)
def test_nobody_is_sent_off_the_site(portal: Portal, elsewhere: str) -> None:
    answer = portal.client.post("/place/", {"uprn": portal.address.uprn, "next": elsewhere})
    assert answer["Location"] == f"/home/{portal.address.uprn}/"


def test_a_path_of_this_site_is_kept(portal: Portal) -> None:
    answer = portal.client.post("/place/", {"uprn": portal.address.uprn, "next": "/services/hole/"})
    assert answer["Location"] == "/services/hole/"


def test_suggestions_are_addresses_and_nothing_else(portal: Portal) -> None:
    rows = portal.client.get("/place/suggest/", {"q": "bk1 1aa"}).json()["addresses"]
    assert [row["uprn"] for row in rows] == [portal.address.uprn]
    assert portal.client.get("/place/suggest/", {"q": "\x00"}).json() == {"addresses": []}


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "a\x00b",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "x" * 9000,
        "<svg/onload=alert(1)>",
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "box"),
    [
        ("get", "/", "where"),
        ("post", "/place/", "uprn"),
        ("post", "/place/", "typed"),
        ("get", "/services/search/", "q"),
        ("get", "/services/", "letter"),
        ("get", "/reports/", "where"),
        ("post", "/track/", "reference"),
        ("post", "/track/", "known"),
        ("post", "/feedback/", "page"),
        ("get", "/place/suggest/", "q"),
    ],
)
def test_what_cannot_be_read_is_never_a_crash(portal: Portal, method: str, path: str, box: str, text: str) -> None:
    browser = Client(raise_request_exception=True)
    sent = {"reference": "7KM4PQXT9", "known": "x", "answer": "yes", "page": "/", box: text}
    answer = getattr(browser, method)(path, sent)
    assert answer.status_code < 500
    assert b"<svg/onload" not in answer.content
