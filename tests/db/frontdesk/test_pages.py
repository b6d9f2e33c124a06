"""The pages of the front desk, the counter, the board and the waits."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.contacts.models import Contact
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import close_past_days
from civichub.routing.models import Offer
from civichub.routing.operations import sit_down
from tests.factories.world import NOON, World


def as_(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.people[word])
    return client


def post(client: Client, name: str, /, *args: Any, **data: Any) -> str:
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def arrive(client: Client, **data: Any) -> Visit:
    post(client, "front-desk-arrive", site="shop", **{"called_by": "number", **data})
    return Visit.objects.latest("pk")


def test_from_the_door_to_the_wrap_up_by_the_pages(shop) -> None:
    world = shop.world
    reception, advisor = as_(world, "reception"), as_(world, "advisor")
    assert "Market Place" in reception.get(reverse("front-desk")).content.decode()
    pothole, bin_ = world.services["pothole"], world.services["missed-bin"]
    ticket = post(
        reception, "front-desk-arrive", site="shop", service_1=str(bin_.pk), service_2=str(pothole.pk),
        called_by="name", name="Mrs Reed", reason="The hole", needs=["seat"],
    )  # fmt: skip
    assert "You are next" in ticket
    assert "Mrs Reed" in ticket
    assert "hole" not in ticket.lower().replace("whole", ""), "a ticket may be left on a chair"
    assert "Choose your counter" in advisor.get(reverse("counter")).content.decode()
    post(advisor, "counter-stand", counter=str(shop.counters["2"].pk))
    called = post(advisor, "counter-next")
    assert "They are here" in called
    board = Client().get(reverse("display-board", args=["shop"])).content.decode()
    assert "Mrs Reed" in board
    assert "Counter 2" in board
    assert "Missed bin" not in board
    visit = Visit.objects.get()
    post(advisor, "counter-act", visit.pk, "recall", counter=str(shop.counters["Room 3"].pk))
    assert "Room 3" in Client().get(reverse("display-board", args=["shop"])).content.decode()
    post(advisor, "counter-act", visit.pk, "begin")
    post(advisor, "counter-act", visit.pk, "next-service")
    page = post(advisor, "counter-act", visit.pk, "finish", outcome="", avoidable="not")
    assert "Select what came of it" in page
    page = post(advisor, "counter-act", visit.pk, "finish", outcome="resolved", avoidable="not", notes="Ordered")
    assert "A01 is finished" in page
    assert Contact.objects.get().state == "closed"


def test_the_other_steps_of_a_counter(shop) -> None:
    reception, advisor = as_(shop.world, "reception"), as_(shop.world, "advisor")
    post(advisor, "counter-stand", counter=str(shop.counters["1"].pk))
    assert "Nobody is waiting whom you can serve" in post(advisor, "counter-next")
    visit = arrive(reception)
    post(advisor, "counter-act", visit.pk, "call")
    post(advisor, "counter-act", visit.pk, "begin")
    assert "Set aside" in post(advisor, "counter-act", visit.pk, "park", notes="A form")
    post(advisor, "counter-act", visit.pk, "resume")
    post(advisor, "counter-act", visit.pk, "begin")
    page = post(advisor, "counter-act", visit.pk, "pass-on", notes="Wants Ruth", queue=str(shop.queue.pk))
    assert "with your notes" in page
    other = arrive(reception)
    post(advisor, "counter-act", other.pk, "call")
    post(advisor, "counter-act", other.pk, "put-back")
    post(reception, "front-desk-leave", visit.pk)
    post(reception, "front-desk-return", visit.pk)
    post(advisor, "counter-act", other.pk, "call")
    post(advisor, "counter-act", other.pk, "no-show")
    assert sorted(Visit.objects.values_list("state", flat=True)) == ["no_show", "waiting"]
    assert "Did not come" in reception.get(reverse("front-desk")).content.decode()
    assert "Your counter is free" in post(advisor, "counter-leave")
    assert advisor.post(reverse("counter-act", args=[visit.pk, "dance"])).status_code == 404


def test_an_arrival_that_lacks_its_name_is_shown_again(shop) -> None:
    page = post(as_(shop.world, "reception"), "front-desk-arrive", site="shop", called_by="name")
    assert "Enter the name they wish to be called by" in page
    assert not Visit.objects.exists()


def test_a_quick_answer_is_written_down(shop) -> None:
    page = post(
        as_(shop.world, "reception"), "front-desk-answer", site="shop", reason="Opening hours", signposted="yes"
    )
    assert "The quick answer is written down" in page
    assert Contact.objects.get().outcome == "signposted"


def test_an_accepted_offer_leads_to_the_counter(shop) -> None:
    world = shop.world
    sit_down(actor=world.people["advisor"], at=timezone.now())
    arrive(as_(world, "reception"))
    advisor = as_(world, "advisor")
    assert "Choose your counter" in post(advisor, "offer-accept", Offer.objects.get().pk)
    post(advisor, "counter-stand", counter=str(shop.counters["1"].pk))
    assert "They are here" in post(advisor, "counter-next")


def test_another_organisations_visitors_are_not_there(shop) -> None:
    visit = arrive(as_(shop.world, "reception"))
    for word in ("district", "stranger"):
        client = as_(shop.world, word)
        assert "No front desk yet" in client.get(reverse("front-desk")).content.decode()
        assert client.get(reverse("front-desk"), {"site": "shop"}).status_code in (200, 404)
        assert client.get(reverse("front-desk-ticket", args=[visit.pk])).status_code == 404
        assert client.post(reverse("counter-act", args=[visit.pk, "call"])).status_code == 404
        assert client.post(reverse("counter-stand"), {"counter": shop.counters["1"].pk}).status_code == 404


def test_everybody_reads_the_waits_and_nobody_a_board_that_is_not_there(shop) -> None:
    arrive(as_(shop.world, "reception"))
    page = Client().get(reverse("waits")).content.decode()
    assert "Market Place" in page
    assert "Not known yet" in page
    assert Client().get(reverse("display-board", args=["nowhere"])).status_code == 404
    board = Client().get(reverse("display-board", args=["shop"])).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in board


def test_the_pages_ask_as_many_statements_for_many_visitors_as_for_few(shop, django_assert_max_num_queries) -> None:
    for _ in range(3):
        shop.arrive("pothole")
    reception = as_(shop.world, "reception")
    reception.get(reverse("front-desk"))
    for _ in range(20):
        shop.arrive("pothole")
    with django_assert_max_num_queries(40):
        reception.get(reverse("front-desk"))
    with django_assert_max_num_queries(12):
        Client().get(reverse("display-board", args=["shop"]))


def test_nobody_waits_overnight_and_nobody_vanishes(shop) -> None:
    world = shop.world
    shop.open(advisor="1", reception="2")
    shop.arrive()
    shop.arrive()
    visit = shop.arrive()
    from_now = timezone.now()
    advisor, reception = as_(world, "advisor"), as_(world, "reception")
    post(advisor, "counter-next")
    post(reception, "counter-next")
    begun = Visit.objects.filter(served_by=world.people["advisor"]).get()
    post(advisor, "counter-act", begun.pk, "begin")
    assert close_past_days(actor=world.system, at=NOON) == 0
    assert close_past_days(actor=world.system, at=from_now) == 3
    assert sorted(Visit.objects.values_list("state", flat=True)) == ["finished", "left", "no_show"]
    assert shop.item(visit).state == "abandoned"
    assert not world.county.sites.get().front_desk.counters.filter(person__isnull=False).exists()
