"""The desk's pages about work: ready, offered, in hand; the queues; the whiteboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.contacts.models import Contact
from civichub.routing.models import Offer, Seat, WorkItem
from civichub.routing.operations import define_queue, join_queue, place_work, sit_down
from tests.factories.world import World


@pytest.fixture
def queue(world: World) -> Any:
    leader, now = world.people["leader"], timezone.now()
    made = define_queue(organisation=world.county, slug="highways", name="Highways", actor=leader, at=now)
    for word in ("officer", "advisor"):
        join_queue(queue=made, person=world.people[word], actor=leader, at=now)
    return made


def as_(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.people[word])
    return client


def place(world: World, queue: Any, number: int, **more: Any) -> WorkItem:
    return place_work(
        queue=queue, kind="task", subject_kind="thing", subject_id=number, title=f"Thing {number}",
        actor=world.system, at=timezone.now(), **more,
    )  # fmt: skip


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data, follow=True)


def test_an_advisor_hands_a_caller_over_and_the_officer_goes_on_with_them(world: World, queue: Any) -> None:
    advisor, officer = as_(world, "advisor"), as_(world, "officer")
    assert "Nothing just now" in post(officer, "work-ready").content.decode()
    contact_url = advisor.post(reverse("contact-begin"), {"who": "Mrs Reed", "channel": "phone"}).url
    reference = contact_url.strip("/").split("/")[-1]
    done = post(
        advisor, "contact-hand-off", reference, team=world.teams["highways"].pk, notes="Hole by the school gate"
    )
    assert "Handed off to Highways" in done.content.decode()
    shown = officer.get(reverse("work-strip")).content.decode()
    assert "Mrs Reed · Handed off by Advisor" in shown
    accepted = post(officer, "offer-accept", Offer.objects.get(state="open").pk)
    assert accepted.redirect_chain[-1][0] == contact_url
    assert Contact.objects.get(reference=reference).handled_by == world.people["officer"]
    page = officer.get(reverse("work")).content.decode()
    assert "Hole by the school gate" in page
    put = post(officer, "work-put-back", WorkItem.objects.get().pk, notes="Wants somebody from bridges")
    assert "Put back in line" in put.content.decode()
    assert "Wants somebody from bridges" in WorkItem.objects.get().notes


def test_pausing_and_signing_off_are_seen_at_once(world: World, queue: Any) -> None:
    officer = as_(world, "officer")
    post(officer, "work-ready")
    assert "Lunch" in post(officer, "work-pause", reason="Lunch").content.decode()
    assert "You are signed off" in post(officer, "work-leave").content.decode()
    assert Seat.objects.get().state == "left"


def test_an_offer_to_somebody_else_is_not_there(world: World, queue: Any) -> None:
    sit_down(actor=world.people["officer"], at=timezone.now())
    place(world, queue, 1)
    offer = Offer.objects.get()
    for name in ("offer-accept", "offer-decline"):
        assert as_(world, "advisor").post(reverse(name, args=[offer.pk])).status_code == 404


def test_wrap_up_and_done_from_the_page(world: World, queue: Any) -> None:
    officer = as_(world, "officer")
    post(officer, "work-ready")
    item = place(world, queue, 1)
    post(officer, "offer-accept", Offer.objects.get().pk)
    assert "In wrap-up" in post(officer, "work-wrap-up", item.pk).content.decode()
    assert "You have nothing in hand" in post(officer, "work-finish", item.pk).content.decode()


def test_who_serves_a_queue_may_take_from_it_out_of_turn(world: World, queue: Any) -> None:
    item = place(world, queue, 1)
    assert "Thing 1" in post(as_(world, "advisor"), "work-take", item.pk, why="They rang me yesterday").content.decode()
    assert WorkItem.objects.get().taken_by == world.people["advisor"]


def test_the_leader_sees_the_line_and_changes_it(world: World, queue: Any) -> None:
    leader, other = as_(world, "leader"), define_queue(
        organisation=world.county, slug="other", name="Other", actor=world.people["leader"], at=timezone.now()
    )  # fmt: skip
    first, second = place(world, queue, 1), place(world, queue, 2)
    board = leader.get(reverse("queue-board")).content.decode()
    assert "Highways" in board
    page = leader.get(reverse("queue", args=[queue.pk]) + "?people=2").content.decode()
    assert page.index("Thing 1") < page.index("Thing 2")
    assert "2 more" in page
    page = post(leader, "work-priority", second.pk, priority="2", why="A child").content.decode()
    assert page.index("Thing 2") < page.index("Thing 1")
    assert "Moved to Other" in post(leader, "work-move", first.pk, queue=other.pk).content.decode()
    given = post(leader, "work-give", second.pk, person=world.people["officer"].pk)
    assert "has it now" in given.content.decode()
    assert post(leader, "work-priority", first.pk, priority="1", why="").status_code == 200
    first.refresh_from_db()
    assert (first.queue, first.priority) == (other, 0), "a change without a reason is refused"


def test_queues_of_another_organisation_are_not_there(world: World, queue: Any) -> None:
    item = place(world, queue, 1)
    for word in ("district", "stranger"):
        client = as_(world, word)
        assert client.get(reverse("queue", args=[queue.pk])).status_code in (403, 404)
        assert client.post(reverse("work-take", args=[item.pk])).status_code == 404


def test_the_pages_ask_as_many_statements_for_many_items_as_for_few(
    world: World, queue: Any, django_assert_max_num_queries: Any
) -> None:
    leader = as_(world, "leader")
    for number in range(3):
        place(world, queue, number)
    leader.get(reverse("queue", args=[queue.pk]))
    for number in range(3, 25):
        place(world, queue, number)
    with django_assert_max_num_queries(35):
        leader.get(reverse("queue", args=[queue.pk]))
    with django_assert_max_num_queries(14):
        leader.get(reverse("queue-board"))


def test_one_says_where_one_is_in_one_click_and_colleagues_read_it(world: World) -> None:
    said = post(as_(world, "officer"), "whiteboard-change", status="visit", span="60", place="Ring road", reach="117")
    assert "The whiteboard says so now" in said.content.decode()
    page = as_(world, "district").get(reverse("whiteboard"), {"q": "officer"}).content.decode()
    assert "Out on a visit" in page
    assert "Ring road" in page
    assert "Nobody fits" in as_(world, "district").get(reverse("whiteboard"), {"q": "zzz"}).content.decode()
    refused = post(as_(world, "officer"), "whiteboard-change", status="dancing").content.decode()
    assert "Choose where they are from the list" in refused


def test_a_caller_is_promised_a_call_back(world: World, queue: Any) -> None:
    advisor = as_(world, "advisor")
    reference = advisor.post(reverse("contact-begin"), {"who": "Mrs Reed", "channel": "phone"}).url.split("/")[-2]
    page = post(
        advisor, "contact-call-back", reference, team=world.teams["highways"].pk, number="01632 960 001", notes="Date?"
    ).content.decode()
    assert "Tell them: Highways will ring by " in page
    assert " at 5pm." in page
    assert WorkItem.objects.get().promise_at is not None
    wrong = post(advisor, "contact-call-back", reference, team=world.teams["highways"].pk, number="soon", notes="Date?")
    assert "Enter the telephone number to ring" in wrong.content.decode()
