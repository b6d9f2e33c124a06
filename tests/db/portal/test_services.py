"""What can I ask for, whose duty is it here, and what to do when it is nobody's."""

from __future__ import annotations

import json
import re

import pytest

from civichub.catalogue.operations import create_service, publish_service
from civichub.web.portal.structured_data import service_as_json_ld
from civichub.web.templatetags.portal import prose
from tests.db.portal.conftest import Portal
from tests.factories.world import BEFORE


def test_a_service_says_who_does_it_and_why(portal: Portal) -> None:
    page = portal.client.get("/services/hole/").content.decode()
    assert "Testshire County Council" in page
    assert "is the only body that provides Hole in the road here" in page
    assert "Start now" in page


def test_a_service_tells_machines_what_it_is_in_a_script_that_the_policy_allows(portal: Portal) -> None:
    answer = portal.client.get("/services/hole/")
    found = re.search(
        r'<script type="application/ld\+json" nonce="([^"]+)">(.*?)</script>', answer.content.decode(), re.S
    )
    assert found is not None
    assert f"'nonce-{found[1]}'" in answer["Content-Security-Policy"]
    data = json.loads(found[2])
    assert data["@type"] == "GovernmentService"
    assert data["serviceOperator"]["name"] == "Testshire County Council"


def test_a_title_cannot_break_out_of_that_script(portal: Portal) -> None:
    fields = {"slug": "bad", "title": "</script><script>alert(1)</script>"}
    bad = publish_service(
        service=create_service(fields=fields, actor=portal.world.system, at=BEFORE),
        actor=portal.world.system,
        at=BEFORE,
    )
    page = portal.client.get(f"/services/{bad.slug}/").content.decode()
    assert "<script>alert(1)" not in page
    assert service_as_json_ld is not None


def test_a_service_without_a_form_gives_ways_to_reach_somebody(portal: Portal) -> None:
    page = portal.client.get("/services/pothole/").content.decode()
    assert "Start now" not in page
    assert "Contact Testshire County Council" in page


def test_unknown_and_retired_services_look_the_same(portal: Portal) -> None:
    missing = portal.client.get("/services/no-such-thing/")
    assert missing.status_code == 404


def test_search_understands_everyday_words_and_says_when_nothing_is_close(portal: Portal) -> None:
    assert "Hole in the road" in portal.client.get("/services/search/", {"q": "hole in raod"}).content.decode()
    page = portal.client.get("/services/search/", {"q": "zzzz qqqq"}).content.decode()
    assert "We have nothing close to" in page
    assert "www.gov.uk/find-local-council" in page


def test_the_a_to_z_lists_each_service_under_its_letter(portal: Portal) -> None:
    page = portal.client.get("/services/").content.decode()
    assert page.index('id="letter-H"') < page.index("Hole in the road")


@pytest.mark.parametrize(("path", "title"), [("/report/", "Report a problem"), ("/apply/", "Apply for something")])
def test_each_thing_people_come_for_has_its_list(portal: Portal, path: str, title: str) -> None:
    page = portal.client.get(path).content.decode()
    assert title in page
    assert ("Hole in the road" in page) == (path == "/report/")


def test_a_form_is_found_by_its_key(portal: Portal) -> None:
    assert portal.client.get("/forms/hole/")["Location"] == "/services/hole/"
    assert portal.client.get("/forms/none/").status_code == 404


def test_words_of_a_form_become_paragraphs_lists_and_safe_links() -> None:
    text = "One <b>two</b>\n\n- a\n- [b](https://example.org)\n\n[c](javascript:alert(1)) [d](/ok/) [e](//evil.example)"
    html = prose(text)
    assert "&lt;b&gt;" in html
    assert '<li><a class="govuk-link" href="https://example.org">b</a></li>' in html
    assert 'href="javascript' not in html
    assert 'href="/ok/"' in html
    assert 'href="//evil' not in html
