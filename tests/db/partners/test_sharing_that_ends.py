"""One case and several organisations: what each sees and why, and that sharing which ends, ends everywhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.accounts.operations import issue_token
from civichub.cases.events import MessageDue, PartAsked
from civichub.cases.models import Case, CasePart
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.parts import answer_part, ask_partner
from civichub.cases.queries import record_of
from civichub.core.errors import Invalid, NotAllowed, NotFound
from civichub.delivery.models import Message
from civichub.notifications.partner_news import tell_partner_of_its_part
from civichub.notifications.subscribers import say_what_the_procedure_says
from civichub.organisations.models import Organisation, SharedField, SharingAgreement
from civichub.organisations.operations import end_sharing
from tests.db.trust.every_address import PDF, signed_in
from tests.factories.world import BEFORE, World, make_case, share

ALL = SharedField.values


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, at=timezone.now() - timedelta(hours=1), title="Crater by Nell's gate",
                     description="Nell Harrow says it is deep")  # fmt: skip


def end(world: World, agreement: SharingAgreement) -> None:
    end_sharing(agreement=agreement, reason="Review", actor=world.people["governance"], at=timezone.now())


def page(browser: Client, address: str) -> tuple[int, str]:
    answer = browser.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


def test_the_page_says_who_else_sees_what_because_of_what_until_when(world: World, case: Case) -> None:
    share(world, fields=["customer.name", "case.summary"])
    _, own = page(signed_in(world.people["officer"]), f"/staff/cases/{case.reference}/")
    for words in ("Who else sees this case", "Lowton</strong> sees: customer&#x27;s name", "Roads and bins together",
                  "until 1 January 2099"):  # fmt: skip
        assert words in own.replace("&#39;", "&#x27;"), words
    _, theirs = page(signed_in(world.people["district"]), f"/staff/cases/{case.reference}/")
    assert "Roads and bins together" in theirs
    assert "Nell" not in theirs


def test_a_summary_alone_tells_nothing_of_what_was_asked(world: World, case: Case) -> None:
    """In the list, in a search by its words, in the export, over the interface and among similar cases."""
    share(world, fields=["case.summary"])
    browser = signed_in(world.people["district"])
    _, listed = page(browser, "/staff/cases/")
    assert case.reference in listed.replace("-", "")
    _, exported = page(browser, "/staff/cases/export.csv")
    assert case.reference in exported
    _, searched = page(browser, "/staff/cases/?text=crater")
    assert case.reference not in searched.replace("-", "")
    for body in (listed, exported, page(browser, f"/staff/cases/{case.reference}/")[1]):
        assert not re.search("Crater|Nell|Harrow|High Street|Sam Reed", body)


def test_private_notes_stay_with_the_organisation_that_wrote_them(world: World, case: Case) -> None:
    share(world, fields=["case.history", "case.answers"], may_act=True)
    add_note(case=case, text="County thought", public=False, actor=world.fresh("officer"), at=timezone.now())
    add_note(case=case, text="District thought", public=False, actor=world.fresh("district"), at=timezone.now())
    add_note(case=case, text="For everybody", public=True, actor=world.fresh("district"), at=timezone.now())
    seen = {
        who: {entry.text for entry in record_of(world.fresh(who), case, at=timezone.now()).history}
        for who in ("officer", "district")
    }
    assert {"County thought", "For everybody"} <= seen["officer"]
    assert {"District thought", "For everybody"} <= seen["district"]
    assert "District thought" not in seen["officer"]
    assert "County thought" not in seen["district"]


def test_a_partner_has_a_clock_of_its_own_and_both_read_the_answer(world: World, case: Case) -> None:
    share(world, fields=["case.answers", "case.history"])
    now, officer = timezone.now(), world.fresh("officer")
    part = ask_partner(
        case=case, organisation=world.lowton, asked="Move the bins", working_days=2, actor=officer, at=now
    )
    assert part.due_at > now + timedelta(hours=24)
    district = signed_in(world.people["district"])
    assert "Move the bins" in page(district, "/staff/partnership/parts/")[1]
    answer_part(part=part, state="done", answer="They are moved", actor=world.fresh("district"), at=now)
    for who in ("officer", "district"):
        _, body = page(signed_in(world.people[who]), f"/staff/cases/{case.reference}/")
        assert "They are moved" in body
    told = [entry.detail.get("public_title") for entry in case.history.filter(public=True)]
    assert "We asked Lowton District Council to do its part" in told
    assert "Lowton District Council has done its part" in told


def test_nobody_is_asked_who_may_not_see_the_case_and_no_partner_hands_on(world: World, case: Case) -> None:
    asked = {"case": case, "asked": "x", "working_days": 1, "at": timezone.now()}
    with pytest.raises(Invalid):
        ask_partner(organisation=world.lowton, actor=world.fresh("officer"), **asked)
    share(world, fields=ALL, may_act=True)
    with pytest.raises(NotAllowed):
        ask_partner(organisation=world.lowton, actor=world.fresh("district"), **asked)


def reads(world: World, case: Case, token: str) -> dict[str, str]:
    """Every place in which the district could read the case, with what it reads there."""
    browser = signed_in(world.people["district"])
    _, key = issue_token(label="x", organisation=world.lowton, scopes=["case.view"], actor=world.system, at=BEFORE)
    client = Client(headers={"Authorization": f"Bearer {key}"})
    places = {
        "page": f"/staff/cases/{case.reference}/",
        "list": "/staff/cases/",
        "search by reference": f"/staff/search/?q={case.reference}",
        "search by words": "/staff/cases/?text=crater",
        "export": "/staff/cases/export.csv",
        "file": f"/staff/cases/{case.reference}/files/{token}/",
        "parts": "/staff/partnership/parts/",
    }
    found = {name: page(browser, address) for name, address in places.items()}
    since = (timezone.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found |= {
        "interface": page(client, f"/api/v1/cases/{case.reference}"),
        "changes of the interface": page(client, f"/api/v1/cases/?changed_since={since}"),
    }
    found["search by reference"] = (browser.get(places["search by reference"]).status_code, "")
    return {name: f"{status} {body}" for name, (status, body) in found.items()}


def test_sharing_that_ends_ends_in_every_place(world: World, case: Case) -> None:
    agreement = share(world, fields=ALL)
    now, officer = timezone.now(), world.fresh("officer")
    file = attach_to_case(case=case, name="map.pdf", content=PDF, public=True, actor=officer, at=now)
    ask_partner(case=case, organisation=world.lowton, asked="Look at Nell", working_days=2, actor=officer, at=now)
    before = reads(world, case, file.token)
    for place in ("page", "list", "search by words", "export", "parts", "interface"):
        assert "Crater" in before[place] or case.reference in before[place].replace("-", ""), place
    assert before["file"].startswith("200")
    assert before["search by reference"].startswith("302")
    end(world, agreement)
    after = reads(world, case, file.token)
    assert {place: words[:3] for place, words in after.items() if place in ("page", "file", "interface")} == {
        "page": "404", "file": "404", "interface": "404"}  # fmt: skip
    assert not after["search by reference"].startswith("302")
    for place, words in after.items():
        assert not re.search("Crater|Nell|Harrow|Sam Reed", words), place
    assert case.reference not in after["list"].replace("-", "")
    with pytest.raises(NotAllowed):
        answer_part(part=CasePart.objects.get(), state="done", answer="x", actor=world.fresh("district"), at=now)


def test_no_export_may_be_kept_by_a_browser_or_a_proxy(world: World, case: Case) -> None:
    share(world, fields=ALL)
    assert "no-store" in signed_in(world.people["district"]).get("/staff/cases/export.csv")["Cache-Control"]


def test_no_mail_goes_to_a_partner_after_its_sharing_has_ended(world: World, case: Case) -> None:
    agreement, now = share(world, fields=ALL, services=["pothole"]), timezone.now()
    Organisation.objects.filter(pk=world.lowton.pk).update(email="desk@lowton.example")
    before, part = (
        ask_partner(
            case=one, organisation=world.lowton, asked="x", working_days=2, actor=world.fresh("officer"), at=now
        )
        for one in (make_case(world, at=now), case)
    )
    tell_partner_of_its_part(PartAsked(before.case_id, before.pk), now)
    assert Message.objects.filter(to_address__contains="lowton").delete()[0]
    end(world, agreement)
    tell_partner_of_its_part(PartAsked(case.pk, part.pk), now)
    say_what_the_procedure_says(MessageDue(case.pk, "partner_case", "partner", "opened"), now)
    assert not Message.objects.filter(to_address__contains="lowton").exists()


def test_an_open_tab_hears_that_it_has_ended_and_what_it_shows_is_taken_away(world: World, case: Case) -> None:
    agreement = share(world, fields=ALL)
    browser = signed_in(world.people["district"])
    for address in (f"/staff/cases/{case.reference}/", "/staff/cases/"):
        found = re.search(
            r'hx-get="(/staff/still-shared/[^"]+)" hx-trigger="sse:sharing[^"]*every 30s', page(browser, address)[1]
        )
        assert found, address
        assert browser.get(found[1]).status_code == 204
    end(world, agreement)
    gone = browser.get(found[1])
    assert (gone.status_code, gone["HX-Retarget"]) == (200, "#main-content")
    assert "has ended or was changed" in gone.content.decode()


def test_an_open_tab_is_not_disturbed_by_what_it_does_not_show(world: World, case: Case) -> None:
    share(world, fields=ALL)
    assert "still-shared" not in page(signed_in(world.people["officer"]), f"/staff/cases/{case.reference}/")[1]


def test_a_day_on_which_an_agreement_runs_out_ends_it_without_anybody(world: World, case: Case) -> None:
    agreement = share(world, fields=ALL)
    browser, yesterday = signed_in(world.people["district"]), timezone.localdate() - timedelta(days=1)
    shown = re.search(r'hx-get="(/staff/still-shared/[^"]+)"', page(browser, "/staff/cases/")[1])
    SharingAgreement.objects.filter(pk=agreement.pk).update(expires_on=yesterday)
    assert shown
    assert browser.get(shown[1]).status_code == 200
    assert page(browser, f"/staff/cases/{case.reference}/")[0] == 404


def test_what_is_asked_of_others_cannot_be_told_from_what_is_not(world: World, case: Case) -> None:
    share(world, fields=ALL)
    part = ask_partner(case=case, organisation=world.lowton, asked="x", working_days=1, actor=world.fresh("officer"),
                       at=timezone.now())  # fmt: skip
    stranger: Any = signed_in(world.people["stranger"])
    there, missing = (
        stranger.get(f"/staff/cases/{ref}/parts/{part.pk}/answer/") for ref in (case.reference, "7KM4PQXT9")
    )
    assert there.status_code == missing.status_code == 404
    with pytest.raises(NotFound):
        record_of(world.fresh("stranger"), case, at=timezone.now())
