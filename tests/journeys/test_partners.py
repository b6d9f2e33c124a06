"""A referral across three organisations, with one rule that shares: sent, passed on, accepted, ended; one story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.cases.models import Referral
from civichub.notifications.links import track_link
from civichub.organisations.operations import agree_sharing, end_sharing
from tests.db.delivery.mail_server import MailServer
from tests.factories.partners import Partners, make_partners
from tests.factories.world import make_world
from tests.journeys.browser import DESK, PHONE, check_accessible
from tests.journeys.desk import take_step
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
WORDS = "We can come on Tuesday at ten."


@pytest.fixture
def partners(settings: object, post: MailServer) -> Partners:
    """Carers Testshire refers, the county and Firemere Rescue receive."""
    settings.STAFF_SECOND_FACTOR = False
    return make_partners(make_world())


def on_both_widths(page: Page) -> None:
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page, focus=width == DESK)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()


def refer(page: Page) -> str:
    """From the empty list through the form to the sender's own copy; the reference."""
    expect(page.get_by_text("Nothing is open")).to_be_visible()
    on_both_widths(page)
    page.get_by_role("button", name="Refer a person").first.click()
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select what it is for")
    on_both_widths(page)
    page.get_by_label("What is it for?").select_option(label="Help at home")
    go_on(page)
    page.get_by_label("Yes, they agree").check()
    page.get_by_label("How do you know?").fill("Said so on our visit")
    go_on(page)
    page.get_by_label("First name").fill("Maud")
    page.get_by_label("Last name").fill("Ellery")
    page.get_by_label("By phone only").check()
    go_on(page)
    page.get_by_label("What do they need").fill("She has fallen twice and lives alone.")
    page.get_by_label("No", exact=True).check()
    on_both_widths(page)
    go_on(page)
    expect(page.get_by_text("This page is your copy.")).to_be_visible()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    on_both_widths(page)
    return str(Referral.objects.get().case.reference)


def share_history(partners: Partners) -> object:
    """The one rule: Firemere Rescue shows the history of its visits to Carers Testshire."""
    return agree_sharing(
        from_organisation=partners.fire, to_organisation=partners.agency, title="Safe at home together",
        purpose="so that carers know what was arranged", fields=["case.history"], services=[partners.safe_visit.pk],
        starts_on=timezone.localdate(), expires_on=date(2099, 1, 1), actor=partners.world.system, at=timezone.now(),
    )  # fmt: skip


def test_a_referral_across_three_organisations_with_one_sharing_rule(
    visit: Callable[..., Page], partners: Partners, post: MailServer
) -> None:
    sender = visit("/partner/", user=partners.referrer)
    reference = refer(sender)
    do_waiting_work()
    mail = [one for one in post.messages if "carers@partner.example" in one["To"]]
    assert len(mail) == 1
    assert "Maud" not in mail[0].as_string()

    officer = visit(f"/staff/cases/{reference}/", user=partners.world.fresh("care"))
    expect(officer.get_by_text("She has fallen twice").first).to_be_visible()
    on_both_widths(officer)
    officer.get_by_role("link", name="Pass it to another organisation").click()
    check_accessible(officer)
    officer.get_by_label("To which organisation and service?").select_option(
        label="Firemere Rescue: Safe and well visit"
    )
    officer.get_by_label("Why?").fill("A visit by the fire service is what is needed")
    officer.get_by_role("button", name="Save").click()
    expect(officer.get_by_text("Firemere Rescue has it now.")).to_be_visible()
    officer.goto(officer.url.split("/staff/")[0] + f"/staff/cases/{reference}/")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Page not found")

    agreement = share_history(partners)
    receiver = visit(f"/staff/cases/{reference}/", user=partners.firefighter)
    expect(receiver.get_by_text("Who else sees this case")).to_be_visible()
    expect(receiver.get_by_text("Safe at home together")).to_be_visible()
    on_both_widths(receiver)
    take_step(receiver, "Accept", words=WORDS)
    sender.reload()
    expect(sender.get_by_text(WORDS)).to_be_visible()
    expect(sender.get_by_text("Firemere Rescue shares the history with you")).to_be_visible()
    on_both_widths(sender)
    end_sharing(agreement=agreement, reason="Review", actor=partners.world.system, at=timezone.now())
    sender.reload()
    expect(sender.get_by_text(WORDS)).to_have_count(0)
    expect(sender.get_by_text("Accepted").first).to_be_visible()

    receiver.get_by_role("button", name="Finish", exact=True).click()
    receiver.get_by_label("Helped", exact=True).check()
    receiver.get_by_label("Note for staff").fill("Two alarms fitted")
    check_accessible(receiver)
    receiver.get_by_role("button", name="Finish", exact=True).click()
    expect(receiver.get_by_text("Finish: done.")).to_be_visible()
    sender.goto(sender.url.split("/partner/")[0] + "/partner/?state=closed")
    expect(sender.get_by_role("cell", name="Helped")).to_be_visible()
    on_both_widths(sender)

    person = visit(track_link(reference).split("/track/", 1)[1].join(("/track/", "")), width=PHONE, javascript=False)
    for words in ("Carers Testshire referred you to us", "We passed it to the right council"):
        expect(person.get_by_text(words)).to_be_visible()
    expect(person.get_by_text("Two alarms fitted")).to_have_count(0)
    check_accessible(person)
