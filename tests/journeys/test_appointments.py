"""An appointment from a telephone without scripts: booked, confirmed by mail and moved; then cancelled by the desk, and
taken by whoever waited for an earlier one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.appointments.availability import free_times
from civichub.appointments.models import Appointment
from civichub.appointments.operations import Who, ask_for_earlier
from civichub.core.clocks import london_date
from tests.db.delivery.mail_server import MailServer
from tests.factories.appointments import RegisterOffice, make_register_office
from tests.factories.world import make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def office(settings: Any, transactional_db: None) -> RegisterOffice:
    settings.STAFF_SECOND_FACTOR = False
    return make_register_office(make_world(), registrars=("officer",))


def link_in(mail: Any, what: str) -> str:
    found = re.search(rf"https?://\S+/appointments/{what}/\S+/", mail.get_body(("plain",)).get_content())
    assert found, mail
    return found[0]


def carry_on(page: Page, button: str) -> None:
    check_accessible(page, focus=False)
    page.get_by_role("button", name=button).click()


def book_by_telephone(page: Page) -> str:
    """From the list to the confirmation; the reference."""
    check_accessible(page, focus=False)
    page.get_by_role("link", name="Birth").click()
    page.get_by_label("At Register Office").check()
    carry_on(page, "Continue")
    expect(page.get_by_text("The next free time is")).to_be_visible()
    check_accessible(page, focus=False)
    page.locator("#times button[name=starts_at]").first.click()
    expect(page.get_by_text("We hold this time for you until")).to_be_visible()
    carry_on(page, "Continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Full name").fill("Sam Reed")
    page.get_by_label("Email address").fill("sam.reed@example.org")
    page.get_by_label("A hearing loop").check()
    carry_on(page, "Continue")
    carry_on(page, "Book this appointment")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Your appointment is booked"))
    check_accessible(page, focus=False)
    return Appointment.objects.get(email="sam.reed@example.org", state="booked").reference


def test_booked_on_a_telephone_moved_by_link_cancelled_at_the_desk_and_taken_by_who_waited(
    visit: Callable[..., Page], post: MailServer, office: RegisterOffice
) -> None:
    page = visit("/appointments/", width=PHONE, javascript=False)
    reference = book_by_telephone(page)
    do_waiting_work()
    (mail,) = post.messages
    assert mail["To"] == "sam.reed@example.org"
    page.goto(link_in(mail, "manage"))
    check_accessible(page, focus=False)
    page.get_by_role("link", name="Change the time").click()
    check_accessible(page, focus=False)
    page.get_by_role("link", name="Later days").first.click()
    page.locator("button[name=starts_at]").first.click()
    expect(page.get_by_text("Your appointment has a new time.")).to_be_visible()
    do_waiting_work()
    assert "new time" in post.messages[-1]["Subject"]
    moved = Appointment.objects.get(reference=reference)
    assert moved.sequence == 1

    waiting = somebody_later(office, moved)
    desk = visit(
        f"/staff/appointments/?from={london_date(moved.starts_at)}", width=DESK, user=office.world.fresh("leader")
    )
    check_accessible(desk)
    desk.get_by_role("link", name="Sam Reed").click()
    check_accessible(desk)
    desk.get_by_text("Cancel it").click()
    desk.get_by_label("Why?").fill("The registrar is ill")
    desk.get_by_role("button", name="Cancel the appointment").click()
    expect(desk.get_by_text("It is cancelled, and they are told.")).to_be_visible()
    do_waiting_work()
    by_address = {mail["To"]: mail for mail in post.messages}
    assert "cancel" in by_address["sam.reed@example.org"]["Subject"]
    page.goto(link_in(by_address["jo@example.org"], "offer"))
    carry_on(page, "Take the earlier time")
    expect(page.get_by_text("You have the earlier time.")).to_be_visible()
    check_accessible(page, focus=False)
    taken = Appointment.objects.get(pk=waiting.pk)
    assert taken.starts_at == moved.starts_at


def somebody_later(office: RegisterOffice, than: Appointment) -> Appointment:
    """Somebody with an appointment after that one, who would like to come sooner."""
    now, day = timezone.now(), london_date(than.starts_at) + timedelta(days=2)
    times = free_times(office.birth, way="site", site=office.site, first=day, last=day + timedelta(days=4), at=now)
    booked = office.book(times[0].starts_at, at=now, who=Who("Jo Lee", "jo@example.org"))
    ask_for_earlier(appointment=booked, actor=office.world.system, at=now)
    return booked


PAGES = ("", "find/?q=nobody", "book/", "book/birth/", "cancel-many/", "standards/", "set-up/", "set-up/kinds/birth/")


def test_everybody_can_use_the_desks_pages(visit: Callable[..., Page], office: RegisterOffice) -> None:
    """On a telephone, where a page is soonest too wide; the other journey has the same pages at a desk."""
    now = timezone.now()
    first = free_times(office.birth, way="site", site=office.site, first=london_date(now),
                       last=london_date(now) + timedelta(days=7), at=now)[0]  # fmt: skip
    booked = office.book(first.starts_at, at=now)
    page = visit("/staff/appointments/", width=PHONE, user=office.world.fresh("leader"))
    day = f"?from={london_date(booked.starts_at)}"
    for path in (*PAGES, day, f"{day}&as=grid", f"{booked.reference}/", f"{booked.reference}/move/"):
        page.goto(f"/staff/appointments/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessible(page, focus=not path)
    for path in ("/appointments/find/", "/sites/register-office/sessions/"):
        page.goto(path)
        check_accessible(page, focus=False)
