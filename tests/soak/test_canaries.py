"""Abuse case 3 in full: every address as every role of another organisation, every page of everybody's, and every mail.

It takes a minute and twenty seconds of processor time, four minutes on a machine that is busy.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.roles import Role
from civichub.delivery.models import Message
from tests.db.trust.abuse.test_03_another_organisations_cases import ASKED, planted
from tests.db.trust.canaries import CANARY, addresses_of, crawl, public_addresses
from tests.db.trust.conftest import populated
from tests.db.trust.every_address import Populated

__all__ = ["planted", "populated"]  # the fixtures of the short run

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]

FEWEST_SEEN = 90  # addresses at which the county's own manager reads a canary


def test_no_role_of_another_organisation_reads_a_word(planted: Populated, caplog: pytest.LogCaptureFixture) -> None:
    logging.disable(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        assert crawl(planted, addresses_of(*ASKED), [(role, "highley") for role in (*Role.values, "client")]) == []
        assert crawl(planted, public_addresses(), [("client", "highley"), ("anonymous", "")]) == []
    assert not CANARY.search(caplog.text)


def test_its_own_people_read_them_nearly_everywhere(planted: Populated) -> None:
    seen = crawl(planted, addresses_of(*ASKED), [(Role.SERVICE_MANAGER, "county")])
    assert not [leak for leak in seen if leak.endswith("500")]
    assert len(seen) >= FEWEST_SEEN


def test_no_mail_of_the_hubs_own_care_names_anybody_to_another_organisation(
    planted: Populated, caplog: pytest.LogCaptureFixture
) -> None:
    """Every job that the clock starts runs once: reminders, warnings, summaries, alerts."""
    before = set(Message.objects.values_list("pk", flat=True))
    logging.disable(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        for job in app.periodic_registry.periodic_tasks.values():
            if not job.task.pass_context:  # those are about the queue itself
                job.task.func(timestamp=int((timezone.now() + timedelta(minutes=1)).timestamp()))
    told = Message.objects.exclude(pk__in=before)
    elsewhere = told.exclude(organisation=planted.world.county) | told.filter(to_address__contains="highley")
    assert not [mail for mail in elsewhere if CANARY.search(mail.subject + mail.body + mail.body_html)]
    assert not CANARY.search(caplog.text)
