"""The desk's pages of casework: diary, decisions, causes and learning, registers, the Code, drafts tried on cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case, Decision, DecisionState
from civichub.cases.operations.steps import move_case
from civichub.feedback.models import LearningAction
from civichub.feedback.operations import check_learning_action
from civichub.procedures.operations import save_procedure_draft
from civichub.procedures.shipped import shipped_sources
from tests.factories.members import seat
from tests.factories.shipped import offer
from tests.factories.world import World, make_case


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.people[who])
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode() if not answer.streaming else b"".join(answer.streaming_content).decode()


def at_stage_1(world: World, title: str = "Nobody came") -> Case:
    now = timezone.now()
    case = make_case(world, "corporate-complaint", title=title, at=now - timedelta(days=3))
    return move_case(case=case, step="acknowledge", note="Taken", actor=world.people["officer"],
                     at=now - timedelta(days=2))  # fmt: skip


def test_a_decision_at_the_desk_within_and_above_the_limit(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, manager, case = signed_in(world, "officer"), signed_in(world, "manager"), at_stage_1(world)
    budget = {"organisation": world.county.pk, "key": "remedy", "service": "", "amount": "1,000"}
    budget |= {"starts_on_0": "1", "starts_on_1": "4", "starts_on_2": "2020"}
    budget |= {"ends_on_0": "31", "ends_on_1": "3", "ends_on_2": "2099"}
    assert manager.post("/staff/decisions/budgets/", budget).status_code == 302
    url = f"/staff/cases/{case.reference}/steps/answer_stage_1/"
    shown = page(officer, url)
    assert "You may decide up to £250.00 here. £1,000.00 is left of £1,000.00" in shown
    given = {"outcome": "stage_1_upheld", "amount": "600", "note": "Weeks without water", "seen_stage": "stage_1"}
    answer = officer.post(url, given, follow=True)
    assert "This is above your limit" in answer.content.decode()
    case.refresh_from_db()
    proposed = Decision.objects.get()
    assert (case.stage, proposed.state) == ("stage_1", "proposed")
    assert "Above your limit" not in page(manager, "/staff/decisions/")
    assert "Take back" in page(officer, "/staff/decisions/")
    assert "1 decision above a colleague" in page(manager, "/staff/diary/")
    assert officer.post(f"/staff/decisions/{proposed.pk}/", {"answer": "yes", "why": "Me"}).status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == DecisionState.REFUSED, "whoever proposed it can only take it back"
    officer.post(url, given)
    again = Decision.objects.get(state="proposed")
    manager.post(f"/staff/decisions/{again.pk}/", {"answer": "yes", "why": "Shown by receipts"})
    case.refresh_from_db()
    assert case.outcome == "stage_1_upheld"
    assert "£400.00 is left" in page(manager, "/staff/decisions/budgets/")
    assert page(signed_in(world, "stranger"), f"/staff/decisions/{again.pk}/", 404)


def test_cause_remedy_and_learning_and_whether_it_helped(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, case = signed_in(world, "officer"), at_stage_1(world)
    base, pothole = f"/staff/cases/{case.reference}", world.services["pothole"]
    assert page(officer, f"{base}/learning/", 400)
    finding = {"about": pothole.pk, "cause": "delay", "words": "It lay in a mailbox", "remedies": ["apology", "action"]}
    assert "There is a problem" in officer.post(f"{base}/finding/", {**finding, "remedies": []}).content.decode()
    assert officer.post(f"{base}/finding/", finding).status_code == 302
    day = timezone.localdate() + timedelta(days=5)
    learning = {"text": "The mailbox is read each morning", "owner": world.people["officer"].pk, "watch": "cases",
                "due_on_0": day.day, "due_on_1": day.month, "due_on_2": day.year}  # fmt: skip
    assert officer.post(f"{base}/learning/", learning).status_code == 302
    assert "It lay in a mailbox" in page(officer, f"{base}/")
    action = LearningAction.objects.get()
    assert officer.post(f"/staff/learning/{action.pk}/done/", {"words": "Since Monday"}).status_code == 302
    action.refresh_from_db()
    assert action.done_on is not None
    for number in range(9):
        made = make_case(world, title=f"Hole {number}", at=timezone.now() - timedelta(days=20 + number))
        assert made.service == pothole
    checked = check_learning_action(action=action, actor=world.system, at=timezone.now() + timedelta(weeks=13))
    assert (checked.before, checked.after, checked.verdict) == (9, 0, "fell")
    assert "It fell" in page(officer, "/staff/learning/?state=checked")
    assert "Nothing" not in page(signed_in(world, "stranger"), "/staff/learning/?state=all")


def test_the_register_the_code_and_the_endings_are_drawn_from_the_record(world: World) -> None:
    offer(world, "corporate-complaint", "foi")
    now, analyst, case = timezone.now(), signed_in(world, "analyst"), at_stage_1(world)
    move_case(
        case=case, step="answer_stage_1", outcome="stage_1_partly", note="So", actor=world.people["officer"], at=now
    )
    make_case(world, "foi", at=now)
    assert "Information requests" in page(analyst, "/staff/registers/")
    shown = page(analyst, "/staff/registers/complaints/")
    assert "Upheld in part" in shown
    assert "LGSCO Complaint Handling Code 6.2" in shown
    exported = page(analyst, "/staff/registers/complaints/export/")
    assert case.reference in exported
    assert "Sam Reed" not in exported
    code = page(analyst, "/staff/registers/code/")
    assert "1 of 1 in time" in code
    assert "Stage 2 is not considered by the person who considered stage 1." in code
    assert page(analyst, "/staff/registers/code/?form=csv").startswith("\ufeff")
    assert "Stage 1, upheld in part" in page(analyst, "/staff/registers/endings/corporate-complaint/")
    assert page(analyst, "/staff/registers/no-such/", 404)
    assert page(analyst, "/staff/registers/endings/no-such/", 404)
    assert "Nothing was received" in page(analyst, "/staff/registers/complaints/?year=2001&body=county")
    assert page(signed_in(world, "officer"), "/staff/registers/", 403)


def test_the_diary_shows_what_is_late_near_and_ahead(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, now = signed_in(world, "officer"), timezone.now()
    make_case(world, "corporate-complaint", title="Old", at=now - timedelta(days=30))
    make_case(world, "corporate-complaint", title="New", at=now)
    shown = page(officer, "/staff/diary/?weeks=4")
    assert "Late" in shown
    assert "Acknowledge and log stage 1" in shown
    assert "Nothing falls due" in page(officer, "/staff/diary/?whose=mine")
    assert page(officer, "/staff/diary/?team=x&weeks=99&whose=%00")


def test_a_draft_procedure_is_tried_on_recent_cases(world: World) -> None:
    offer(world, "corporate-complaint")
    case = at_stage_1(world)
    text = shipped_sources()["corporate-complaint"].replace(
        "rule: lgsco_ack_5wd_eng", "count: {calendar: england, unit: working_days, amount: 2}"
    )
    draft, problems = save_procedure_draft(
        key="corporate-complaint", text=text, organisation=world.county, actor=world.people["manager"],
        at=datetime(2026, 1, 3, tzinfo=UTC),
    )  # fmt: skip
    assert not problems
    shown = page(signed_in(world, "manager"), f"/staff/definitions/procedure/{draft.pk}/compare/")
    assert case.reference[:3] in shown
    assert "instead of due" in shown


def test_a_case_beside_another(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, case = signed_in(world, "officer"), make_case(world, at=timezone.now() - timedelta(days=2))
    given = {"service": world.services["corporate-complaint"].pk, "description": "Nobody rang", "since_first": "yes"}
    answer = officer.post(f"/staff/cases/{case.reference}/beside/", given)
    opened = Case.objects.exclude(pk=case.pk).get()
    assert answer["Location"] == f"/staff/cases/{opened.reference}/"
    assert "What is next" in page(officer, f"/staff/cases/{opened.reference}/")


def test_a_member_asks_and_shares_and_others_find_nothing(world: World) -> None:
    offer(world, "member-enquiry")
    seat(world)
    member = signed_in(world, "councillor")
    given: dict[str, Any] = {"title": "Library", "text": "Why is it shut?", "somebody": "no", "sharing": "own"}
    answer = member.post("/staff/ward/ask/", given)
    case = Case.objects.get()
    assert answer["Location"] == f"/staff/ward/questions/{case.reference}/"
    assert "Only me" in page(member, f"/staff/ward/questions/{case.reference}/")
    assert "Library" in page(member, "/staff/ward/")
    assert member.post(f"/staff/ward/questions/{case.reference}/share/", {"sharing": "ward"}).status_code == 302
    assert page(signed_in(world, "officer"), f"/staff/ward/questions/{case.reference}/", 403)
    assert page(member, "/staff/ward/questions/7KM4PQXT9/", 404)
