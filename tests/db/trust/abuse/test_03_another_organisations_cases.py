"""Abuse case 3: staff of one organisation ask for another's records at every address: not one of its words comes back.

The words are canaries, written into everything that the county holds (`tests/db/trust/canaries.py`). They are looked
for in every page, list, export, feed and answer of the interface that a worker of a district gets with which the county
shares nothing, in what anybody may open, in open streams, in mail and in the log.
"""

from __future__ import annotations

import csv
import io
import logging

import pytest
from django.utils import timezone

from civichub.accounts.models import User
from civichub.accounts.roles import Role
from civichub.cases.events import MessageDue, PartAsked
from civichub.cases.models import Case
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.promises import add_task, make_promise
from civichub.delivery.models import Message
from civichub.notifications.partner_news import tell_partner_of_its_part
from civichub.notifications.subscribers import say_what_the_procedure_says
from civichub.organisations.models import Organisation, SharingAgreement
from civichub.organisations.operations import end_sharing
from civichub.web.live import followed_by
from tests.db.trust.canaries import CANARY, addresses_of, body_of, crawl, plant, public_addresses
from tests.db.trust.every_address import Populated, signed_in

pytestmark = pytest.mark.timeout(240)

ASKED = ("staff/", "api/v1/", "partner/")
ABOUT_CASES = (
    "staff/cases/", "staff/customers/", "staff/contacts/", "staff/search/", "staff/partnership/parts/", "staff/work",
    "staff/disclosure/", "staff/decisions/", "staff/learning/", "staff/registers/", "partner/", "api/v1/cases",
)  # fmt: skip
# Who sees most; `tests/soak/test_canaries.py` asks as every role.
WIDEST = (Role.SERVICE_MANAGER, "client")
SCRIPT, FORMULA = "<script>alert(1)</script>", "=HYPERLINK(1)"
FEWEST_PLANTED = 60  # columns: of fewer, the crawl would prove little


@pytest.fixture(scope="module")
def planted(populated: Populated) -> Populated:
    """Canaries in what the county holds."""
    now, officer = timezone.now(), populated.people["service_officer", "county"]
    case = Case.objects.get(reference=populated.values["staff/cases/{reference}/"]["reference"])
    for public in (True, False):
        add_note(case=case, text="Goldammer note", public=public, actor=officer, at=now)
    make_promise(case=case, text="Kanarienvogel promise", due_on=timezone.localdate(), actor=officer, at=now)
    add_task(case=case, title="Zebrafink task", actor=officer, at=now)
    assert len(plant(populated)) >= FEWEST_PLANTED
    return populated


def test_no_word_of_the_county_reaches_a_district_with_which_it_shares_nothing(
    planted: Populated, caplog: pytest.LogCaptureFixture
) -> None:
    logging.disable(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        assert crawl(planted, addresses_of(*ASKED), [(role, "highley") for role in WIDEST]) == []
        assert crawl(planted, public_addresses(), [("anonymous", "")]) == []
    logging.disable(logging.CRITICAL)
    assert not CANARY.search(caplog.text)


def test_an_open_stream_follows_nothing_of_another_organisation_and_carries_no_words(planted: Populated) -> None:
    """A frame is one of a few words and nothing else; what both follow says only that seats or notices have changed."""
    manager = planted.people[Role.SERVICE_MANAGER, "county"]
    own, theirs = (followed_by(User.objects.get(pk=planted.people[Role.SERVICE_MANAGER, home].pk))
                   for home in ("county", "highley"))  # fmt: skip
    assert {f"desk-{manager.pk}", f"mail-{planted.world.county.pk}", f"sharing-{planted.world.county.pk}"} <= set(own)
    assert set(own) & set(theirs) == {"seats", "notices"}
    assert set(own.values()) <= {"desk", "chats", "phone", "queues", "notices", "mail", "sharing"}


def test_the_crawl_sees_a_canary_where_it_may_be_seen(planted: Populated) -> None:
    """The test above would pass blind if nothing were planted or nobody got a page."""
    reference = planted.values["staff/cases/{reference}/"]["reference"]
    for role, home in (("service_officer", "county"), ("service_officer", "lowton")):
        assert CANARY.search(body_of(planted.clients[role, home].get(f"/staff/cases/{reference}/"))), home


def test_mail_to_partners_names_nobody(planted: Populated) -> None:
    reference = planted.values["staff/cases/{reference}/"]["reference"]
    case = Case.objects.get(reference=reference)
    before = set(Message.objects.values_list("pk", flat=True))
    Organisation.objects.filter(pk=planted.world.lowton.pk).update(email="desk@lowton.example")
    say_what_the_procedure_says(MessageDue(case.pk, "partner_case", "partner", "opened"), timezone.now())
    tell_partner_of_its_part(PartAsked(case.pk, case.parts.get().pk), timezone.now())
    mails = Message.objects.exclude(pk__in=before).filter(purpose="staff")
    assert mails
    assert not [mail for mail in mails if CANARY.search(mail.subject + mail.body)]


def test_04_shared_then_unshared_is_lost_in_every_page_search_and_export(planted: Populated) -> None:
    """Abuse case 4: after the agreement ends nothing of it is left for those who had it."""
    agreement = SharingAgreement.objects.get()
    end_sharing(agreement=agreement, reason="Review", actor=planted.world.people["governance"], at=timezone.now())
    for person in (one for (_, home), one in planted.people.items() if home == "lowton"):
        person.__dict__.pop("agreements_read", None)
    assert crawl(planted, addresses_of(*ABOUT_CASES), [(role, "lowton") for role in WIDEST]) == []


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


def test_08_words_that_are_a_script_come_back_as_words(planted: Populated) -> None:
    """Abuse case 8 over every page about cases and partners: as its own manager, who reads the most of it."""
    plant(planted, SCRIPT)
    raw = []
    for address in addresses_of(*ABOUT_CASES):
        answer = planted.clients[Role.SERVICE_MANAGER, "county"].get(address.filled(planted.values_for(address, "own")))
        if answer["Content-Type"].startswith("text/html") and SCRIPT in body_of(answer):
            raw.append(address.name)
    assert not raw


def test_18_no_cell_of_any_export_is_a_formula(planted: Populated) -> None:
    """Abuse case 18: every address that gives a spreadsheet, as everybody of the county who may take one."""
    plant(planted, FORMULA)
    cells, asked = [], 0
    for address in addresses_of("staff/"):
        if not address.template.rstrip("/").endswith((".csv", "export", "file", "download")):
            continue
        for role in (Role.SERVICE_MANAGER, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE):
            answer = planted.clients[role, "county"].get(address.filled(planted.values_for(address, "own")))
            if answer["Content-Type"].startswith("text/csv"):
                asked += 1
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
                cells += [f"{address.name}: {cell}" for row in rows for cell in row if cell.startswith(FORMULA[:6])]
    assert asked
    assert not cells
