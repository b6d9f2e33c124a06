"""Reporting, following it and saying what one thinks, all at a kiosk: and nothing of the person is left there."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from civichub.cases.models import Case
from civichub.feedback.models import PageFeedback
from civichub.frontdesk.models import DeskKey
from civichub.frontdesk.operations import make_key, set_up_desk
from civichub.frontdesk.queries import address_of_key
from civichub.places.operations import add_site
from civichub.routing.operations import define_queue
from civichub.web.display.kiosk_mode import COOKIE
from tests.factories.world import NOON


def kiosk_key(world: Any) -> DeskKey:
    leader = {"actor": world.people["leader"], "at": NOON}
    site = add_site(organisation=world.county, slug="shop", name="Shop", kind="one_stop_shop", actor=world.system,
                    at=NOON)  # fmt: skip
    queue = define_queue(organisation=world.county, slug="shop", name="Shop", **leader)
    desk = set_up_desk(site=site, queue=queue, prefix="a", **leader)
    return make_key(desk=desk, kind="kiosk", label="Door", **leader)


def test_a_report_its_answer_and_feedback_at_the_kiosk_leave_nothing_for_the_next_person(portal: Any) -> None:
    kiosk, key = Client(), address_of_key(kiosk_key(portal.world))
    kiosk.get(reverse("kiosk", args=[key]))
    assert kiosk.get(reverse("kiosk-report", args=[key])).status_code == 200
    page = kiosk.get(f"/services/{portal.service.slug}/")
    assert "kiosk-guard" in page.content.decode(), "our own page is watched over"
    token = portal.fill_in(kiosk)
    form = kiosk.get(f"/apply/{token}/check-answers/")
    assert "Reed" in form.content.decode()
    assert "no-store" in form["Cache-Control"], "nothing of it is kept for the back button"
    sent = kiosk.post(f"/apply/{token}/check-answers/", follow=True)
    reference = str(sent.context["reference"])
    assert Case.objects.filter(reference=reference).exists()
    left = [address for address, _ in sent.redirect_chain] + [f"/apply/{token}/contact/"]
    kiosk.post(reverse("kiosk-case", args=[key]), {"reference": reference, "postcode": "B97 4HJ"})
    kiosk.post(reverse("kiosk-feedback", args=[key]), {"answer": "yes"})
    assert PageFeedback.objects.get().useful
    before = kiosk.session.session_key
    kiosk.post(reverse("kiosk-reset", args=[key]))
    assert {name for name, morsel in kiosk.cookies.items() if morsel.value} <= {COOKIE, "csrftoken"}
    assert kiosk.session.session_key != before
    for address in left:
        answer = kiosk.get(address)
        assert answer.status_code in (302, 404), address
        assert reference not in answer.content.decode()
        assert "Reed" not in answer.content.decode()
    start = kiosk.get(reverse("kiosk", args=[key]))
    assert "Reed" not in start.content.decode()
