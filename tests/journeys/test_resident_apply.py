"""A resident applies for a blue badge: files, equality questions, and a payment that fails before it goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from civichub.forms.models import EqualityReturn
from civichub.forms.pay.fake import API_KEY, PayFake, running_pay
from civichub.places.models import Address
from tests.journeys.browser import DESK, PHONE, check_accessible

pytestmark = pytest.mark.timeout(300)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
WAYS = [pytest.param(PHONE, False, id="telephone-without-scripts"), pytest.param(DESK, True, id="desk")]


@pytest.fixture
def pay(settings: Any) -> Iterator[PayFake]:
    """A payment provider of our own."""
    with running_pay() as fake:
        settings.PAY_API_KEY, settings.PAY_BASE_URL = API_KEY, fake.url
        yield fake


def photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": PNG + name.encode()}


class Applicant:
    """Somebody at the form; every page is judged before it is left."""

    def __init__(self, page: Page, *, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def go_on(self, heading: str = "", button: str = "Continue") -> None:
        if heading:
            expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        check_accessible(self.page, focus=self.javascript)
        self.page.get_by_role("button", name=button, exact=True).click()

    def choose(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def write(self, **boxes: str) -> None:
        for label, text in boxes.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def about_them(self, postcode: str) -> None:
        self.choose("Me")
        self.page.get_by_role("group", name="Do they live in this area?").get_by_label("Yes").check()
        self.go_on("Who is the badge for?")
        self.write(First_name="Iris", Last_name="Vale", Day="27", Month="3", Year="1951")
        self.choose("Female")
        self.go_on("The person the badge is for")
        self.go_on()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Address")
        self.write(Postcode=postcode)
        check_accessible(self.page, focus=self.javascript)
        self.page.get_by_role("button", name="Find address").click()
        self.page.get_by_label("Choose the address").select_option(index=1)
        self.go_on()

    def about_the_reason(self) -> None:
        self.page.get_by_role("group", name="Do they have a Blue Badge now?").get_by_label("No").check()
        self.go_on("Do they have a Blue Badge now?")
        self.choose("Disability Living Allowance, higher rate for mobility")
        self.go_on()
        self.page.locator("#id_benefit_letter").set_input_files(
            {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        self.go_on("Proof of the benefit", button="Upload, and stay on this page")
        expect(self.page.get_by_text("1 file added")).to_be_visible()
        expect(self.page.locator(".hub-files__name")).to_have_text("letter.pdf")
        self.go_on("Proof of the benefit")

    def documents(self) -> None:
        self.page.locator("#id_photo").set_input_files(
            {"name": "photo.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
        )
        self.go_on("Photo for the badge")
        expect(self.page.locator(".govuk-error-summary")).to_contain_text("photo.png must be one of these types")
        self.page.locator("#id_photo").set_input_files(photo("photo.png"))
        self.go_on("Photo for the badge")
        self.page.locator("#id_identity").set_input_files(photo("passport.png"))
        self.choose("Yes")
        self.go_on("Proof of identity and address")
        self.write(Phone_number="01632 960 001")
        self.go_on("How can we contact you?")


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_a_blue_badge_is_applied_for_and_paid(
    visit: Callable[..., Page], partnership: Any, pay: PayFake, width: int, javascript: bool
) -> None:
    postcode = Address.objects.current().exclude(postcode="").values_list("postcode", flat=True)[200]
    page = visit("/services/blue-badge/", width=width, javascript=javascript)
    applicant = Applicant(page, javascript=javascript)
    applicant.go_on("Blue badge", button="Start now")
    applicant.about_them(postcode)
    applicant.about_the_reason()
    applicant.documents()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Blue Badge: £10")).to_be_visible()
    page.get_by_role("link", name="Change phone number").click()
    applicant.write(Phone_number="01632 960 002")
    applicant.go_on("How can we contact you?")
    expect(page.get_by_text("01632 960002")).to_be_visible()
    applicant.go_on("Check your answers")

    applicant.choose("75 to 84")
    applicant.go_on("Equality questions")
    applicant.choose("No religion")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment (demonstration)")
    page.get_by_role("button", name="Have the card declined").click()
    applicant.go_on("Your payment was declined", button="Try to pay again")
    page.get_by_role("button", name="Pay now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")
    check_accessible(page, focus=javascript)
    expect(page.get_by_text("You have paid £10")).to_be_visible()
    assert EqualityReturn.objects.get().answers == {"age": "75_84", "religion": "none"}

    page.get_by_role("link", name="Follow its progress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request")
    check_accessible(page, focus=javascript)
    content = page.content()
    for secret in ("Iris", "Vale", "passport.png", "Blue badge", postcode):
        assert secret not in content
