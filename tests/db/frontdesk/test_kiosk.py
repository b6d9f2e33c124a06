"""The kiosk: tickets, checking in, answers without a ticket, and forgetting whoever stood there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.cases.placing import Whereabouts
from civichub.feedback.models import PageFeedback
from civichub.frontdesk.models import DeskKey, Visit
from civichub.frontdesk.operations import make_key, revoke_key
from civichub.frontdesk.queries import address_of_key
from civichub.places.models import Address, AddressArea, Councillor
from civichub.web.display.kiosk_mode import COOKIE
from tests.db.frontdesk.test_pages import as_, post
from tests.factories.places import box, take_in_areas
from tests.factories.world import NOON, make_case


@pytest.fixture
def key(shop: Any) -> DeskKey:
    return make_key(desk=shop.desk, kind="kiosk", label="Entrance", actor=shop.leader, at=NOON)


def at(key: DeskKey, name: str = "kiosk", *more: str) -> str:
    return reverse(name, args=[address_of_key(key), *more])


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_ticket_from_the_kiosk_in_the_persons_language(shop: Any, key: DeskKey) -> None:
    kiosk = Client()
    first = kiosk.get(at(key))
    assert "Polski" in text(first)
    assert "no-store" in first["Cache-Control"]
    menu = text(kiosk.post(at(key, "kiosk-choose"), {"what": "language", "value": "pl"}, follow=True))
    assert "W czym możemy pomóc?" in menu
    assert 'lang="pl"' in menu
    large = text(
        kiosk.post(at(key, "kiosk-choose"), {"what": "large", "value": "on", "next": at(key, "kiosk-see")}, follow=True)
    )
    assert "kiosk--large" in large
    assert "W jakiej sprawie?" in large
    away = kiosk.post(at(key, "kiosk-choose"), {"what": "large", "value": "off", "next": "//evil.example/"})
    assert away["Location"] == at(key, "kiosk-menu")
    asked = {"service": str(shop.world.services["pothole"].pk), "needs": ["seat"], "called_by": "name", "name": ""}
    assert "Podaj imię" in text(kiosk.post(at(key, "kiosk-see"), asked))
    asked |= {"name": "Ola", "text_me": "yes", "phone": "12"}
    assert "Podaj numer komórkowy" in text(kiosk.post(at(key, "kiosk-see"), asked))
    ticket = text(kiosk.post(at(key, "kiosk-see"), asked | {"phone": "07700 900982"}, follow=True))
    visit = Visit.objects.get()
    assert visit.ticket in ticket
    assert "Ola" in ticket
    assert "pothole" not in ticket.lower(), "others read the screen"
    assert (visit.text_me, visit.needs, visit.language) == (True, ["seat"], "")
    assert visit.reason == "Speaks Polish: ring the interpreting line", "nobody at this desk does"


def test_starting_again_leaves_nothing_of_the_last_person(shop: Any, key: DeskKey) -> None:
    kiosk = Client()
    kiosk.get(at(key))
    fresh = kiosk.cookies[COOKIE].value
    gone = kiosk.post(at(key, "kiosk-see"), {"service": "other"})
    ticket = gone["Location"]
    assert kiosk.get(ticket).status_code == 200
    on_the_phone = reverse("ticket", args=[ticket.rstrip("/").rpartition("/")[2]])
    kiosk.cookies["place"] = "somebody"
    kiosk.post(at(key, "kiosk-choose"), {"what": "contrast", "value": "on"})
    kiosk.post(at(key, "kiosk-reset"))
    kept = {name for name, morsel in kiosk.cookies.items() if morsel.value}
    assert kept <= {COOKIE, "csrftoken"}
    assert kiosk.cookies[COOKIE].value.partition(":")[0] == fresh.partition(":")[0]
    assert kiosk.get(ticket)["Location"] == at(key), "back leads to the start"
    assert kiosk.get(on_the_phone)["Location"] == at(key)
    assert Client().get(on_the_phone).status_code == 200, "on their own telephone it goes on"
    assert "kiosk--contrast" not in text(kiosk.get(at(key, "kiosk-menu")))
    portal = kiosk.get(reverse("services"))
    assert "no-store" in portal["Cache-Control"]
    assert "kiosk-guard" in portal.content.decode(), "our other pages are watched over too"
    assert "kiosk-guard" not in Client().get(reverse("services")).content.decode()


def test_a_case_is_answered_without_a_ticket(shop: Any, key: DeskKey) -> None:
    where = Whereabouts(words="12 Mill Lane, B97 4HJ")
    case = make_case(shop.world, at=timezone.now() - timedelta(days=1), where=where)
    kiosk = Client()
    kiosk.get(at(key))
    wrong = text(kiosk.post(at(key, "kiosk-case"), {"reference": case.reference, "postcode": "B97 4HK"}))
    missing = text(kiosk.post(at(key, "kiosk-case"), {"reference": "7KM4PQXT4", "postcode": "B97 4HJ"}))
    said = "We cannot find that."
    assert said in wrong
    assert said in missing
    found = kiosk.post(at(key, "kiosk-case"), {"reference": case.reference.lower(), "postcode": "b974hj"})
    answer = text(kiosk.get(found["Location"]))
    assert case.service.title in answer
    assert Visit.objects.count() == 0
    for _ in range(12):
        last = kiosk.post(at(key, "kiosk-case"), {"reference": "7KM4PQXT4", "postcode": "B97 4HJ"})
    assert "Too many tries" in text(last)


def test_every_other_page_of_the_kiosk(shop: Any, key: DeskKey) -> None:
    kiosk = Client()
    kiosk.get(at(key))
    for name in ("menu", "see", "case", "appointment", "councillors", "services", "report", "feedback"):
        assert "<h1" in text(kiosk.get(at(key, f"kiosk-{name}")))
    assert "Take a ticket for this" in text(kiosk.get(at(key, "kiosk-service", "pothole")))
    assert kiosk.get(at(key, "kiosk-ping")).status_code == 204
    assert "cannot find" in text(kiosk.post(at(key, "kiosk-appointment"), {"asked": "01632 960 246"}))
    assert "full postcode" in text(kiosk.post(at(key, "kiosk-councillors"), {"postcode": "B97"}))
    assert "no councillors" in text(kiosk.post(at(key, "kiosk-councillors"), {"postcode": "ZE2 9XX"}))
    assert "Thank you" in text(kiosk.post(at(key, "kiosk-feedback"), {"answer": "no", "words": "Too long"}))
    given = PageFeedback.objects.get()
    assert (given.useful, given.words, given.page) == (False, "Too long", "/kiosk/")
    assert not re.search(r'href="https?://(?!testserver)', text(kiosk.get(at(key, "kiosk-menu"))))
    revoke_key(key=key, actor=shop.leader, at=NOON)
    for name in ("kiosk", "kiosk-menu", "kiosk-see"):
        assert kiosk.get(at(key, name)).status_code == 404
    for wrong in ("1", "1-", "x", "9" * 50, "1-" + "0" * 20):
        assert Client().get(reverse("kiosk", args=[wrong])).status_code == 404


def test_who_is_my_councillor_from_the_pages_to_the_kiosk(shop: Any, key: DeskKey) -> None:
    world = shop.world
    (ward,) = take_in_areas(("W1", "Elm South", box(400_000, 250_000, 401_000, 251_000)))
    home = Address.objects.create(uprn="1001", easting=400_500, northing=250_500, postcode="BK1 1AA", search_text="x")
    AddressArea.objects.create(address=home, area=ward)
    admin = as_(world, "admin")
    answers = {"organisation": str(world.county.pk), "area": str(ward.pk), "name": "Ada Moss", "starts_on_0": "1",
               "starts_on_1": "5", "starts_on_2": "2025", "surgeries": "First Saturday, library"}  # fmt: skip
    assert "Added." in post(admin, "councillor-add", **answers)
    member = Councillor.objects.get()
    assert "Saved." in post(admin, "councillor-change", member.pk, name="Ada Moss", party="Independent")
    kiosk = Client()
    found = text(kiosk.post(at(key, "kiosk-councillors"), {"postcode": home.postcode}))
    for words in ("Councillor Ada Moss", "Independent", ward.name):
        assert words in found
    assert as_(world, "advisor").get(reverse("councillors")).status_code == 403
    post(admin, "councillor-retire", member.pk, last_day_0="2", last_day_1="5", last_day_2="2025")
    assert "no councillors" in text(kiosk.post(at(key, "kiosk-councillors"), {"postcode": home.postcode}))
