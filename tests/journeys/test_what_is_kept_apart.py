"""What somebody may not see is nowhere on their way: another council's sensitive case, and a person at risk's home."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civichub.accounts.operations import issue_token
from civichub.cases.models import Case
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import Whereabouts
from civichub.contacts.models import Contact
from civichub.contacts.operations import identify_customer, open_contact
from civichub.core.references import new_reference
from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, flag_at_risk, register_customer, verify_contact_point
from civichub.delivery.models import Message
from civichub.notifications.links import track_link
from tests.db.delivery.mail_server import MailServer
from tests.factories.world import World, make_case, make_world
from tests.journeys.browser import WIDTHS, check_accessible
from tests.journeys.worker import do_waiting_work

pytestmark = pytest.mark.timeout(240)
Visit = Callable[..., Page]
CANARIES = ("canary", "hiddenham", "bk9 9zz", "bk99zz", "01926 410410", "1926410410")


@pytest.fixture
def world(settings: Any, transactional_db: None) -> World:
    """A county, two districts and their people, without second factors."""
    settings.STAFF_SECOND_FACTOR = False
    return make_world()


def said(page: Page) -> str:
    """The whole page but for what is new each time: nonces and tokens."""
    return re.sub(r'(nonce|value|content)="[^"]*"|[A-Za-z0-9]{32,}', "", page.content())


def test_a_district_s_officer_does_not_find_the_county_s_social_care_case(visit: Visit, world: World) -> None:
    now = timezone.now()
    secret = make_case(world, "social-care", at=now, title="Help for a neighbour at home")
    own = make_case(world, "missed-bin", at=now, title="The bin was left")
    page = visit("/staff/cases/?state=all", user=world.fresh("district"))
    expect(page.get_by_text(own.title)).to_be_visible()
    traces = (secret.title, secret.reference, "-".join(re.findall("...", secret.reference)))

    def no_trace() -> None:
        assert not [trace for trace in traces if trace in page.content()], page.url

    no_trace()
    check_accessible(page, widths=WIDTHS)
    for path in ("/staff/", f"/staff/customers/{own.customer.reference}/", "/staff/search/?q=Sam+Reed"):
        page.goto(path)
        no_trace()
    check_accessible(page, widths=WIDTHS)
    for words in ("neighbour at home", secret.reference):
        page.goto(f"/staff/cases/?state=all&text={words}")
        expect(page.get_by_text("No cases match")).to_be_visible()
    exported = page.request.get("/staff/cases/export.csv?state=all").text()
    assert not [trace for trace in traces if trace in exported]

    pages = []
    for reference in (secret.reference, new_reference()):
        answer = page.goto(f"/staff/cases/{reference}/")
        assert answer
        assert answer.status == 404
        pages.append(said(page))
    assert pages[0] == pages[1]
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


@pytest.fixture
def hidden(world: World) -> Case:
    """Jane fled. Her pothole is outside her door, she wrote it with her address, and an advisor has it in hand."""
    acting: dict[str, Any] = {"actor": world.system, "at": timezone.now() - timedelta(hours=1)}
    jane = register_customer(organisation=world.county, given_name="Jane", family_name="Smith", **acting)
    home = read_address(text="7 Canary Lane, Hiddenham", postcode="BK9 9ZZ")
    add_contact_point(customer=jane, kind="address", address=home, preferred=True, **acting)
    add_contact_point(customer=jane, kind="phone", value="01926 410410", **acting)
    email = add_contact_point(customer=jane, kind="email", value="jane.smith@example.org", preferred=True, **acting)
    verify_contact_point(contact_point=email, how="email_link", **acting)
    flag_at_risk(customer=jane, why="Fled", review_on=(acting["at"] + timedelta(days=90)).date(), **acting)
    jane.refresh_from_db()
    where = Whereabouts(words="7 Canary Lane, Hiddenham, BK9 9ZZ")
    case = make_case(world, customer=jane, where=where, title="Hole, 7 Canary Lane", at=timezone.now())
    contact = open_contact(
        organisation=world.county,
        channel="phone",
        caller="Jane Smith",
        actor=world.people["advisor"],
        at=timezone.now(),
    )
    identify_customer(contact=contact, customer=jane, actor=world.people["advisor"], at=timezone.now())
    return case


def without_canaries(text: str, where: str) -> None:
    found = [text[max(0, at - 40) : at + 20] for canary in CANARIES if (at := text.lower().find(canary)) >= 0]
    assert not found, f"{where} tells {found}"


def test_where_a_person_at_risk_lives_appears_nowhere(
    visit: Visit, world: World, hidden: Case, post: MailServer
) -> None:
    move_case(case=hidden, step="close", outcome="fixed", actor=world.people["officer"], at=timezone.now())
    do_waiting_work()
    customer, contact = hidden.customer, Contact.objects.get(handled_by=world.people["advisor"])
    paths = (
        f"/staff/customers/{customer.reference}/",
        f"/staff/cases/{hidden.reference}/",
        f"/staff/contacts/{contact.reference}/",
        "/staff/search/?q=Jane+Smith",
        "/staff/cases/?state=all",
        "/staff/contacts/",
        "/staff/",
    )
    for who in ("advisor", "leader"):
        page = visit("/staff/", user=world.fresh(who))
        for path in paths:
            answer = page.goto(path)
            assert answer
            assert answer.status == 200, f"{who} {path}"
            without_canaries(page.content(), f"{path} to the {who}")
            if who == "advisor" and path in paths[:3]:
                check_accessible(page, widths=WIDTHS)
        without_canaries(page.request.get("/staff/cases/export.csv?state=all").text(), "the export")
    page = visit("/staff/", user=world.fresh("advisor"))
    for words in ("BK9 9ZZ", "Jane Smith BK9 9ZZ", "01926 410410"):
        page.goto(f"/staff/search/?q={words}")
        expect(page.get_by_text("Nobody that you may see matches")).to_be_visible()

    page.goto("/staff/cases/?state=all&text=canary+lane")
    expect(page.get_by_text("No cases match")).to_be_visible()

    page.goto(track_link(hidden.reference))
    without_canaries(page.content(), "the page that the link opens")
    check_accessible(page, widths=WIDTHS)
    _, key = issue_token(
        label="Back office", organisation=world.county, scopes=["case.view"], actor=world.system, at=timezone.now()
    )
    headers = {"Authorization": f"Bearer {key}"}
    for path in (f"/api/v1/cases/{hidden.reference}", "/api/v1/cases"):
        answered = page.request.get(path, headers=headers)
        without_canaries(answered.text(), path)
    for mail in post.messages:
        without_canaries(str(mail.get_content()) + str(mail), f"the message {mail['Subject']}")
    page = visit("/staff/outbox/", user=world.fresh("admin"))
    assert Message.objects.exists()
    for message in Message.objects.all():
        page.goto(f"/staff/outbox/{message.reference}/")
        without_canaries(page.content(), "the outbox")
