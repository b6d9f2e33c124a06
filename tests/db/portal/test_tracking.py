"""Following a request: something known, the same answer to every guess, and never more than needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Attachment, Case
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.follow import follow_case
from civichub.cases.operations.notes import add_note, ask_customer
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import make_promise, move_promise
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import Whereabouts
from civichub.core.references import new_reference
from civichub.customers.operations import flag_at_risk
from civichub.notifications.links import stop_link, track_link
from tests.db.portal.conftest import PNG, Portal
from tests.factories.world import make_case

Resident = Callable[..., Client]


def link_to(case: Case, *, follower: bool = False) -> str:
    return urlsplit(track_link(case.reference, follower=follower)).path


def the_case(portal: Portal) -> Case:
    portal.send()
    return Case.objects.get()


@pytest.mark.parametrize("known", ["sam@example.org", " SAM@Example.org "])
def test_the_reference_and_something_known_lead_to_the_progress(portal: Portal, known: str) -> None:
    case = the_case(portal)
    answer = portal.client.post("/track/", {"reference": case.reference.lower(), "known": known}, follow=True)
    page = answer.content.decode()
    assert "We have received it" in page
    assert "We aim to repair it within five working days" in page
    assert "How this is counted" in page
    assert answer["Cache-Control"].count("no-store") == 1
    for secret in ("Sam", "Reed", "sam@example.org", "By the bridge"):
        assert secret not in page


def test_the_last_digits_of_the_number_or_the_postcode_are_known_too(portal: Portal) -> None:
    case = make_case(
        portal.world, reporter=Reporter("Ann Oak", "", "+447700900982"), where=Whereabouts(words="12 Oak Road, BK1 1AA")
    )
    for known in ("0982", "07700 900 982", "bk11aa"):
        assert portal.client.post("/track/", {"reference": case.reference, "known": known}).status_code == 302
    for known in ("982", "1982", "BK1 1AB", "07700 900 983", "Ann Oak"):
        assert portal.client.post("/track/", {"reference": case.reference, "known": known}).status_code == 200


def test_the_postcode_of_somebody_at_risk_proves_nothing(portal: Portal) -> None:
    case = make_case(
        portal.world, reporter=Reporter("Ann Oak", "ann@example.org"), where=Whereabouts(words="12 Oak Road, BK1 1AA")
    )
    at = timezone.now()
    flag_at_risk(
        customer=case.customer, why="A threat", review_on=(at + timedelta(days=90)).date(),
        actor=portal.world.people["officer"], at=at,
    )  # fmt: skip
    assert portal.client.post("/track/", {"reference": case.reference, "known": "BK1 1AA"}).status_code == 200
    assert portal.client.post("/track/", {"reference": case.reference, "known": "ann@example.org"}).status_code == 302


def test_a_wrong_detail_and_an_unknown_reference_get_the_same_answer(portal: Portal) -> None:
    case = the_case(portal)

    def ask(reference: str) -> str:
        page = portal.client.post("/track/", {"reference": reference, "known": "else@example.org"}).content.decode()
        return page[page.index("<main") : page.index("</main")].replace(reference, "").partition("csrfmiddleware")[0]

    assert ask(case.reference) == ask(new_reference()) == ask("nonsense")


def test_ten_wrong_tries_in_five_minutes_are_enough(portal: Portal) -> None:
    case = the_case(portal)
    sent = {"reference": case.reference, "known": "else@example.org"}
    for _ in range(10):
        assert portal.client.post("/track/", sent).status_code == 200
    right = {"reference": case.reference, "known": "sam@example.org"}
    assert portal.client.post("/track/", right).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").post("/track/", right).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").post("/track/", {**right, "reference": new_reference()}).status_code == 200


def test_the_promise_shows_its_dates(portal: Portal) -> None:
    case, officer, at = the_case(portal), portal.world.people["officer"], timezone.now()
    promise = make_promise(
        case=case, text="Fill the hole", due_on=(at + timedelta(days=3)).date(), actor=officer, at=at
    )
    moved = (at + timedelta(days=9)).date()
    move_promise(promise=promise, due_on=moved, why="The road is flooded", actor=officer, at=at)
    page = portal.client.get(link_to(case)).content.decode()
    assert "Fill the hole" in page
    assert "This date has changed" in page
    assert "The road is flooded" in page


def test_public_notes_are_shown_and_private_ones_are_not(portal: Portal) -> None:
    case, officer, at = the_case(portal), portal.world.people["officer"], timezone.now()
    add_note(case=case, text="We come on Tuesday", public=True, actor=officer, at=at)
    add_note(case=case, text="Rude on the telephone", public=False, actor=officer, at=at)
    page = portal.client.get(link_to(case)).content.decode()
    assert "We come on Tuesday" in page
    assert "Rude" not in page
    assert officer.name not in page


def test_our_question_is_answered_from_the_link(portal: Portal) -> None:
    case, officer = the_case(portal), portal.world.people["officer"]
    ask_customer(case=case, question="Which side of the road?", actor=officer, at=timezone.now())
    link = link_to(case)
    assert "Which side of the road?" in portal.client.get(link).content.decode()
    assert "Enter your answer" in portal.client.post(f"{link}answer/", {"text": ""}).content.decode()
    portal.client.post(f"{link}answer/", {"text": "The left\x00side"})
    assert portal.client.post(f"{link}answer/", {"text": "The left side"}).status_code == 302
    page = portal.client.get(link).content.decode()
    assert "The left side" in page
    assert "We need something from you" not in page


def test_a_file_is_added_and_comes_back_only_as_a_download(portal: Portal) -> None:
    case = the_case(portal)
    link = link_to(case)
    bad = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", content_type="text/html")
    assert "must be one of these types" in portal.client.post(f"{link}file/", {"file": bad}).content.decode()
    assert portal.client.post(f"{link}file/", {"file": SimpleUploadedFile("hole.png", PNG)}).status_code == 302
    kept = Attachment.objects.get()
    answer = portal.client.get(f"{link}file/{kept.token}/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert set(answer["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert "no-store" in answer["Cache-Control"]


def test_a_file_of_another_case_is_not_there(portal: Portal) -> None:
    case, other = the_case(portal), make_case(portal.world)
    actor, at = portal.world.system, timezone.now()
    kept = attach_to_case(case=other, name="a.png", content=PNG, actor=actor, at=at)
    hidden = attach_to_case(case=case, name="b.png", content=PNG + b"2", public=False, actor=actor, at=at)
    link = link_to(case)
    for token in (kept.token, hidden.token, "x", "a" * 43):
        assert portal.client.get(f"{link}file/{token}/").status_code == 404


def test_it_is_not_fixed_puts_it_back_to_work(portal: Portal) -> None:
    case, officer = the_case(portal), portal.world.people["officer"]
    link = link_to(case)
    assert portal.client.get(f"{link}reopen/")["Location"] == link
    move_case(case=case, step="close", outcome="fixed", actor=officer, at=timezone.now())
    page = portal.client.get(link).content.decode()
    assert "We have fixed it." in page
    assert "It is not fixed" in page
    assert portal.client.post(f"{link}reopen/", {"why": "Still there"}).status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.reopened_count, case.closed_at) == ("received", 1, None)


def test_a_step_that_is_the_residents_is_offered_and_no_other(portal: Portal) -> None:
    case = the_case(portal)
    link = link_to(case)
    assert portal.client.get(f"{link}step/close/").status_code == 404
    assert portal.client.post(f"{link}step/inspect/").status_code == 404
    assert "I no longer need this" in portal.client.get(link).content.decode()
    assert portal.client.post(f"{link}step/withdraw/").status_code == 302
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_who_only_follows_may_look_and_not_act(portal: Portal) -> None:
    case = the_case(portal)
    link = link_to(case, follower=True)
    page = portal.client.get(link).content.decode()
    assert "We have received it" in page
    assert "Add a file" not in page
    assert "no longer need" not in page
    for path, sent in (("answer/", {"text": "x"}), ("reopen/", {"why": "x"}), ("step/withdraw/", {}), ("file/", {})):
        assert portal.client.post(f"{link}{path}", sent).status_code == 404


def test_a_forged_or_old_link_is_a_404(portal: Portal) -> None:
    case = the_case(portal)
    link = link_to(case)
    assert portal.client.get(link[:-3] + "xx/").status_code == 404
    assert portal.client.get(f"/track/link/{case.reference}r/").status_code == 404


def test_a_sensitive_request_tells_how_far_it_is_and_not_what_it_is(portal: Portal) -> None:
    case = make_case(portal.world, "social-care", title="Help for Ann")
    officer = portal.world.people["care"]
    add_note(case=case, text="About her kitchen", public=True, actor=officer, at=timezone.now())
    page = portal.client.get(link_to(case)).content.decode()
    assert "Your request" in page
    assert "We have received it" in page
    for secret in ("Social care", "Help for Ann", "kitchen"):
        assert secret not in page
    assert portal.client.get(link_to(case, follower=True)).status_code == 404


def test_messages_are_stopped_by_a_button_and_not_by_opening_the_link(portal: Portal) -> None:
    case = the_case(portal)
    follower = follow_case(case=case, email="n@example.org", actor=portal.world.system, at=timezone.now())
    path = urlsplit(stop_link(follower.pk)).path
    portal.client.get(path)
    follower.refresh_from_db()
    assert follower.stopped_at is None
    assert "no more messages" in portal.client.post(path).content.decode()
    follower.refresh_from_db()
    assert follower.stopped_at is not None
    assert portal.client.get("/track/stop/forged/").status_code == 404


def test_the_map_of_reports_shows_no_person_and_no_exact_place(portal: Portal) -> None:
    case = the_case(portal)
    make_case(portal.world, "social-care")
    page = portal.client.get("/reports/", {"where": "BK1 1AA"}).content.decode()
    assert "Hole in the road, about" in page
    for secret in ("Sam", "Reed", "By the bridge", case.reference, "Social", f"{case.easting}"):
        assert secret not in page
    assert "data-latitude" in page


def test_a_person_at_risk_is_on_no_map(portal: Portal) -> None:
    case, at = the_case(portal), timezone.now()
    flag_at_risk(
        customer=case.customer, why="A threat", review_on=(at + timedelta(days=90)).date(),
        actor=portal.world.people["officer"], at=at,
    )  # fmt: skip
    assert "Hole in the road, about" not in portal.client.get("/reports/", {"where": "BK1 1AA"}).content.decode()


def test_another_residents_case_is_the_same_404_as_none(portal: Portal, resident: Resident) -> None:
    mine, other = resident("mine@example.org", "Mia Ine"), resident("other@example.org", "Otto Ther")
    reference = portal.send(mine)
    assert mine.get(f"/account/cases/{reference}/").status_code == 200
    foreign, missing = other.get(f"/account/cases/{reference}/"), other.get(f"/account/cases/{new_reference()}/")
    assert foreign.status_code == missing.status_code == 404
    shown = [page.content.decode().partition("<main")[2].partition("</main")[0] for page in (foreign, missing)]
    assert shown[0] == shown[1]
