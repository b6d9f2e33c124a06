"""Pages that say how the service works, what people say of a page, and what pages cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case
from civichub.catalogue.models import ServiceChannel, ServiceStandard
from civichub.feedback.models import PageFeedback
from civichub.notifications.links import track_link
from civichub.routing.operations import define_queue
from civichub.web.portal.page_feedback import page_without_persons
from civichub.webchat.operations import set_up_chat
from tests.db.portal.conftest import Portal

PAGES = ("accessibility", "privacy", "cookies", "contact", "help")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_the_pages_the_law_asks_for(portal: Portal, name: str) -> None:
    page = portal.client.get(f"/{name}/").content.decode()
    for path in PAGES:
        assert f'href="/{path}/"' in page
    assert page.count("<h1") == 1


def test_the_accessibility_statement_says_what_regulation_7_asks(portal: Portal) -> None:
    page = portal.client.get("/accessibility/").content.decode()
    for words in (
        "We know some parts of this website are not fully accessible",
        "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
        "Equality Advisory and Support Service (EASS)",
        "partially compliant",
        "Web Content Accessibility Guidelines version 2.2",
        "This statement was prepared on",
    ):
        assert words in page


@pytest.mark.parametrize("path", ["/", "/services/", "/services/hole/", "/track/", "/help/", "/sign-in/"])
def test_pages_work_before_the_first_council_has_joined(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in (200, 404)


def test_an_answer_about_a_page_says_nothing_about_a_person(portal: Portal) -> None:
    token = portal.begin()
    page = portal.client.get(f"/apply/{token}/land/").content.decode()
    assert "Was this page useful?" in page
    answer = portal.client.post("/feedback/", {"answer": "no", "page": f"/apply/{token}/land/?change=1"})
    kept = PageFeedback.objects.get()
    assert kept.page == "/apply/<str:token>/land/"
    assert {field.name for field in PageFeedback._meta.fields} == {
        "id",
        "page",
        "useful",
        "words",
        "organisation",
        "day",
    }
    words = portal.client.post(answer["Location"], {"words": "The button is hard to see"})
    assert words["Location"] == "/feedback/thanks/"
    kept.refresh_from_db()
    assert (kept.useful, kept.words) == (False, "The button is hard to see")
    assert portal.client.get(answer["Location"])["Location"] == "/feedback/thanks/"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/services/hole/?q=Sam", "/services/hole/"),
        ("/home/100012345678/", "/home/<str:where>/"),
        ("/account/cases/7KM4PQXT9/", "/account/cases/<str:reference>/"),
        ("https://evil.example/", ""),
        ("/no-such-page/", ""),
        ("\x00", ""),
    ],
)
def test_what_is_kept_of_an_address_names_nobody(path: str, kept: str) -> None:
    assert page_without_persons(path) == kept


def test_answers_about_pages_are_not_without_end(portal: Portal) -> None:
    for _ in range(35):
        portal.client.post("/feedback/", {"answer": "yes", "page": "/"})
    assert PageFeedback.objects.count() == 30
    assert portal.client.get("/feedback/forged:x:y/").status_code == 404


def test_personal_pages_are_kept_by_no_browser(portal: Portal, resident: Callable[..., Client]) -> None:
    token, browser = portal.begin(), resident("sam@example.org", "Sam Reed")
    portal.send()
    link = urlsplit(track_link(Case.objects.get().reference)).path
    for client, path in (
        (portal.client, f"/apply/{token}/land/"),
        (portal.client, link),
        (browser, "/account/"),
        (browser, "/account/reach/"),
        (browser, "/account/data/"),
        (browser, "/account/close/"),
    ):
        assert "no-store" in client.get(path)["Cache-Control"], path


class TestWhatPagesCost:
    """Queries of the busiest pages, so that nobody adds one a row unseen. A page may get cheaper; change the number."""

    def test_the_front_page(self, portal: Portal, django_assert_num_queries: Any) -> None:
        portal.client.get("/")
        with django_assert_num_queries(1):
            portal.client.get("/")

    def test_your_place(self, portal: Portal, django_assert_num_queries: Any) -> None:
        portal.client.post("/place/", {"uprn": portal.address.uprn})
        with django_assert_num_queries(3):
            portal.client.get("/")

    def test_a_service(self, portal: Portal, django_assert_num_queries: Any) -> None:
        portal.client.get("/services/hole/")
        with django_assert_num_queries(5):
            portal.client.get("/services/hole/")

    def test_a_service_with_everything_that_can_hang_on_it(
        self, portal: Portal, django_assert_num_queries: Any
    ) -> None:
        """Channels, standards, a notice and chat cost a statement each, and chat the hours and the people as well."""
        world, now = portal.world, timezone.now()
        leader, service = world.people["leader"], portal.service
        ServiceChannel.objects.create(service=service, channel="phone", reach=3)
        ServiceStandard.objects.create(service=service, key="soon", text="Soon")
        queue = define_queue(organisation=world.county, slug="chat", name="Chat", actor=leader, at=now)
        set_up_chat(organisation=world.county, is_on=True, queue=queue, actor=leader, at=now)
        portal.client.get("/services/hole/")
        with django_assert_num_queries(9):
            page = portal.client.get("/services/hole/").content.decode()
        assert 'href="/chat/?service=hole"' in page

    def test_a_page_of_a_form(self, portal: Portal, django_assert_num_queries: Any) -> None:
        token = portal.begin()
        with django_assert_num_queries(5):
            portal.client.get(f"/apply/{token}/land/")

    def test_saving_a_page(self, portal: Portal, django_assert_num_queries: Any) -> None:
        token = portal.begin()
        with django_assert_num_queries(9):
            portal.client.post(f"/apply/{token}/land/", {"land": "road"})

    def test_progress(self, portal: Portal, django_assert_num_queries: Any) -> None:
        """The case, the hub's account, history, clocks, holidays, promises, who acts for the resident, and the service
        by which they can complain; files only where there are some."""
        portal.send()
        link = urlsplit(track_link(Case.objects.get().reference)).path
        portal.client.get(link)
        with django_assert_num_queries(8):
            portal.client.get(link)
