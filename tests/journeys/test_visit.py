"""A visit with everybody at once: kiosk, board, two counters of two organisations, and the receptionist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.contacts.models import Contact
from civichub.frontdesk.keys import marked
from civichub.frontdesk.models import DeskKey, Visit
from civichub.frontdesk.operations import (
    add_counter,
    add_line,
    change_desk,
    give_pass,
    make_key,
    register_arrival,
    set_up_desk,
    stand_at,
)
from civichub.frontdesk.queries import address_of_key
from civichub.places.operations import add_site
from civichub.routing.operations import define_queue, join_queue
from civichub.web.display import kiosk_mode
from tests.factories.world import World, make_world
from tests.journeys.browser import PHONE, WIDTHS, check_accessible

UPRIGHT = {"width": 1080, "height": 1920}


@pytest.fixture
def shop(settings: Any, transactional_db: None) -> tuple[World, dict[str, DeskKey]]:
    """A shop with the county's line and a district's, a counter for each, a kiosk and a board that speaks."""
    settings.STAFF_SECOND_FACTOR = False
    world, now = make_world(), timezone.now()
    system = world.system
    site = add_site(
        organisation=world.county, slug="shop", name="Market Place", kind="one_stop_shop", actor=system, at=now
    )
    lines = {}
    for slug, body, person in (("front", world.county, "advisor"), ("housing", world.lowton, "district")):
        lines[slug] = define_queue(organisation=body, slug=slug, name=slug.capitalize(), actor=system, at=now)
        join_queue(queue=lines[slug], person=world.people[person], actor=system, at=now)
    desk = set_up_desk(site=site, queue=lines["front"], prefix="a", actor=system, at=now)
    add_line(desk=desk, queue=lines["housing"], actor=system, at=now)
    change_desk(
        desk=desk, prefix="A", languages=["en-GB", "pl"], quick_answers=[], gives_passes=True, shows_hours=True,
        printer="none", printer_address="", text_before=2, back_minutes=60, silent_minutes=5,
        is_active=True, actor=system, at=now,
    )  # fmt: skip
    for label, person in (("1", "advisor"), ("2", "district")):
        stand_at(counter=add_counter(desk=desk, label=label, actor=system, at=now), actor=world.people[person], at=now)
    keys = {kind: make_key(desk=desk, kind=kind, label="Hall", actor=system, at=now) for kind in ("kiosk", "display")}
    return world, keys


def upright(page: Page) -> Page:
    page.set_viewport_size(UPRIGHT)
    return page


def test_a_visitor_is_called_spoken_to_transferred_and_forgotten(
    visit: Callable[..., Page], shop: tuple[World, dict[str, DeskKey]], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, keys = shop
    address = reverse("kiosk", args=[address_of_key(keys["kiosk"])])
    kiosk = upright(visit(address))
    check_accessible(kiosk)
    kiosk.get_by_role("button", name="English", exact=True).click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("What can we help you with?")
    check_accessible(kiosk)
    small = kiosk.evaluate(
        "[...document.querySelectorAll('main a, main button, footer button, header button')]"
        ".filter(one => one.getBoundingClientRect().height < 64).map(one => one.textContent)"
    )
    assert small == [], "what is touched is 64 px high"
    kiosk.get_by_role("button", name="Large print").click()
    expect(kiosk.get_by_role("button", name="Large print")).to_have_attribute("aria-pressed", "true")
    kiosk.get_by_role("button", name="High contrast").click()
    expect(kiosk.locator(".kiosk--contrast.kiosk--large")).to_be_visible()
    check_accessible(kiosk)
    kiosk.get_by_role("link", name="See somebody").click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("See somebody")
    check_accessible(kiosk)
    kiosk.get_by_label("Missed bin").check()
    kiosk.get_by_label("A seat near the counter").check()
    kiosk.get_by_role("button", name="Take a ticket").click()
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("A01")
    check_accessible(kiosk)

    board = visit(reverse("display-keyed", args=[address_of_key(keys["display"])]))
    heard: list[str] = []
    board.on("request", lambda request: heard.append(request.url) if request.url.endswith(".wav") else None)
    expect(board.get_by_text("1 waiting")).to_be_visible()
    reception = visit("/staff/front-desk/", user=world.fresh("reception"))
    expect(reception.get_by_role("link", name="A01")).to_be_visible()
    phone = visit(reverse("ticket", args=[marked("ticket", Visit.objects.get().pk)]), width=PHONE)
    expect(phone.get_by_text("You are next")).to_be_visible()
    check_accessible(phone)

    first = visit("/staff/counter/", user=world.fresh("advisor"))
    first.get_by_role("button", name="Call the next").click()
    expect(first.get_by_role("button", name="They are here")).to_be_visible()
    expect(board.get_by_text("Counter 1")).to_be_visible()
    check_accessible(board)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Please go to Counter 1")
    check_accessible(phone)
    board.wait_for_timeout(500)
    assert any("/display/call/en-GB/" in one for one in heard), "the board asked for the call as sound"
    first.get_by_role("button", name="They are here").click()
    first.get_by_text("Pass on to a colleague").click()
    first.get_by_label("To which line?").select_option(label="Housing, Lowton")
    first.get_by_label("What has been said so far?").fill("The bin store is the landlord's")
    first.get_by_role("button", name="Pass on", exact=True).click()
    expect(first.get_by_text("with your notes")).to_be_visible()

    second = visit("/staff/counter/", user=world.fresh("district"))
    second.get_by_role("button", name="Call the next").click()
    expect(second.get_by_text("The bin store is the landlord's")).to_be_visible()
    check_accessible(second)
    expect(board.get_by_text("Counter 2")).to_be_visible()
    second.get_by_role("button", name="They are here").click()
    reception = visit("/staff/front-desk/", user=world.fresh("reception"))
    expect(reception.get_by_text("At a counter")).to_be_visible()
    check_accessible(reception)
    second.get_by_role("button", name="They have gone: finish").click()
    expect(second.get_by_text("A01 is finished")).to_be_visible()
    assert Visit.objects.get().state == "finished"
    assert sorted(Contact.objects.values_list("outcome", flat=True)) == ["handed_off", "resolved"]


def test_a_kiosk_clears_itself_and_says_when_it_is_cut_off(
    visit: Callable[..., Page], shop: tuple[World, dict[str, DeskKey]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, keys = shop
    monkeypatch.setattr(kiosk_mode, "IDLE_SECONDS", 5)
    monkeypatch.setattr(kiosk_mode, "WARNING_SECONDS", 10)
    address = reverse("kiosk", args=[address_of_key(keys["kiosk"])])
    kiosk = upright(visit(address))
    kiosk.get_by_role("button", name="Polski").click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("W czym możemy pomóc?")
    kiosk.get_by_role("link", name="Chcę z kimś porozmawiać").click()
    kiosk.get_by_label("Inna sprawa").check()
    kiosk.get_by_role("button", name="Weź bilet").click()
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("A01")
    asks = kiosk.get_by_role("alertdialog")
    expect(asks).to_be_visible()
    asks.get_by_role("button", name="Potrzebuję więcej czasu").click()
    expect(asks).to_be_hidden()
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("A01")
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("Welcome", timeout=40_000)
    assert {one["name"] for one in kiosk.context.cookies()} <= {"kiosk", "csrftoken"}
    kiosk.go_back()
    kiosk.wait_for_timeout(500)
    assert "A01" not in kiosk.content()
    kiosk.goto(address)
    kiosk.get_by_role("button", name="English", exact=True).click()
    kiosk.get_by_role("link", name="Report something").click()
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Report something")
    kiosk.context.set_offline(True)
    cut_off = kiosk.get_by_role("alertdialog", name="Please see reception")
    expect(cut_off).to_be_visible()
    kiosk.context.set_offline(False)
    expect(kiosk.get_by_role("heading", level=1)).to_contain_text("Welcome", timeout=40_000)


def test_everybody_can_use_the_pages_around_the_desk(
    visit: Callable[..., Page], shop: tuple[World, dict[str, DeskKey]]
) -> None:
    world, keys = shop
    desk = keys["kiosk"].desk
    register_arrival(desk=desk, services=[], host="Facilities", actor=world.system, at=timezone.now())
    give_pass(
        desk=desk, name="Jo", host="Facilities", help_to_leave="Wheelchair", actor=world.system, at=timezone.now()
    )
    below = "/staff/front-desk/"
    paths = {
        "leader": (f"{below}set-up/", f"{below}set-up/shop/", f"{below}set-up/shop/change/",
                   f"{below}set-up/shop/counters/", f"{below}keys/{keys['kiosk'].pk}/"),
        "reception": (below, f"{below}passes/", f"{below}fire-roll/", "/waits/"),
    }  # fmt: skip
    for who, found in paths.items():
        page = visit(found[0], user=world.fresh(who))
        for path in found:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            check_accessible(page, widths=WIDTHS)
    kiosk = visit(reverse("kiosk-see", args=[address_of_key(keys["kiosk"])]))
    expect(kiosk.get_by_role("heading", level=1)).to_be_visible()
    check_accessible(kiosk, widths=WIDTHS)
