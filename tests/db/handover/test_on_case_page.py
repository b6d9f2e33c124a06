"""The page of a case says with whom it is, what they call it, and what did not reach them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.handover.models import Connection, Dispatch
from civichub.handover.operations.inbound import apply_report
from civichub.handover.plugs.base import Report
from civichub.handover.plugs.open311_fake import Open311Fake
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import World, make_case, share

pytestmark = pytest.mark.django_db(transaction=True)


def words_of_page(world: World, who: str, case: Any) -> str:
    client = Client()
    client.force_login(world.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/staff/cases/{case.reference}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_case_says_who_has_it_and_lets_an_officer_send_again_what_was_refused(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    link = connect("open311", office.url)
    case = make_case(county, at=timezone.now())
    hand_over()
    report = Report("R1", "in_progress", timezone.now() - timedelta(minutes=5))
    apply_report(connection=link, report=report, actor=county.system, at=timezone.now())
    shown = words_of_page(county, "advisor", case)
    for words in ("Handed over to", "Works by open311", "Sent", "Their reference R1", "They say “in_progress” since"):
        assert words in shown
    assert "Send again" not in shown

    office.next_statuses = [400]
    refused = make_case(county, at=timezone.now(), title="Refused")
    hand_over()
    assert "It refused what the case says." in words_of_page(county, "officer", refused)
    assert "Send again" in words_of_page(county, "officer", refused)
    assert "Send again" not in words_of_page(county, "advisor", refused)

    client = Client()
    client.force_login(county.people["officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    dispatch = Dispatch.objects.get(case=refused)
    answer = client.post(f"/staff/handover/dispatches/{dispatch.pk}/resend/", {"back": "case"})
    assert answer["Location"] == f"/staff/cases/{refused.reference}/"
    Connection.objects.update(
        failing_since=timezone.now(), retry_at=timezone.now() + timedelta(minutes=4), error="busy"
    )
    shown = words_of_page(county, "officer", refused)
    assert "It asked us to slow down. Next try" in shown


def test_another_organisation_that_reads_the_case_does_not_see_its_back_office(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    connect("open311", office.url)
    share(county, fields=["case.summary"], services=["pothole"])
    case = make_case(county, at=timezone.now())
    hand_over()
    assert "Works by open311" not in words_of_page(county, "district", case)
