"""Abuse case 3: staff of one organisation ask for another's records at every address: not one of its words comes back.

The words are canaries, written into everything that the county holds: names, addresses, titles, answers, notes, files,
promises, tasks, issues. They are looked for in every page, list, export, feed and answer of the interface that a worker
of a district gets with which the county shares nothing, and in its mail and the log.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.utils import timezone

from civichub.accounts.models import User
from civichub.accounts.roles import Role
from civichub.cases.events import MessageDue
from civichub.cases.models import Case
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.promises import add_task, make_promise
from civichub.customers.models import Customer
from civichub.delivery.models import Message
from civichub.notifications.subscribers import say_what_the_procedure_says
from civichub.organisations.models import SharingAgreement
from civichub.organisations.operations import end_sharing
from civichub.web.access import audience_of
from tests.db.trust.every_address import Address, Populated, every_address, signed_in

pytestmark = pytest.mark.timeout(240)

CANARY = re.compile("kanarienvogel|zebrafink|goldammer", re.IGNORECASE)
# Residents' and public pages have readers of their own, and addresses whose token is the key are not guessed here.
ASKED = ("staff/", "api/v1/", "partner/")
ABOUT_CASES = (
    "staff/cases/", "staff/customers/", "staff/contacts/", "staff/search/", "staff/partnership/", "staff/work",
    "api/v1/cases/",
)  # fmt: skip
# Who sees most; `tests/soak/test_canaries.py` asks as every role.
WIDEST = (Role.SERVICE_MANAGER, "client")
SEARCHES = ("staff/search/", "staff/cases/", "staff/cases/export.csv", "staff/customers/", "staff/contacts/")


@pytest.fixture(scope="module")
def planted(populated: Populated) -> Populated:
    """Canaries in what the county holds."""
    now, officer = timezone.now(), populated.people["service_officer", "county"]
    reference = populated.values["staff/cases/{reference}/"]["reference"]
    case = Case.objects.get(reference=reference)
    Case.objects.filter(organisation=populated.world.county).update(
        title="Kanarienvogel findling in the road", description="Says Goldammer", place="12 Zebrafink Row",
        reporter_name="Zebrafink", answers={"what": "goldammer"},
    )  # fmt: skip
    Customer.objects.update(given_name="Goldammer", family_name="Kanarienvogel", search_name="findling kanarienvogel")
    case.attachments.update(name="zebrafink.pdf")
    for public in (True, False):
        add_note(case=case, text="Goldammer note", public=public, actor=officer, at=now)
    make_promise(case=case, text="Kanarienvogel promise", due_on=timezone.localdate(), actor=officer, at=now)
    add_task(case=case, title="Zebrafink task", actor=officer, at=now)
    return populated


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + str(dict(answer.headers))


def crawl(found: Populated, home: str, families: tuple[str, ...], roles: tuple[str, ...]) -> list[str]:
    """Every such address, with the county's own values, as these roles of another organisation where its guard lets
    them in; whom the guard refuses gets no record at all, as the table of permissions holds."""
    leaks = []
    for address in every_address():
        if not address.template.startswith(families):
            continue
        values = found.values_for(address, "own")
        queries = ("", "?q=findling", "?text=findling&state=all") if address.template in SEARCHES else ("",)
        for (role, where), client in found.clients.items():
            if where != home or role not in roles or is_turned_away(found.people.get((role, where)), address, values):
                continue
            for query in queries:
                if seen := CANARY.search(body_of(client.get(address.filled(values) + query))):
                    leaks.append(f"{address.name}{query} by {role} of {home}: {seen[0]}")
    return leaks


def is_turned_away(person: User | None, address: Address, values: dict[str, str]) -> bool:
    """Whether the guard before every view refuses this person."""
    audience = audience_of(address.pattern.callback)
    return bool(person and audience and audience.power and not person.holds_anywhere(audience.power))


def test_no_word_of_the_county_reaches_a_district_with_which_it_shares_nothing(
    planted: Populated, caplog: pytest.LogCaptureFixture
) -> None:
    logging.disable(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        assert crawl(planted, "highley", ASKED, WIDEST) == []
    logging.disable(logging.CRITICAL)
    assert not CANARY.search(caplog.text)


def test_the_crawl_sees_a_canary_where_it_may_be_seen(planted: Populated) -> None:
    """The test above would pass blind if nothing were planted or nobody got a page."""
    reference = planted.values["staff/cases/{reference}/"]["reference"]
    for role, home in (("service_officer", "county"), ("service_officer", "lowton")):
        assert CANARY.search(body_of(planted.clients[role, home].get(f"/staff/cases/{reference}/"))), home


def test_mail_to_partners_names_nobody(planted: Populated) -> None:
    reference = planted.values["staff/cases/{reference}/"]["reference"]
    case = Case.objects.get(reference=reference)
    say_what_the_procedure_says(MessageDue(case.pk, "partner_case", "partner", "opened"), timezone.now())
    mails = Message.objects.exclude(to_address__contains="example.org").filter(purpose="staff")
    assert not [mail for mail in mails if CANARY.search(mail.subject + mail.body)]


def test_04_shared_then_unshared_is_lost_in_every_page_search_and_export(planted: Populated) -> None:
    """Abuse case 4: after the agreement ends nothing of it is left for those who had it."""
    agreement = SharingAgreement.objects.get()
    end_sharing(agreement=agreement, reason="Review", actor=planted.world.people["governance"], at=timezone.now())
    for person in (one for (_, home), one in planted.people.items() if home == "lowton"):
        person.__dict__.pop("agreements_read", None)
    assert crawl(planted, "lowton", ABOUT_CASES, WIDEST) == []


def test_05_ids_of_another_organisation_in_the_body_write_nothing(planted: Populated) -> None:
    """Abuse case 5: a district names the county's case, team and people in what it posts."""
    world, stranger = planted.world, signed_in(planted.people["service_manager", "highley"])
    case = Case.objects.get(reference=planted.values["staff/cases/{reference}/"]["reference"])
    before = (case.history.count(), case.team_id, case.assignee_id)
    officer = planted.people["service_officer", "county"]
    posts = (
        ("/staff/cases/bulk/", {"selected": [case.reference], "team": world.teams["waste"].pk, "assignee": officer.pk}),
        (f"/staff/cases/{case.reference}/parts/ask/", {"organisation": world.highley.pk, "asked": "x"}),
        (f"/staff/cases/{case.reference}/pass-on/", {"target": f"{case.service_id}-{world.highley.pk}", "why": "x"}),
        (f"/staff/cases/{case.reference}/link/", {"other": case.reference, "kind": "related"}),
        ("/staff/agreements/new/", {"from_organisation": world.county.pk, "to_organisation": world.highley.pk}),
        ("/staff/partnership/issues/new/", {"raised_by": world.county.pk, "raised_with": world.highley.pk}),
    )  # fmt: skip
    for path, data in posts:
        stranger.post(path, data)
    case.refresh_from_db()
    assert (case.history.count(), case.team_id, case.assignee_id) == before
    assert SharingAgreement.objects.count() == 1
