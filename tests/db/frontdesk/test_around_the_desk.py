"""Around the desk: tickets on telephone and paper, texts, calls as sound, hosts, passes, counters, setting up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.contacts.models import Contact
from civichub.core.errors import Invalid
from civichub.customers.operations import set_need
from civichub.delivery.models import Message
from civichub.frontdesk.jobs import print_ticket
from civichub.frontdesk.keys import marked, ticket_link
from civichub.frontdesk.models import Call, Counter, FrontDesk, TicketPrint, Visit, VisitorPass
from civichub.frontdesk.operations import (
    add_line,
    ask_for_print,
    call_next,
    change_counter,
    change_desk,
    close_past_days,
    come_after_all,
    finish_visit,
    make_key,
    miss_call,
    note_who_is_near,
    register_arrival,
    stand_at,
)
from civichub.frontdesk.queries import address_of_key, waiting_at
from civichub.notifications.operations import text_visitor
from civichub.places.operations import add_session, add_site
from civichub.routing.operations import define_queue, join_queue
from tests.db.frontdesk.test_pages import as_, post
from tests.factories.customers import reachable
from tests.factories.world import NOON, World


def settings_of(desk: FrontDesk, **changes: Any) -> dict[str, Any]:
    names = ("prefix", "languages", "quick_answers", "gives_passes", "shows_hours", "printer", "printer_address",
             "text_before", "back_minutes", "silent_minutes", "is_active")  # fmt: skip
    return {name: getattr(desk, name) for name in names} | changes


def changed(shop: Any, **changes: Any) -> FrontDesk:
    shop.desk = change_desk(desk=shop.desk, actor=shop.leader, at=NOON, **settings_of(shop.desk, **changes))
    return shop.desk


def like(counter: Counter, **changes: Any) -> dict[str, Any]:
    names = ("label", "private", "step_free", "hearing_loop", "services", "calls_at_once", "is_active")
    return {name: getattr(counter, name) for name in names} | changes


def test_a_ticket_on_a_telephone_from_waiting_to_coming_back(shop: Any) -> None:
    now = timezone.now()
    shop.open(advisor="1")
    first, second = shop.arrive("pothole", at=now - timedelta(minutes=2)), shop.arrive("missed-bin", at=now)
    address, phone = reverse("ticket", args=[marked("ticket", second.pk)]), Client()
    assert ticket_link(second.pk).endswith(address)
    page = phone.get(address)
    assert "1 person is before you" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "bin" not in page.content.decode().split("<main")[1].lower(), "it never says why"
    finish_visit(
        visit=call_next(actor=shop.world.people["advisor"], at=now), outcome="resolved", avoidable="not",
        actor=shop.world.people["advisor"], at=now,
    )  # fmt: skip
    called = call_next(actor=shop.world.people["advisor"], at=now)
    assert called is not None
    assert called.pk == second.pk
    assert "Please go to Counter 1" in phone.get(address).content.decode()
    assert "is not possible" in (page := phone.post(f"{address}leave/").content.decode()) or "ticket" in page
    miss_call(visit=called, actor=shop.world.people["advisor"], at=now)
    assert "did not find you" in phone.get(address).content.decode()
    phone.post(f"{address}return/")
    assert "You are next" in phone.get(address).content.decode()
    phone.post(f"{address}leave/")
    assert Visit.objects.get(pk=second.pk).state == "left"
    assert phone.get(reverse("ticket", args=[f"{first.pk}-{'0' * 20}"])).status_code == 404


def test_who_did_not_come_returns_to_the_old_place_for_a_while_and_then_to_the_end(shop: Any) -> None:
    changed(shop, back_minutes=10)
    shop.open(advisor="1")
    reception, advisor = shop.world.people["reception"], shop.world.people["advisor"]
    first, second = shop.arrive("pothole"), shop.arrive("pothole", at=NOON + timedelta(minutes=1))
    visit = call_next(actor=advisor, at=NOON + timedelta(minutes=2))
    assert visit is not None
    miss_call(visit=visit, actor=advisor, at=NOON + timedelta(minutes=3))
    come_after_all(visit=visit, actor=reception, at=NOON + timedelta(minutes=12))
    assert [row.visit.pk for row in waiting_at(shop.desk, NOON + timedelta(minutes=12))] == [first.pk, second.pk]
    visit = call_next(actor=advisor, at=NOON + timedelta(minutes=13))
    assert visit is not None
    miss_call(visit=visit, actor=advisor, at=NOON + timedelta(minutes=14))
    come_after_all(visit=visit, actor=reception, at=NOON + timedelta(minutes=25))
    assert [row.visit.pk for row in waiting_at(shop.desk, NOON + timedelta(minutes=25))] == [second.pk, first.pk]


def test_a_text_when_near_the_front_once_and_only_to_whoever_agreed(shop: Any) -> None:
    system = shop.world.system
    changed(shop, text_before=1)
    shop.open(advisor="1")
    for minute in range(3):
        shop.arrive("pothole", at=NOON + timedelta(minutes=minute))
    asked = shop.arrive("missed-bin", at=NOON + timedelta(minutes=3), phone="07700 900982", text_me=True)
    silent = shop.arrive("pothole", at=NOON + timedelta(minutes=4), phone="07700 900983")
    assert note_who_is_near(desk=shop.desk, actor=system, at=NOON + timedelta(minutes=5)) == []
    assert text_visitor(visit_id=silent.pk, actor=system, at=NOON) is None
    call_next(actor=shop.world.people["advisor"], at=NOON + timedelta(minutes=6))
    join_queue(queue=shop.queue, person=shop.world.people["officer"], actor=shop.leader, at=NOON)
    shop.open(officer="2")
    call_next(actor=shop.world.people["officer"], at=NOON + timedelta(minutes=6))
    for _ in range(2):
        near = note_who_is_near(desk=shop.desk, actor=system, at=NOON + timedelta(minutes=7))
        text_visitor(visit_id=asked.pk, actor=system, at=NOON + timedelta(minutes=7))
    assert near == [], "once only"
    message = Message.objects.get()
    assert message.channel == "sms"
    assert asked.ticket in message.body
    assert "bin" not in message.body.lower()
    assert ticket_link(asked.pk) in message.body


def test_a_call_as_sound_is_for_those_whom_a_board_gave_its_address(shop: Any) -> None:
    changed(shop, languages=["en-GB", "pl"])
    shop.open(advisor="1")
    shop.arrive("pothole", at=timezone.now())
    call_next(actor=shop.world.people["advisor"], at=timezone.now())
    key = make_key(desk=shop.desk, kind="display", label="Hall", actor=shop.leader, at=NOON)
    page = Client().get(reverse("display-keyed", args=[address_of_key(key)])).content.decode()
    call = Call.objects.get()
    address = reverse("call-sound", args=["pl", marked("call-pl", call.pk)])
    assert address in page
    sound = Client().get(address)
    assert sound.status_code in (200, 503), "503 where the machine has no voice"
    if sound.status_code == 200:
        assert sound.content[:4] == b"RIFF"
        assert sound["Content-Type"] == "audio/wav"
    for wrong in (marked("call-en-GB", call.pk), marked("ticket", call.pk), str(call.pk), marked("call-pl", 999_999)):
        assert Client().get(reverse("call-sound", args=["pl", wrong])).status_code == 404
    assert Client().get(reverse("display-keyed", args=["1-x"])).status_code == 404


def test_a_printer_that_is_silent_is_named_at_the_desk_and_the_pdf_takes_its_place(shop: Any) -> None:
    with socket.socket() as taken:  # nobody listens here
        taken.bind(("127.0.0.1", 0))
        changed(shop, printer="network", printer_address="127.0.0.1:9109")
        reception = as_(shop.world, "reception")
        page = post(reception, "front-desk-arrive", site="shop", called_by="number")
        assert "on its way to the printer" in page
        asked = TicketPrint.objects.get()

        class Tried:
            class job:
                attempts = 2

        print_ticket.func(Tried, asked.pk)
    visit = asked.visit
    assert "read out the number" in reception.get(reverse("front-desk-ticket", args=[visit.pk])).content.decode()
    pdf = reception.get(reverse("front-desk-pdf", args=[visit.pk]))
    assert pdf.status_code == 302 or pdf.content.startswith(b"%PDF")
    again = ask_for_print(visit=visit, actor=shop.world.people["reception"], at=timezone.now())
    assert again.state == "waiting"


def test_hosts_and_sessions_have_a_list_of_their_own_that_reception_calls(shop: Any) -> None:
    now = timezone.localtime()
    session = add_session(
        site=shop.site, title="Councillor's surgery", provider="County", weekday=now.weekday(), starts=now.time(),
        ends=now.replace(hour=23, minute=59).time(), from_day=now.date(), actor=shop.world.system, at=now,
    )  # fmt: skip
    reception, shop_people = as_(shop.world, "reception"), shop.world.people
    post(reception, "front-desk-arrive", site="shop", called_by="number", session=str(session.pk))
    post(reception, "front-desk-arrive", site="shop", called_by="number", host="Facilities")
    page = reception.get(reverse("front-desk")).content.decode()
    assert "Councillor&#x27;s surgery" in page
    assert "Facilities" in page
    shop.open(advisor="1")
    assert call_next(actor=shop_people["advisor"], at=now) is None, "no counter calls them"
    visit = Visit.objects.get(host="Facilities")
    page = post(reception, "front-desk-call-in", visit.pk, counter=str(shop.counters["Room 3"].pk))
    assert "is called to Room 3" in page
    assert visit.ticket in Client().get(reverse("display-board", args=["shop"])).content.decode()
    post(reception, "front-desk-host-end", visit.pk)
    assert Contact.objects.get().outcome == "handed_off"
    close_past_days(actor=shop.world.system, at=now + timedelta(days=2))
    assert set(Visit.objects.values_list("state", flat=True)) == {"finished", "left"}


def test_passes_and_the_roll_in_a_fire(shop: Any) -> None:
    reception = as_(shop.world, "reception")
    assert "gives no passes" in reception.get(reverse("front-desk-passes")).content.decode()
    assert "turn them on" in post(reception, "front-desk-passes", site="shop", name="Jo", host="Ruth")
    changed(shop, gives_passes=True)
    assert "Enter whom they see" in post(reception, "front-desk-passes", site="shop", name="Jo")
    badge = post(reception, "front-desk-passes", site="shop", name="Jo Bloggs", host="Ruth", help_to_leave="Wheelchair")
    assert "Jo Bloggs" in badge
    visit = shop.arrive("pothole", at=timezone.now())
    roll = reception.get(reverse("front-desk-roll")).content.decode()
    for words in ("Jo Bloggs", "Wheelchair", visit.ticket):
        assert words in roll
    given = VisitorPass.objects.get()
    assert as_(shop.world, "district").get(reverse("front-desk-badge", args=[given.pk])).status_code == 404
    post(reception, "front-desk-pass-out", given.pk)
    assert "Jo Bloggs" not in reception.get(reverse("front-desk-roll")).content.decode()


def test_what_a_customers_record_asks_is_noticed_at_the_door_and_told_at_the_counter(shop: Any) -> None:
    world: World = shop.world
    customer = reachable(world.county)
    set_need(customer=customer, code="hearing_loop", source="The customer", actor=world.system, at=NOON)
    reception = as_(world, "reception")
    found = reception.get(reverse("front-desk"), {"who": customer.reference}).content.decode()
    assert f"customer={customer.reference}" in found
    chosen = reception.get(reverse("front-desk"), {"customer": customer.reference}).content.decode()
    assert "Meet at a counter or room with a hearing loop" in chosen
    post(
        reception, "front-desk-arrive", site="shop", called_by="number", customer=customer.reference,
        needs=["hearing_loop"],
    )  # fmt: skip
    visit = Visit.objects.get()
    assert visit.customer_id == customer.pk
    shop.open(advisor="1")
    page = post(as_(world, "advisor"), "counter-next")
    assert "hearing loop, and this counter has none" in page
    assert "customer=" not in reception.get(reverse("front-desk"), {"who": "\x00%s" * 20}).content.decode()


def test_a_counter_calls_for_what_it_serves_and_the_next_by_itself_if_it_is_set_so(shop: Any) -> None:
    bins = shop.world.services["missed-bin"]
    counter = shop.counters["1"]
    change_counter(counter=counter, actor=shop.leader, at=NOON, **like(counter, services=[bins.pk], calls_at_once=True))
    shop.open(advisor="1")
    advisor = shop.world.people["advisor"]
    shop.arrive("pothole")
    wanted = [shop.arrive("missed-bin", at=NOON + timedelta(minutes=minute)).pk for minute in (1, 2)]
    visit = call_next(actor=advisor, at=NOON + timedelta(minutes=3))
    assert visit is not None
    assert visit.pk == wanted[0]
    finish_visit(visit=visit, outcome="resolved", avoidable="not", actor=advisor, at=NOON + timedelta(minutes=4))
    assert Visit.objects.get(pk=wanted[1]).state == "called"


def test_an_officer_of_another_organisation_serves_a_line_of_the_same_building(shop: Any) -> None:
    world: World = shop.world
    partner = define_queue(
        organisation=world.lowton, slug="housing", name="Housing", actor=world.system, at=NOON,
        services=[world.services["missed-bin"].pk],
    )  # fmt: skip
    join_queue(queue=partner, person=world.people["district"], actor=world.system, at=NOON)
    add_line(desk=shop.desk, queue=partner, actor=shop.leader, at=NOON)
    visit = shop.arrive("missed-bin")
    stand_at(counter=shop.counters["2"], actor=world.people["district"], at=NOON)
    called = call_next(actor=world.people["district"], at=NOON + timedelta(minutes=1))
    assert called is not None
    assert called.pk == visit.pk


def test_setting_a_desk_up_by_the_pages(shop: Any, make_site: Callable[..., Any]) -> None:
    world: World = shop.world
    leader = as_(world, "leader")
    site = make_site("annex")
    page = post(leader, "desk-setup-new", site=str(site.pk), prefix="b", queue="", new_queue="Annex visitors")
    assert "Now add its counters" in page
    desk = FrontDesk.objects.get(site=site)
    yes = {"step_free": "yes", "hearing_loop": "yes", "is_active": "yes", "private": "no", "calls_at_once": "no"}
    assert "It is added" in post(leader, "desk-setup-counter-add", "annex", label="7", **yes)
    assert "has a counter 7 already" in post(leader, "desk-setup-counter-add", "annex", label="7", **yes)
    counter = Counter.objects.get(desk=desk)
    post(leader, "desk-setup-counter", counter.pk, **yes | {"label": "Room 7", "private": "yes"})
    page = post(
        leader, "desk-setup-change", "annex", prefix="B", languages=["pl"], quick_answers="Lift?\n\nToilets?",
        gives_passes="yes", shows_hours="no", printer="network", printer_address="printer:22", text_before="3",
        back_minutes="15",
        silent_minutes="5", is_active="yes",
    )  # fmt: skip
    assert "printer" in page
    assert "Saved." not in page
    post(
        leader, "desk-setup-change", "annex", prefix="B", languages=["pl"], quick_answers="Lift?\n\nToilets?",
        gives_passes="yes", shows_hours="no", printer="none", text_before="3", back_minutes="15",
        silent_minutes="5", is_active="yes",
    )  # fmt: skip
    desk.refresh_from_db()
    assert desk.quick_answers == ["Lift?", "Toilets?"]
    assert "Open this address on the screen" in post(leader, "desk-setup-key-add", "annex", kind="kiosk", label="Door")
    key = desk.keys.get()
    assert "opens nothing any more" in post(leader, "desk-setup-key-revoke", key.pk)
    queue = define_queue(organisation=world.county, slug="more", name="More", actor=shop.leader, at=NOON)
    assert "may wait there now" in post(leader, "desk-setup-line", "annex", queue=str(queue.pk))
    assert "Nobody waits in More" in post(leader, "desk-setup-line-remove", "annex", queue.pk)
    assert "annex" in leader.get(reverse("desk-setup-list")).content.decode()
    for word in ("reception", "advisor"):
        assert as_(world, word).get(reverse("desk-setup-list")).status_code == 403
    for name, args in (("desk-setup", ["nowhere"]), ("desk-setup-counter", [10**17]), ("desk-setup-key", [1])):
        assert as_(world, "leader").get(reverse(name, args=args)).status_code in (200, 404)


@pytest.fixture
def make_site(shop: Any) -> Callable[..., Any]:
    def make(slug: str) -> Any:
        return add_site(
            organisation=shop.world.county, slug=slug, name=slug, kind="office", actor=shop.world.system, at=NOON
        )

    return make


def test_a_visitor_may_only_come_to_a_session_of_this_site(shop: Any, make_site: Callable[..., Any]) -> None:
    now = timezone.localtime()
    elsewhere = add_session(
        site=make_site("annex"), title="Advice", provider="County", weekday=0, starts=now.replace(hour=9).time(),
        ends=now.replace(hour=23).time(), from_day=now.date(), actor=shop.world.system, at=now,
    )  # fmt: skip
    with pytest.raises(Invalid):
        register_arrival(desk=shop.desk, services=[], session=elsewhere, actor=shop.world.people["reception"], at=NOON)
