"""An agency refers a person, three organisations handle it, and the person reads one story."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.events import CaseRerouted, MessageDue
from civichub.cases.models import Referral
from civichub.cases.operations.assigning import reroute_case
from civichub.cases.operations.steps import move_case
from civichub.cases.queries import progress_of
from civichub.cases.queries.referrals import for_sender, same_person_before
from civichub.core.errors import NotAllowed
from civichub.delivery.models import Message
from civichub.notifications.partner_news import tell_who_has_it_now
from civichub.notifications.subscribers import say_what_the_procedure_says
from civichub.organisations.operations import agree_sharing, end_sharing
from tests.db.trust.every_address import signed_in
from tests.factories.partners import Partners, make_partners
from tests.factories.world import NOON, World

HOUR = timedelta(hours=1)


@pytest.fixture
def partners(world: World) -> Partners:
    return make_partners(world)


def fresh(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)


def posted(page: str, **answers: str) -> dict[str, Any]:
    """What a browser would send: the form's own hidden fields, and these answers."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    found: dict[str, Any] = {name: value for name, value in hidden if name not in ("shown", "csrfmiddlewaretoken")}
    return {**found, "shown": [value for name, value in hidden if name == "shown"], **answers}


PERSON = {
    "agreed": "yes", "agreed_how": "Said so on our visit", "name__first": "Maud", "name__last": "Ellery",
    "phone": "07700 900456", "safe": "phone", "need": "She has fallen twice.", "danger": "no",
}  # fmt: skip


def send(browser: Client, partners: Partners, **more: str) -> Any:
    """Through the portal, page by page as the answers open them."""
    answers = {"service": str(partners.help_at_home.pk), **PERSON, **more}
    page = browser.get("/partner/refer/").content.decode()
    for _ in range(6):
        answer = browser.post("/partner/refer/", posted(page, **answers))
        if answer.status_code == 302:
            return answer
        page = answer.content.decode()
        if "lately" in page and "anyway" not in more:
            break
    return answer


def test_a_person_is_referred_by_form_and_the_sender_has_a_copy_at_once(partners: Partners) -> None:
    browser = signed_in(partners.referrer)
    answer = send(browser, partners)
    assert answer.status_code == 302, re.findall(
        r"error-message[^<]*<[^>]*>[^<]*<[^>]*>([^<]+)", answer.content.decode()
    )
    copy = browser.get(answer["Location"]).content.decode()
    for words in ("Maud Ellery", "She has fallen twice.", "Waiting for a decision", "24 hours", "It is sent."):
        assert words in copy
    referral = Referral.objects.get()
    assert (referral.sender, referral.case.organisation) == (partners.agency, partners.world.county)
    assert referral.case.reference in browser.get("/partner/").content.decode().replace("-", "")
    assert "Maud" in signed_in(partners.colleague).get("/partner/?text=maud").content.decode()
    assert "Nothing fits" in browser.get("/partner/?text=nobody").content.decode()


def test_the_same_form_sent_twice_is_one_referral(partners: Partners) -> None:
    browser = signed_in(partners.referrer)
    first = send(browser, partners, key="one-key")
    again = send(browser, partners, key="one-key", anyway="yes")
    assert first["Location"] == again["Location"]
    assert Referral.objects.count() == 1


def test_a_person_who_was_referred_lately_is_noticed_among_ones_own_only(partners: Partners) -> None:
    partners.refer(at=timezone.now() - HOUR)
    page = send(signed_in(partners.colleague), partners).content.decode()
    assert "You sent this person in lately" in page
    assert Referral.objects.count() == 1
    asked = {"sender_id": partners.fire.pk, "name": "Maud Ellery", "email": "", "phone": "", "at": timezone.now()}
    assert same_person_before(partners.firefighter, **asked) == []


def test_somebody_who_has_not_agreed_is_not_referred(partners: Partners) -> None:
    page = send(signed_in(partners.referrer), partners, agreed="no").content.decode()
    assert "Ask the person first" in page
    assert not Referral.objects.exists()


def test_the_decision_is_due_24_hours_after_sending_whatever_the_day(partners: Partners) -> None:
    case = partners.refer(at=NOON).case
    (clock,) = case.clocks.all()
    assert clock.due_at == NOON + timedelta(hours=24)
    move_case(case=case, step="accept", actor=partners.world.fresh("care"), at=NOON + HOUR)
    clock.refresh_from_db()
    assert clock.stopped_at == NOON + HOUR
    assert clock.met


def test_a_rejection_needs_a_reason_and_the_sender_reads_it(partners: Partners) -> None:
    case = partners.refer().case
    care = partners.world.fresh("care")
    move_case(case=case, step="reject", outcome="not_accepted", reason="capacity", actor=care, at=NOON + HOUR)
    sent = for_sender(Referral.objects.get(), at=NOON + HOUR)
    assert sent.decision == "Not accepted. We have no capacity"
    page = signed_in(partners.referrer).get(f"/partner/cases/{case.reference}/").content.decode()
    assert "We have no capacity" in page


def test_it_is_passed_on_and_the_person_reads_one_story(partners: Partners) -> None:
    referral = partners.refer()
    case, world = referral.case, partners.world
    reroute_case(case=case, organisation=partners.fire, team=partners.fire_team, service=partners.safe_visit,
                 why="A visit by them is what is needed", actor=world.fresh("care"), at=NOON + HOUR)  # fmt: skip
    move_case(case=case, step="accept", actor=fresh(partners.firefighter), at=NOON + 2 * HOUR)
    move_case(case=case, step="help", outcome="helped", note="Alarms fitted", public_note="Your alarms are in.",
              actor=fresh(partners.firefighter), at=NOON + 3 * HOUR)  # fmt: skip
    case.refresh_from_db()
    told = " / ".join(
        entry.detail.get("public_title") or entry.text for entry in progress_of(case, at=NOON + 4 * HOUR).history
    )
    assert "Carers Testshire referred you to us" in told
    assert "Passed from Testshire County Council to Firemere Rescue" in told
    assert "Your alarms are in." in told
    assert "Alarms fitted" not in told
    sent = for_sender(Referral.objects.select_related("case__organisation").get(), at=NOON + 4 * HOUR)
    assert (sent.decision, sent.shared) == ("Helped", None)


def test_the_sender_reads_what_was_written_only_while_an_agreement_shares_it(partners: Partners) -> None:
    case, world, today = partners.refer(at=timezone.now()).case, partners.world, timezone.localdate()
    move_case(
        case=case, step="accept", public_note="We ring her on Monday.", actor=world.fresh("care"), at=timezone.now()
    )
    browser, page = signed_in(partners.referrer), f"/partner/cases/{case.reference}/"
    assert "We ring her on Monday." not in browser.get(page).content.decode()
    agreement = agree_sharing(
        from_organisation=world.county, to_organisation=partners.agency, title="Help that is joined up",
        purpose="so that carers know what was arranged", fields=["case.history"], services=[partners.help_at_home.pk],
        starts_on=today, expires_on=date(2099, 1, 1), actor=world.people["governance"], at=timezone.now(),
    )  # fmt: skip
    shown = browser.get(page).content.decode()
    assert "We ring her on Monday." in shown
    assert "Help that is joined up" in shown
    end_sharing(agreement=agreement, reason="Review", actor=world.people["governance"], at=timezone.now())
    assert "We ring her on Monday." not in browser.get(page).content.decode()


def test_others_cannot_tell_that_a_referral_exists(partners: Partners) -> None:
    case = partners.refer().case
    stranger = signed_in(partners.clerk)
    there = stranger.get(f"/partner/cases/{case.reference}/")
    missing = stranger.get("/partner/cases/7KM4PQXT9/")
    assert there.status_code == missing.status_code == 404
    assert signed_in(partners.world.people["officer"]).get("/partner/").status_code == 403


def test_the_sender_adds_words_and_files_and_takes_it_back(partners: Partners) -> None:
    case, browser = partners.refer(at=timezone.now()).case, signed_in(partners.referrer)
    page = f"/partner/cases/{case.reference}/"
    browser.post(f"{page}write/", {"text": "Her daughter is there at noon."})
    careful = signed_in(partners.world.people["care"])
    assert "Her daughter is there at noon." in careful.get(f"/staff/cases/{case.reference}/").content.decode()
    assert "Her daughter" not in str([entry.text for entry in progress_of(case, at=timezone.now()).history])
    assert browser.post(f"{page}steps/reject/", {"why": "x"}).status_code == 404
    browser.post(f"{page}steps/take_back/", {"why": "She has moved to her daughter"})
    case.refresh_from_db()
    assert case.outcome == "taken_back"
    with pytest.raises(NotAllowed):
        move_case(case=partners.refer(at=timezone.now()).case, step="accept", actor=fresh(partners.referrer),
                  at=timezone.now())  # fmt: skip


def test_mail_to_the_sender_holds_no_personal_details_and_leads_to_the_portal(partners: Partners) -> None:
    now = timezone.now()
    case = partners.refer(at=now).case
    say_what_the_procedure_says(MessageDue(case.pk, "referral_sent", "partner", "opened"), now)
    reroute_case(case=case, organisation=partners.fire, team=partners.fire_team, service=partners.safe_visit,
                 why="Theirs", actor=partners.world.fresh("care"), at=now)  # fmt: skip
    tell_who_has_it_now(CaseRerouted(case.pk, partners.world.county.pk, partners.fire.pk), now)
    mails = list(Message.objects.filter(to_address="carers@partner.example"))
    assert len(mails) == 2
    for mail in mails:
        assert f"/partner/cases/{case.reference}/" in mail.body
        assert not re.search("Maud|Ellery|fallen|Help at home|900456", mail.subject + mail.body)
    assert Message.objects.filter(
        to_address="prevention@fire.example", template_key__startswith="team_new_case"
    ).exists()
