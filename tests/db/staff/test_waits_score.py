"""The page on which managers read whether the waits that were told came true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.routing.models import Queue, ToldWait, WorkItem
from civichub.routing.operations import define_queue
from civichub.routing.wait_scores import public_score, scores_by_week
from tests.factories.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def told(world: World) -> Queue:
    """Forty callers were told one to three minutes; every tenth waited six, and five left."""
    at = timezone.now() - timedelta(days=2)
    queue = define_queue(organisation=world.county, slug="calls", name="Calls", actor=world.people["leader"], at=at)
    for number in range(45):
        left, waited = number >= 40, 360.0 if number % 10 == 0 else 100.0
        item = WorkItem.objects.create(queue=queue, kind="call", weight=100, subject_kind="contact", subject_id=number,
                                       arrived_at=at, state="done")  # fmt: skip
        ToldWait.objects.create(
            item=item, queue=queue, at=at, channel="call", place=1, low=70, median=110, high=170, least=1, most=3,
            waited=waited, came_true=None if left else waited <= 180, scored_at=at,
        )  # fmt: skip
    return queue


def page(client: Client, world: World, who: str, address: str) -> Any:
    client.force_login(world.people[who], backend=BACKEND)
    return client.get(address)


def test_managers_see_how_many_came_true_by_queue_and_week_and_the_worst(
    client: Client, world: World, told: Queue, django_assert_max_num_queries: Any
) -> None:
    (score,) = scores_by_week([world.county.pk], told_since(), timezone.now().date() + timedelta(days=1))
    assert (score.queue, score.told, score.answered, score.inside, score.median_error) == ("Calls", 45, 40, 36, 10)
    page(client, world, "manager", "/staff/figures/waits/")
    with django_assert_max_num_queries(17):
        text = page(client, world, "manager", "/staff/figures/waits/").content.decode()
    assert "90%" in text
    assert "within what we said, of 40 answered" in text
    assert "1 to 3 minutes" in text
    assert "Outside by" in text
    lines = b"".join(page(client, world, "manager", "/staff/figures/waits/export.csv").streaming_content).decode()
    assert ",Calls,45,0,40,90%,10 s" in lines


def told_since() -> Any:
    return timezone.now().date() - timedelta(days=60)


def test_others_see_nothing_and_the_public_reads_a_line(client: Client, world: World, told: Queue) -> None:
    assert page(client, world, "stranger", "/staff/figures/waits/").status_code in (302, 403, 404)
    assert page(client, world, "manager", "/staff/figures/waits/?body=9999999999").status_code == 404
    assert page(client, world, "manager", "/staff/figures/waits/?from=0000-99&to=%00").status_code == 200
    assert client.post("/staff/figures/waits/").status_code == 405
    at = timezone.now()
    assert public_score([world.county.pk], at) == "In the last 30 days, 90% of waits were within what we said."
    assert public_score([world.lowton.pk], at) == ""
