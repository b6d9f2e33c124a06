"""The channel report on a page: its totals, what is behind each number, and figures entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.contacts.operations import close_contact, open_contact
from civichub.devtools.demo.figures import PUBLISHED, by_month
from civichub.performance.models import MonthlyEntry
from civichub.performance.operations import count_contact, enter_figure
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import BEFORE, World

YEAR = "from=2021-01&to=2021-12"


def enter(world: World, channel: str, month: int, value: int, **more: Any) -> MonthlyEntry:
    return enter_figure(
        organisation=world.county, month=date(2021, month, 1), channel=channel, value=value, source="Its report",
        actor=world.people["analyst"], at=BEFORE, **more,
    )  # fmt: skip


@pytest.fixture
def published(world: World) -> World:
    for channel, _, alone, volume in PUBLISHED:
        for month, value in enumerate(by_month(volume), start=1):
            enter(world, channel, month, value, self_service=alone)
    return world


def test_the_published_year_adds_up_to_the_published_totals_and_shares(client: Client, published: World) -> None:
    page = sign_in(client, published, "analyst").get(f"/staff/figures/?{YEAR}&body={published.county.pk}")
    words = page.content.decode()
    assert "112,374 (18%)" in words
    assert "524,309 (82%)" in words
    assert words.count("<rect") == 24


def test_the_report_costs_the_same_however_many_channels_it_has(
    client: Client, published: World, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, published, "analyst")
    with django_assert_max_num_queries(12):
        client.get(f"/staff/figures/?{YEAR}")


def test_the_file_holds_exactly_what_the_page_shows(client: Client, published: World) -> None:
    answer = sign_in(client, published, "analyst").get(f"/staff/figures/export.csv?{YEAR}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2 + 9 + 2
    assert lines[-2].endswith("112374,18%")
    assert lines[-1].endswith("524309,82%")


def test_a_number_leads_to_its_entries_and_a_correction_shows_both(client: Client, world: World) -> None:
    enter(world, "phone", 3, 100, self_service=False)
    sign_in(client, world, "analyst")
    typed = {"organisation": world.county.pk, "month": "2021-03", "channel": "phone", "self_service": "no",
             "value": "120", "source": "The second report"}  # fmt: skip
    page = client.post("/staff/figures/enter/", typed, follow=True).content.decode()
    for words in ("The second report", "Its report", "Replaced", "Analyst"):
        assert words in page
    total = client.get("/staff/figures/behind/?from=2021-03&to=2021-03&alone=0").content.decode()
    assert "Entered by hand" in total
    assert "<strong>120</strong>" in total


def test_a_number_leads_to_the_contacts_it_counts(client: Client, world: World) -> None:
    at = timezone.now()
    contact = open_contact(organisation=world.county, channel="phone", actor=world.people["advisor"], at=at)
    closed = close_contact(
        contact=contact, reason="A skip", outcome="resolved", avoidable="not", notes="",
        actor=world.people["advisor"], at=at,
    )  # fmt: skip
    count_contact(contact=closed, actor=world.system, at=at)
    page = sign_in(client, world, "leader").get("/staff/figures/behind/?channel=phone&alone=0").content.decode()
    assert f"/staff/contacts/{contact.reference}/" in page
    assert "Nothing was entered by hand" in page


@pytest.mark.parametrize("month", ["march", "2021-13", ""])
def test_a_month_that_is_none_is_refused_with_the_fix(client: Client, world: World, month: str) -> None:
    typed = {"organisation": world.county.pk, "month": month, "channel": "phone", "self_service": "no", "value": "1",
             "source": "x"}  # fmt: skip
    page = sign_in(client, world, "analyst").post("/staff/figures/enter/", typed).content.decode()
    assert "Enter the month" in page
    assert not MonthlyEntry.objects.exists()


def test_an_empty_period_says_so_and_odd_addresses_do_no_harm(client: Client, world: World) -> None:
    sign_in(client, world, "analyst")
    assert "No contacts are counted" in client.get("/staff/figures/").content.decode()
    assert client.get("/staff/figures/?from=x&to=9999-99").status_code == 200
    assert client.get("/staff/figures/behind/?channel=%00&after=zz").status_code == 200


def test_the_figures_of_another_body_are_not_there(client: Client, published: World) -> None:
    sign_in(client, published, "analyst")
    hidden = client.get(f"/staff/figures/?body={published.highley.pk}")
    missing = client.get("/staff/figures/?body=999999")
    assert hidden.status_code == missing.status_code == 404
    assert sign_in(Client(), published, "advisor").get("/staff/figures/").status_code == 403
    assert sign_in(Client(), published, "leader").get("/staff/figures/enter/").status_code == 403
