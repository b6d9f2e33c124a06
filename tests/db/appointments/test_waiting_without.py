"""Waiting for a time without holding one: the same line, fair, by link and at the desk."""

from __future__ import annotations

from datetime import date, time, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from civichub.appointments.availability import free_times, next_time
from civichub.appointments.events import TimeFreed
from civichub.appointments.models import Appointment, EarlierOffer, Waiting, Wish
from civichub.appointments.operations import (
    Suits,
    Who,
    accept_offer,
    add_hours,
    ask_for_earlier,
    ask_for_time,
    cancel_appointment,
    decline_offer,
    lapse_offers,
    offer_freed_time,
    offer_open_times,
    withdraw_wish,
)
from civichub.appointments.queries import before_in_line, line_seen_by
from civichub.appointments.wording import wish_words
from civichub.core.errors import Conflict, Invalid
from civichub.delivery.models import Message
from civichub.notifications.appointment_news import tell_of_offer, tell_of_wish
from civichub.notifications.links import offer_link
from tests.factories.appointments import EARLY, MONDAY, NINE, RegisterOffice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = NINE + DAY


def wants(office: RegisterOffice, name: str, minutes: int = 0, **suits: object) -> Waiting:
    given = {"meetings": [("site", office.site)], "weekdays": range(5), "from_day": MONDAY,
             "until_day": MONDAY + 20 * DAY, **suits}  # fmt: skip
    return ask_for_time(kind=office.birth, suits=Suits(**given), who=Who(name, f"{name.lower()}@example.org"),
                        actor=office.world.system, online=True, at=EARLY + timedelta(minutes=minutes))  # fmt: skip


def freed(office: RegisterOffice, at=EARLY, starts_at=TOMORROW) -> EarlierOffer | None:
    event = TimeFreed(office.birth.pk, "site", office.site.pk, starts_at.isoformat())
    return offer_freed_time(freed=event, actor=office.world.system, at=at)


def test_one_line_for_those_with_an_appointment_and_those_without(office: RegisterOffice, settings: Settings) -> None:
    settings.DEMO = True  # every channel works, and nothing leaves
    system = office.world.system
    gone, other = (office.book(TOMORROW, who=Who(name, f"{name}@example.org")) for name in ("Gone", "Other"))
    holder = office.book(NINE + 3 * DAY, who=Who("Holder", "holder@example.org"))
    late = wants(office, "Late", 1, weekdays=[4])
    first = wants(office, "Wanda", 2)
    ask_for_earlier(appointment=holder, actor=system, at=EARLY + timedelta(minutes=3))
    assert wants(office, "Wanda", 9) == first, "asking twice keeps the first place"
    assert [one.who.name for one in line_seen_by(system, office.birth)] == ["Late", "Wanda", "Holder"]
    assert (before_in_line(first), wish_words(first.wish)) == (
        1, "at Register Office, Monday to Friday, from 2 March 2026 until 22 March 2026"
    )  # fmt: skip
    cancel_appointment(appointment=gone, actor=system, at=EARLY + HOUR)
    offer = freed(office, EARLY + HOUR)
    assert offer is not None
    assert offer.waiting == first, "Friday only does not suit Tuesday"
    with pytest.raises(Conflict):
        office.book(TOMORROW, who=Who("Quick", "quick@example.org"))
    decline_offer(offer=offer, actor=system, at=EARLY + HOUR)
    second = freed(office, EARLY + HOUR)
    assert second is not None
    assert second.waiting.appointment == holder, "who says no is not asked again about it"
    decline_offer(offer=second, actor=system, at=EARLY + HOUR)
    cancel_appointment(appointment=other, actor=system, at=EARLY + HOUR)
    assert freed(office, EARLY + HOUR) is None, "nobody is asked twice about one time"
    offer = freed(office, EARLY + HOUR, NINE + 2 * DAY)
    assert offer is not None
    assert offer.waiting == first, "the place in line was kept"
    for _ in range(2):
        tell_of_wish(first.wish.pk, EARLY + HOUR)
    joined = Message.objects.get(template_key__contains="waiting_joined")
    assert joined.to_address == "wanda@example.org"
    assert "What suits you: at Register Office, Monday to Friday" in joined.body
    assert "/appointments/waiting/" in joined.body
    tell_of_offer(offer.pk, EARLY + HOUR)
    told = Message.objects.get(template_key__contains="time_offered")
    assert offer_link(offer.pk)[:40] in told.body
    booked = accept_offer(offer=offer, actor=system, at=EARLY + HOUR)
    assert accept_offer(offer=offer, actor=system, at=EARLY + HOUR) == booked, "twice is once"
    assert (booked.name, booked.state, booked.asked_at, booked.starts_at) == (
        "Wanda", "booked", EARLY + timedelta(minutes=2), NINE + 2 * DAY
    )  # fmt: skip
    late.refresh_from_db()
    first.refresh_from_db()
    assert (late.ended_at, first.ended_why) == (None, "Took a time")


def test_three_offers_unanswered_or_the_last_day_over_end_the_wait(office: RegisterOffice) -> None:
    system, waiting, at = office.world.system, wants(office, "Silent"), EARLY
    for number in range(3):
        assert freed(office, at, NINE + (number + 1) * DAY) is not None
        at += 3 * HOUR
        assert lapse_offers(actor=system, at=at) == 1
    waiting.refresh_from_db()
    assert waiting.ended_why == "Three offers were not answered"
    assert freed(office, at, NINE + 4 * DAY) is None
    over = wants(office, "Over", until_day=MONDAY + DAY)
    lapse_offers(actor=system, at=NINE + 3 * DAY)
    over.refresh_from_db()
    assert over.ended_at is not None


def test_new_hours_reach_who_waits_and_leaving_passes_the_offer_on(office: RegisterOffice) -> None:
    system = office.world.system
    first = wants(office, "First", weekdays=[2], earliest=time(12), latest=time(16, 59))
    wants(office, "Second", 1, weekdays=[2])
    assert offer_open_times(actor=system, at=EARLY) == 2
    offer = EarlierOffer.objects.get(waiting=first)
    assert offer.hold.starts_at == NINE + 2 * DAY + 4 * HOUR, "the first time after midday"
    assert offer_open_times(actor=system, at=EARLY) == 0, "one time at once for each"
    withdraw_wish(wish=first.wish, actor=system, at=EARLY)
    withdraw_wish(wish=first.wish, actor=system, at=EARLY)
    offer.hold.refresh_from_db()
    first.refresh_from_db()
    assert (offer.hold.state, first.ended_why) == ("lapsed", "Left the list")
    with pytest.raises(Conflict, match="run out"):
        accept_offer(offer=EarlierOffer.objects.filter(state="open").get(), actor=system, at=EARLY + DAY)
    for wrong in ({"weekdays": []}, {"meetings": [("video", None)]}, {"until_day": date(2025, 1, 1)}):
        with pytest.raises(Invalid):
            wants(office, "Wrong", **wrong)


def test_a_resident_joins_and_leaves_and_the_desk_answers_by_the_pages(office: RegisterOffice) -> None:
    client, now = Client(), timezone.now()
    soonest = next_time(office.birth, way="site", site=office.site, at=now)
    page = reverse("appointment-wait", args=["birth"])
    assert "who is asked first" in client.get(page).content.decode()
    day, last = soonest.starts_at.date(), soonest.starts_at.date() + 30 * DAY
    given = {"meetings": ["site-register-office"], "weekdays": list("01234"), "part": "any", "name": "Wanda Lee",
             "email": "wanda@example.org"}  # fmt: skip
    for name, when in (("from_day", day), ("until_day", last)):
        given |= {f"{name}_0": when.day, f"{name}_1": when.month, f"{name}_2": when.year}
    assert "Enter your full name" in client.post(page, {**given, "name": ""}).content.decode()
    joined = client.post(page, given)
    assert joined.status_code == 302
    place = joined["Location"]
    assert "You are on the list" in client.get(place).content.decode()
    wish = Wish.objects.get()
    offer_open_times(actor=office.world.system, at=now)
    offer = EarlierOffer.objects.get()
    link = urlsplit(offer_link(offer.pk)).path
    assert "is kept for you until" in client.get(place).content.decode()
    desk = Client()
    desk.force_login(office.world.people["advisor"])
    line = desk.get(reverse("appointment-line", args=["birth"])).content.decode()
    assert "Wanda Lee" in line
    assert "They take it" in line
    stranger = Client()
    stranger.force_login(office.world.people["stranger"])
    answer = reverse("appointment-offer-answer", args=[offer.pk])
    leave = reverse("appointment-wait-leave", args=[wish.reference])
    assert {stranger.post(answer, {"answer": "yes"}).status_code, stranger.post(leave).status_code} <= {403, 404}
    assert client.post(link, {"answer": "no"}).status_code == 302
    assert "No, go on looking" not in client.get(link).content.decode()
    offer_open_times(actor=office.world.system, at=now)
    again = EarlierOffer.objects.get(state="open")
    desk.post(reverse("appointment-offer-answer", args=[again.pk]), {"answer": "yes"})
    assert Appointment.objects.get(state="booked").name == "Wanda Lee"
    assert "no longer on the list" in client.get(place).content.decode()
    assert "no longer on the list" in client.post(place, follow=True).content.decode()
    for path in ("/appointments/waiting/x/", "/appointments/waiting/%00/", f"/appointments/waiting/{wish.reference}/"):
        assert client.get(path).status_code == 404
    assert free_times(office.birth, way="site", site=office.site, first=day, last=day, at=now)


def test_the_desk_puts_a_customer_on_the_list_and_takes_them_off(office: RegisterOffice) -> None:
    desk, now = Client(), timezone.now()
    desk.force_login(office.world.people["advisor"])
    page = reverse("appointment-wait-for", args=["birth"])
    assert desk.get(page).status_code == 200
    day = now.date() + 2 * DAY
    given = {"meetings": ["site-register-office"], "weekdays": ["5"], "part": "morning", "name": "Abe Low",
             "phone": "01632 960123"}  # fmt: skip
    for name, when in (("from_day", day), ("until_day", day + 30 * DAY)):
        given |= {f"{name}_0": when.day, f"{name}_1": when.month, f"{name}_2": when.year}
    desk.post(page, given)
    wish = Wish.objects.get()
    assert wish_words(wish).startswith("at Register Office, on Saturday, before midday")
    add_hours(person=office.registrars[0], site=office.site, weekday=5, starts=time(9), ends=time(12), from_day=MONDAY,
              actor=office.world.fresh("leader"), at=EARLY)  # fmt: skip
    assert "1 waiting" in desk.get(reverse("appointment-lines")).content.decode()
    found, line = reverse("appointment-search"), reverse("appointment-line", args=["birth"])
    assert desk.get(found, {"q": wish.reference})["Location"] == f"{line}#{wish.reference}"
    assert f'id="{wish.reference}"' in desk.get(line).content.decode()
    desk.post(reverse("appointment-wait-leave", args=[wish.reference]))
    assert "Abe Low is no longer on the list" in desk.get(found, {"q": wish.reference}).content.decode()
    assert "Nobody waits" in desk.get(reverse("appointment-line", args=["birth"])).content.decode()
    assert desk.get(reverse("appointment-line", args=["nothing"])).status_code == 404
