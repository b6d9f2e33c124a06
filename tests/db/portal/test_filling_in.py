"""Filling in a form: one page after another, nothing lost, nothing sent twice, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civichub.cases.models import Attachment, Case
from civichub.forms.models import FormDraft
from tests.db.portal.conftest import HERE, PNG, Portal

Resident = Callable[..., Client]


def test_starting_needs_a_button_and_leads_to_the_first_page(portal: Portal) -> None:
    assert portal.client.get("/services/hole/start/").status_code == 405
    token = portal.begin()
    page = portal.client.get(f"/apply/{token}/land/")
    assert page.status_code == 200
    assert page["Cache-Control"].count("no-store") == 1
    assert page["X-Robots-Tag"].startswith("noindex")


def test_a_page_that_is_not_reached_yet_gives_way_to_the_one_that_is(portal: Portal) -> None:
    token = portal.begin()
    assert portal.client.get(f"/apply/{token}/contact/")["Location"] == f"/apply/{token}/land/"
    assert portal.client.get(f"/apply/{token}/check-answers/")["Location"] == f"/apply/{token}/land/"
    assert portal.client.get(f"/apply/{token}/nonsense/").status_code == 404


def test_an_empty_answer_is_told_at_the_top_and_at_the_box(portal: Portal) -> None:
    token = portal.begin()
    page = portal.client.post(f"/apply/{token}/land/", {}).content.decode()
    assert "<title>Error: " in page
    assert page.count("Select what the hole is in") == 2
    assert 'href="#id_land_0"' in page


def test_a_question_under_an_answer_is_asked_only_with_that_answer(portal: Portal) -> None:
    token = portal.fill_in(until="danger")
    page = portal.client.post(f"/apply/{token}/danger/", {"danger": "yes"}).content.decode()
    assert "Enter what the danger is" in page
    answer = portal.client.post(f"/apply/{token}/danger/", {"danger": "no", "danger_what": "thrown away"})
    assert answer.status_code == 302
    assert "danger_what" not in FormDraft.objects.get(token=token).answers


def test_somebody_who_cannot_ask_for_this_is_told_what_to_do_instead(portal: Portal) -> None:
    token = portal.begin()
    answer = portal.client.post(f"/apply/{token}/land/", {"land": "private"}, follow=True)
    page = answer.content.decode()
    assert "The owner repairs private land" in page
    assert "Tell the owner" in page
    assert "https://www.gov.uk/search-property-information-land-registry" in page
    assert portal.client.get(f"/apply/{token}/check-answers/")["Location"].endswith("/not-eligible/")


def test_words_for_a_place_are_looked_up_once_and_may_be_kept(portal: Portal) -> None:
    token = portal.fill_in(until="place")
    page = portal.client.post(f"/apply/{token}/place/", {"place__description": "Mill Street, Lowton"}).content.decode()
    assert "Which of these is nearest to the place?" in page
    assert "Error:" not in page
    chosen = {"place__description": "Mill Street", "place__nearest": portal.address.uprn, "place__offered": "1"}
    assert portal.client.post(f"/apply/{token}/place/", chosen).status_code == 302
    kept = FormDraft.objects.get(token=token).answers["place"]
    assert kept["description"] == "Mill Street"
    assert kept["latitude"] == pytest.approx(52.238, abs=0.01)
    assert not kept["uprn"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"place__latitude": "51.0", "place__longitude": "3.0"}, "Choose a place in"),
        ({"place__latitude": "54.6", "place__longitude": "-5.9"}, "Choose a place in Great Britain"),
        ({"place__latitude": "x", "place__longitude": "y"}, "Choose a place in"),
        ({"place__grid": "nowhere"}, "Enter a grid reference like"),
        ({}, "Enter where the hole is"),
        ({"place__description": "a\x00b"}, "unreadable characters"),
    ],
)
def test_a_place_that_cannot_be_is_told_in_a_sentence(portal: Portal, answers: dict[str, str], words: str) -> None:
    token = portal.fill_in(until="place")
    answer = portal.client.post(f"/apply/{token}/place/", answers)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_grid_reference_is_as_good_as_a_map(portal: Portal) -> None:
    token = portal.fill_in(until="place")
    assert portal.client.post(f"/apply/{token}/place/", {"place__grid": "SP 2000 6000"}).status_code == 302
    assert FormDraft.objects.get(token=token).answers["place"]["latitude"]


def test_files_are_told_by_their_bytes_and_can_be_taken_away(portal: Portal) -> None:
    token = portal.fill_in(until="photos")
    url = f"/apply/{token}/photos/"
    script = SimpleUploadedFile("photo.png", b"<svg onload=alert(1)>", content_type="image/png")
    assert "photo.png must be one of these types: PNG" in portal.client.post(url, {"photos": script}).content.decode()
    large = SimpleUploadedFile("large.png", PNG + b"x" * 1_000_001, content_type="image/png")
    assert "large.png must be smaller than 1 MB" in portal.client.post(url, {"photos": large}).content.decode()
    good = SimpleUploadedFile("<b>.png", PNG, content_type="image/png")
    page = portal.client.post(url, {"photos": good, "action": "upload"}).content.decode()
    assert "&lt;b&gt;.png" in page
    ref = FormDraft.objects.get(token=token).files.get().ref
    assert portal.client.post(f"/apply/{token}/step/files/{ref}/remove/").status_code == 302
    assert not FormDraft.objects.get(token=token).files.exists()


def test_sending_twice_makes_one_case_and_shows_one_reference(portal: Portal) -> None:
    token = portal.fill_in()
    url = f"/apply/{token}/check-answers/"
    first = portal.client.post(url, follow=True)
    second = portal.client.post(url, follow=True)
    assert first.context["reference"] == second.context["reference"]
    assert Case.objects.count() == 1
    assert portal.client.get(f"/apply/{token}/contact/")["Location"].endswith("/sent/")


def test_the_page_that_says_it_arrived_is_shown_for_nothing_else(portal: Portal) -> None:
    token = portal.fill_in()
    assert portal.client.get(f"/apply/{token}/step/sent/")["Location"].endswith("/check-answers/")


def test_the_files_go_with_the_case(portal: Portal) -> None:
    token = portal.fill_in(until="photos")
    portal.client.post(f"/apply/{token}/photos/", {"photos": SimpleUploadedFile("hole.png", PNG)})
    portal.client.post(f"/apply/{token}/contact/", {"email": "sam@example.org"})
    portal.client.post(f"/apply/{token}/check-answers/")
    kept = Attachment.objects.get()
    assert (kept.name, kept.content_type, kept.public) == ("hole.png", "image/png", True)
    assert kept.case.reporter_email == "sam@example.org"


def test_change_leads_back_to_check_answers(portal: Portal) -> None:
    token = portal.fill_in()
    page = portal.client.get(f"/apply/{token}/check-answers/").content.decode()
    assert f"/apply/{token}/contact/?change=1#id_email" in page
    assert '<span class="govuk-visually-hidden"> email address</span>' in page
    answer = portal.client.post(f"/apply/{token}/danger/?change=1", {"danger": "no"})
    assert answer["Location"] == f"/apply/{token}/check-answers/"


def test_a_form_of_an_account_opens_to_nobody_else(portal: Portal, resident: Resident) -> None:
    owner, other = resident("owner@example.org", "Olive Ower"), resident("other@example.org", "Otto Ther")
    token = portal.begin(owner)
    assert owner.get(f"/apply/{token}/land/").status_code == 200
    asked = Client().get(f"/apply/{token}/land/")
    assert asked["Location"].startswith("/sign-in/?next=")
    assert other.get(f"/apply/{token}/land/").status_code == 404
    assert other.post(f"/apply/{token}/land/", {"land": "road"}).status_code == 404


def test_what_we_know_is_not_asked_again(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    token = portal.begin(browser)
    answers = FormDraft.objects.get(token=token).answers
    assert answers["email"] == "sam@example.org"
    assert answers["name"] == {"first": "Sam", "last": "Reed"}
    for page, sent in (("land", {"land": "road"}), ("place", HERE), ("danger", {"danger": "no"})):
        browser.post(f"/apply/{token}/{page}/", sent)
    after = browser.post(f"/apply/{token}/photos/", {})
    assert after["Location"] == f"/apply/{token}/check-answers/"
    browser.post(f"/apply/{token}/check-answers/")
    assert Case.objects.get().customer.account.email == "sam@example.org"


def test_a_link_to_come_back_is_sent_and_not_without_end(portal: Portal) -> None:
    token = portal.fill_in(until="danger")
    url = f"/apply/{token}/step/save/"
    assert "Enter an email address in the correct format" in portal.client.post(url, {"email": "x"}).content.decode()
    page = portal.client.post(url, {"email": "sam@example.org"}).content.decode()
    assert "We have sent you a link" in page
    assert portal.client.get(f"/apply/resume/{token}/")["Location"] == f"/apply/{token}/danger/"
    for _ in range(9):
        portal.client.post(url, {"email": "sam@example.org"})
    assert portal.client.post(url, {"email": "sam@example.org"}).status_code == 429


@pytest.mark.parametrize("token", ["x", "a" * 39, "a" * 200, "%00", "..%2f"])
def test_a_token_that_nobody_has_is_a_404(portal: Portal, token: str) -> None:
    for path in ("land/", "check-answers/", "step/sent/", "step/pay/", "step/save/", "step/similar/", ""):
        assert portal.client.get(f"/apply/{token}/{path}").status_code == 404
    assert portal.client.get(f"/paid/{token}/").status_code == 404


def test_the_next_person_is_shown_the_first_ones_report_without_the_first_person(portal: Portal) -> None:
    portal.send()
    other = Client()
    token = portal.fill_in(other, until="place")
    answer = other.post(f"/apply/{token}/place/", HERE, follow=True)
    page = answer.content.decode()
    assert "Is it one of these?" in page
    for secret in ("Sam", "Reed", "sam@example.org", "By the bridge", Case.objects.get().reference):
        assert secret not in page
    key = answer.context["likely"][0].key
    followed = other.post(f"/apply/{token}/step/similar/{key}/", {"email": "next@example.org"}).content.decode()
    assert "We will tell you what happens" in followed
    assert Case.objects.get().followers.get().email == "next@example.org"
    again = other.post(f"/apply/{token}/step/similar/{key}/", {"email": "next@example.org"})
    assert again.status_code == 200
    assert Case.objects.get().followers.count() == 1


def test_following_is_neither_guessed_nor_without_end(portal: Portal) -> None:
    portal.send()
    other = Client()
    token = portal.fill_in(other, until="place")
    key = other.post(f"/apply/{token}/place/", HERE, follow=True).context["likely"][0].key
    forged = f"{Case.objects.get().pk}:forged"
    assert other.post(f"/apply/{token}/step/similar/{forged}/", {"email": "a@example.org"}).status_code == 404
    for number in range(10):
        other.post(f"/apply/{token}/step/similar/{key}/", {"email": f"a{number}@example.org"})
    last = other.post(f"/apply/{token}/step/similar/{key}/", {"email": "b@example.org"})
    assert last.status_code == 429


def test_every_change_needs_the_pages_own_token(portal: Portal) -> None:
    token = portal.fill_in()
    strict = Client(enforce_csrf_checks=True)
    for path in (f"/apply/{token}/check-answers/", f"/apply/{token}/land/", "/place/", "/feedback/", "/track/", "/c/"):
        assert strict.post(path, {}).status_code == 403
    assert not Case.objects.exists()
