"""The outbox: what was sent, an address that stays hidden, and stopping or sending again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from civichub.delivery.drafts import About, Draft
from civichub.delivery.models import Message
from civichub.delivery.operations.queueing import queue_message
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import BEFORE, World

DRAFT = Draft(
    channel="email", to_address="sam.reed@example.org", subject="We have your report", body="Hello Sam\n\nThank you.",
    to_name="Sam Reed", about=About("cases.case", 1, "234567892"), why_channel="You asked for email",
)  # fmt: skip


def send(world: World, **changes: Any) -> Message:
    return queue_message(
        draft=replace(DRAFT, **changes), organisation=world.county, actor=world.system, at=BEFORE
    )  # fmt: skip


@pytest.fixture
def leader(client: Client, world: World) -> Client:
    return sign_in(client, world, "leader")


def test_the_list_costs_the_same_for_one_message_as_for_many(
    leader: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    assert "No messages yet" in leader.get("/staff/outbox/").content.decode()
    for number in range(6):
        send(world, to_address=f"sam{number}@example.org")
    with django_assert_max_num_queries(12):
        page = leader.get("/staff/outbox/").content.decode()
    assert page.count("We have your report") == 6
    assert "sam3@example.org" in page
    assert "No messages match" in leader.get("/staff/outbox/?to=nobody&state=failed&since=2030-01-01").content.decode()


def test_a_message_says_why_it_went_this_way_and_can_be_stopped(leader: Client, world: World) -> None:
    message = send(world)
    address = f"/staff/outbox/{message.reference}/"
    page = leader.get(address).content.decode()
    for words in ("You asked for email", "Thank you.", "Stop it", "sam.reed@example.org"):
        assert words in page
    assert "will not be sent" in leader.post(f"{address}cancel/", follow=True).content.decode()
    message.refresh_from_db()
    assert message.state == "cancelled"
    assert leader.post(f"{address}cancel/").status_code == 400
    assert leader.post(f"{address}burn/").status_code == 404


def test_a_failed_message_is_sent_again(leader: Client, world: World) -> None:
    message = send(world)
    Message.objects.filter(pk=message.pk).update(state="failed", error="refused")
    assert "Send again" in leader.get(f"/staff/outbox/{message.reference}/").content.decode()
    leader.post(f"/staff/outbox/{message.reference}/retry/")
    message.refresh_from_db()
    assert message.state == "queued"


def test_the_address_of_a_person_at_risk_is_on_no_page_of_the_outbox(leader: Client, world: World) -> None:
    message = send(world, hides_address=True)
    for page in ("/staff/outbox/", f"/staff/outbox/{message.reference}/"):
        assert "sam.reed@example.org" not in leader.get(page).content.decode()


def test_another_bodys_message_is_not_there(client: Client, world: World) -> None:
    message = queue_message(draft=DRAFT, organisation=world.highley, actor=world.system, at=BEFORE)
    leader = sign_in(client, world, "leader")
    assert leader.get(f"/staff/outbox/{message.reference}/").status_code == 404
    assert leader.post(f"/staff/outbox/{message.reference}/cancel/").status_code == 404
    assert leader.get("/staff/outbox/222222222/").status_code == 404
    assert sign_in(Client(), world, "advisor").get("/staff/outbox/").status_code == 403
