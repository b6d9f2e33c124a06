"""The page on which managers read whether the waits that were told came true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.organisations.models import Organisation
from civichub.routing.models import Queue, ToldWait, WaitModel, WorkItem, WorkKind
from civichub.routing.operations import define_queue
from civichub.routing.wait_scores import public_score, public_scores, scores_by_week
from tests.factories.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def told(world: World) -> Queue:
    """Forty callers were told one to three minutes; every tenth waited six, and five left. Another rule said 150 s."""
    at = timezone.now() - timedelta(days=2)
    queue = define_queue(organisation=world.county, slug="calls", name="Calls", actor=world.people["leader"], at=at)
    version = WaitModel.objects.create(queue=queue, version=3, learned_from=at, learned_until=at, made_at=at,
                                       waits_seen=100, content={})  # fmt: skip
    for number in range(45):
        left, waited = number >= 40, 360.0 if number % 10 == 0 else 100.0
        item = WorkItem.objects.create(queue=queue, kind="call", weight=100, subject_kind="contact", subject_id=number,
                                       arrived_at=at, state="done")  # fmt: skip
        ToldWait.objects.create(
            item=item, queue=queue, at=at, channel="call", place=1, low=70, median=110, high=170, least=1, most=3,
            waited=waited, came_true=None if left else waited <= 180, scored_at=at, model=version, by_last=150,
            by_mean=160,
        )  # fmt: skip
    return queue


def page(client: Client, world: World, who: str, address: str) -> Any:
    client.force_login(world.people[who], backend=BACKEND)
    return client.get(address)


def test_managers_see_how_many_came_true_by_queue_and_week_and_the_worst(
    client: Client, world: World, told: Queue, django_assert_max_num_queries: Any
) -> None:
    (score,) = scores_by_week([world.county.pk], told_since(), timezone.now().date() + timedelta(days=1))
    assert (score.queue, score.channel, score.told, score.answered, score.inside) == ("Calls", "call", 45, 40, 36)
    assert score.errors == (10, 50, 60)
    page(client, world, "manager", "/staff/figures/waits/")
    with django_assert_max_num_queries(19):
        text = page(client, world, "manager", "/staff/figures/waits/").content.decode()
    assert "90%" in text
    assert "within what we said, of 40 answered" in text
    assert "1 to 3 minutes" in text
    assert "50 s</span>had we said the wait of the last caller" in text
    assert '<td data-label="Version">3</td>' in text
    assert "Outside by" in text
    lines = b"".join(page(client, world, "manager", "/staff/figures/waits/export.csv").streaming_content).decode()
    assert ",Calls,Call,3,45,0,40,90%,10 s,50 s,60 s" in lines


def told_since() -> Any:
    return timezone.now().date() - timedelta(days=60)


def test_others_see_nothing_and_the_public_reads_a_line(client: Client, world: World, told: Queue) -> None:
    assert page(client, world, "stranger", "/staff/figures/waits/").status_code in (302, 403, 404)
    assert page(client, world, "manager", "/staff/figures/waits/?body=9999999999").status_code == 404
    assert page(client, world, "manager", "/staff/figures/waits/?from=0000-99&to=%00&week=%00").status_code == 200
    assert client.post("/staff/figures/waits/").status_code == 405
    at = timezone.now()
    said = "In the last 30 days 90 in 100 callers waited within what we told them."
    assert public_scores([world.county.pk, world.lowton.pk], at, channel=WorkKind.CALL) == {world.county.pk: said}
    assert public_score([world.county.pk], at, channel=WorkKind.VISITOR) == ""
    assert said not in client.get("/contact/").content.decode(), "the council has no telephone"
    Organisation.objects.filter(pk=world.county.pk).update(phone="01632 960100")
    assert said in client.get("/contact/").content.decode()
