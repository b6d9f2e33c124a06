"""Complaints, information requests and decisions run by one engine: the law's days, people and words, from data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.events import DeadlineNear
from civichub.cases.models import Case, DecisionState, SharedWith
from civichub.cases.operations.asking_as_member import ask_as_member, change_sharing
from civichub.cases.operations.assigning import assign_case
from civichub.cases.operations.beside import open_beside
from civichub.cases.operations.clocks import change_clock
from civichub.cases.operations.decisions import agree_decision, propose_decision, refuse_decision, set_budget
from civichub.cases.operations.intake import Request
from civichub.cases.operations.notes import ask_customer, record_answer
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import finish_task
from civichub.cases.operations.steps import move_case, reopen_case
from civichub.cases.operations.watching import watch_deadline
from civichub.cases.queries import record_of
from civichub.cases.queries.decisions import money_for, proposals_for
from civichub.cases.queries.diary import clocks_to_watch, diary, next_up
from civichub.cases.queries.past import past_cases
from civichub.cases.queries.representing import asked_by_members
from civichub.contacts.operations import open_contact
from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.core.references import format_reference
from civichub.delivery.models import Message
from civichub.notifications.deadline_news import tell_leader_that_it_is_near
from civichub.places.operations import add_councillor
from civichub.procedures.simulation import compare_procedures
from tests.factories.members import seat
from tests.factories.shipped import offer
from tests.factories.world import BEFORE, NOON, World, make_case

TUESDAY = NOON  # 3 March 2026


def at(day: int, month: int = 3, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def step(case: Case, key: str, when: datetime, who: Any, **more: Any) -> Case:
    return move_case(case=case, step=key, actor=who, at=when, note=more.pop("note", "As found."), **more)


def due(case: Case, key: str) -> date | None:
    found: date | None = case.clocks.get(key=key, stopped_at=None).due_on
    return found


def told(case: Case, *, to: str = "customer") -> list[str]:
    events = StoredEvent.objects.filter(name="cases.MessageDue", payload__case_id=case.pk, payload__to=to)
    return list(events.order_by("pk").values_list("payload__template", flat=True))


def test_a_complaint_goes_by_the_code_to_the_ombudsman(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, manager = world.people["officer"], world.people["manager"]
    case = make_case(world, "corporate-complaint", title="Nobody came")
    assert due(case, "acknowledge_stage_1") == date(2026, 3, 10), "5 working days from receipt (6.2)"
    case = step(case, "acknowledge", at(5), officer)
    assert due(case, "stage_1") == date(2026, 3, 19), "10 working days from the acknowledgement, not from receipt (6.3)"
    clock = case.clocks.get(key="stage_1")
    with pytest.raises(Invalid, match="at most 10"):
        change_clock(clock=clock, kind="extend", ground="complexity", amount=11, reason="x", actor=officer, at=at(12))
    change_clock(
        clock=clock, kind="extend", ground="complexity", amount=10, reason="Two teams have to be heard",
        actor=officer, at=at(12),
    )  # fmt: skip
    assert due(case, "stage_1") == date(2026, 4, 2)
    assert told(case)[-1] == "deadline_extended"
    assert case.history.get(kind="clock").public, "the reason is on the complainant's page (6.4)"
    case = step(case, "answer_stage_1", at(30), officer, outcome="stage_1_not_upheld")
    with pytest.raises(TransitionRefused, match="cannot be reopened"):
        reopen_case(case=case, why="Again", actor=world.system, at=at(30) + timedelta(days=184))
    case = reopen_case(case=case, why="You did not ask my neighbour", actor=world.system, at=at(7, 4))
    assert (case.stage, due(case, "acknowledge_stage_2")) == ("stage_2_asked", date(2026, 4, 14))
    with pytest.raises(Invalid, match="Choose another person"):
        assign_case(case=case, assignee=officer, actor=manager, at=at(7, 4))
    with pytest.raises(NotAllowed, match="Another person must do this: you did “Send the stage 1 answer”"):
        step(case, "acknowledge_stage_2", at(8, 4), officer)
    assert "acknowledge_stage_2" in [one.key for one in record_of(officer, case, at=at(8, 4)).for_others]
    case = step(case, "acknowledge_stage_2", at(8, 4), manager)
    assert due(case, "stage_2") == date(2026, 5, 7), "20 working days from the acknowledgement of stage 2"
    case = step(case, "answer_stage_2", at(1, 5), manager, outcome="stage_2_partly")
    with pytest.raises(TransitionRefused):
        reopen_case(case=case, why="Once more", actor=world.system, at=at(2, 5))
    case = reopen_case(case=case, why="The Ombudsman wrote", actor=manager, at=at(20, 5))
    assert case.stage == "ombudsman"
    case = step(case, "ombudsman_decided", at(1, 7), manager, outcome="ombudsman_not_upheld")
    assert case.closed_at


def test_raising_a_complaint_never_stops_the_request(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, advisor = world.people["officer"], world.people["advisor"]
    contact = open_contact(organisation=world.county, channel="phone", caller="Sam Reed", actor=advisor, at=TUESDAY)
    request = make_case(world, channel="phone", contact=contact)
    complaint = make_case(world, "corporate-complaint", channel="phone", contact=contact, title="Third time I ring")
    assert set(complaint.links.values_list("other", flat=True)) == {request.pk}, "one contact, two cases, linked"
    assert {request.clocks.get().key, complaint.clocks.get().key} == {"repair", "acknowledge_stage_1"}
    assert due(request, "repair") == date(2026, 3, 10)
    step(complaint, "acknowledge", at(4), officer)
    assert Case.objects.get(pk=request.pk).stage == "received"
    beside = open_beside(case=request, service=world.services["corporate-complaint"], description="Found in the email",
                         since_first=True, actor=officer, at=at(6))  # fmt: skip
    assert due(beside, "acknowledge_stage_1") == date(2026, 3, 10), "counted from the day it was first said"
    assert beside.customer_id == request.customer_id


def test_what_somebody_says_it_is_about_is_linked_unless_it_is_a_strangers(world: World) -> None:
    offer(world, "corporate-complaint")
    mine, theirs = make_case(world), make_case(world, "missed-bin", reporter=Reporter("Ann Lee", "ann@example.org"))
    said = make_case(world, "corporate-complaint", about=mine.reference.lower())
    stranger = make_case(world, "corporate-complaint", about=theirs.reference, title="Another")
    assert said.links.get().other == mine
    assert not stranger.links.exists()


def test_a_clarified_information_request_begins_anew_and_a_review_is_for_another_person(world: World) -> None:
    offer(world, "foi")
    officer, manager = world.people["officer"], world.people["manager"]
    case = make_case(world, "foi", title="Gritting", at=at(9, 6))
    assert due(case, "answer") == date(2026, 7, 8), "15 June is a bank holiday in Scotland: s10(6)"
    case = step(case, "clarify", at(11, 6), officer)
    assert case.clocks.get(key="answer").due_on is None
    ask_customer(case=case, question="Which winter?", actor=officer, at=at(11, 6))
    record_answer(case=case, text="The last one", actor=world.system, at=at(22, 6))
    case.refresh_from_db()
    assert (case.stage, due(case, "answer")) == ("searching", date(2026, 7, 21)), "20 working days from the answer"
    case = step(case, "weigh", at(1, 7), officer)
    clock = case.clocks.get(key="answer")
    with pytest.raises(Invalid, match="after the deadline"):
        change_clock(clock=clock, kind="extend", ground="public_interest", amount=20, reason="Late", actor=officer,
                     at=at(22, 7))  # fmt: skip
    change_clock(clock=clock, kind="extend", ground="public_interest", amount=20, reason="Section 36", actor=officer,
                 at=at(17, 7))  # fmt: skip
    assert due(case, "answer") == date(2026, 8, 19), "3 August is a bank holiday in Scotland"
    case = step(case, "weighed", at(20, 7), officer)
    case = step(case, "answer", at(3, 8), officer, outcome="given_in_part")
    case = reopen_case(case=case, why="Look again", actor=world.system, at=at(10, 8))
    with pytest.raises(NotAllowed):
        step(case, "review_answer", at(12, 8), officer, outcome="review_not_upheld")
    case = step(case, "review_answer", at(12, 8), manager, outcome="review_partly")
    reopen_case(case=case, why="The Commissioner wrote", actor=manager, at=at(1, 9))


def test_the_month_of_a_person_begins_with_proof_of_who_they_are(world: World) -> None:
    offer(world, "sar", team="care")
    case = make_case(world, "sar", title="My data", at=at(30, 1), answers={"for_whom": "self"})
    who = world.people["care"]
    assert due(case, "answer") == date(2026, 3, 2), "no 30 February, so its last day, and that is a Saturday"
    case = step(case, "ask_proof", at(2, 2), who)
    case = step(case, "proved", at(10, 2), who)
    assert due(case, "answer") == date(2026, 3, 10)
    case = step(case, "clarify", at(12, 2), who)
    record_answer(case=case, text="Housing", actor=world.system, at=at(16, 2))
    assert due(case, "answer") == date(2026, 3, 16), "five days, first and last, do not count; the 15th is a Sunday"
    clock = case.clocks.get(key="answer")
    change_clock(clock=clock, kind="extend", ground="complexity", amount=2, reason="Nine files", actor=who, at=at(1, 3))
    assert due(case, "answer") == date(2026, 5, 15)


def test_a_deadline_is_told_once_before_and_once_after_and_again_when_it_moves(world: World) -> None:
    offer(world, "corporate-complaint")
    case, officer = make_case(world, "corporate-complaint"), world.people["officer"]
    assert clocks_to_watch(at(4), 10) == []
    (clock,) = clocks_to_watch(at(6), 10)
    for _ in range(2):
        watch_deadline(clock=clock, actor=world.system, at=at(6))
    assert told(case, to="team") == ["clock_due_soon"]
    assert [(line.state, line.words) for line in diary(officer, at=at(6))] == [
        ("warned", "Acknowledge and log stage 1")
    ]
    watch_deadline(clock=clock, actor=world.system, at=at(11, hour=1))
    assert AuditEntry.objects.filter(action="case.deadline_missed", subject_id=case.pk).count() == 1
    assert clocks_to_watch(at(12), 10) == []
    case.refresh_from_db()
    record = record_of(officer, case, at=at(12))
    late, task = next_up(record, at=at(12))
    assert (late.words, late.who, late.is_late) == ("Acknowledge and log stage 1", "Highways", True)
    assert task.words == "Say what is complained of and what would put it right"
    finish_task(task=case.tasks.get(), actor=officer, at=at(12))


def test_a_draft_is_tried_on_cases_there_have_been(world: World) -> None:
    offer(world, "foi")
    officer = world.people["officer"]
    case = step(make_case(world, "foi", at=at(9, 6)), "clarify", at(11, 6), officer)
    record_answer(case=case, text="The last one", actor=world.system, at=at(22, 6))
    (past,) = past_cases(officer, "foi")
    assert [one.key for one in past.happened] == ["clarify", "clarified"], "a stage's own pause is no mark of a person"
    procedure = record_of(officer, case, at=at(23, 6)).procedure
    assert compare_procedures(procedure, procedure, [past], at=at(23, 6)) == []


def test_a_decision_within_the_limit_is_taken_and_above_it_goes_to_who_may(world: World) -> None:
    offer(world, "corporate-complaint")
    officer, manager = world.people["officer"], world.people["manager"]
    set_budget(organisation=world.county, key="remedy", starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31),
               pence=200_000, actor=manager, at=TUESDAY)  # fmt: skip
    small, large = (
        step(make_case(world, "corporate-complaint", title=title), "acknowledge", at(4), officer)
        for title in ("Small", "Large")
    )
    small = step(small, "answer_stage_1", at(5), officer, outcome="stage_1_upheld", amount_pence=20_000)
    kept = small.decisions.get()
    assert (kept.state, kept.amount_pence, kept.limit_pence, kept.reason) == ("taken", 20_000, 25_000, "As found.")
    give = {"case": large, "step": "answer_stage_1", "outcome": "stage_1_upheld", "actor": officer, "at": at(6)}
    with pytest.raises(NotAllowed, match=r"up to £250\.00 here\. Ask a service manager"):
        step(large, "answer_stage_1", at(6), officer, outcome="stage_1_upheld", amount_pence=60_000)
    with pytest.raises(Invalid, match="within your own limit"):
        propose_decision(amount_pence=25_000, reason="Weeks without water", **give)
    with pytest.raises(Invalid, match="Nobody"):
        propose_decision(amount_pence=100_001, reason="Weeks without water", **give)
    proposed = propose_decision(amount_pence=60_000, reason="Weeks without water", **give)
    with pytest.raises(Conflict, match="waiting"):
        propose_decision(amount_pence=60_000, reason="Again", **give)
    with pytest.raises(NotAllowed, match="Somebody else"):
        agree_decision(decision=proposed, actor=officer, at=at(7))
    (seen,) = proposals_for(world.fresh("manager"), at=at(7))
    assert (seen.may_decide, seen.money and seen.money.left) == (True, 180_000)
    assert not proposals_for(world.fresh("officer"), at=at(7))[0].may_decide
    agree_decision(decision=proposed, actor=manager, at=at(7))
    large.refresh_from_db()
    proposed.refresh_from_db()
    assert (large.outcome, proposed.state, proposed.decided_by) == ("stage_1_upheld", "taken", manager)
    money = money_for(world.county.pk, large.service_id, "remedy", on=date(2026, 3, 9))
    assert money is not None
    assert money.left == 120_000
    third = step(make_case(world, "corporate-complaint", title="Third"), "acknowledge", at(4), officer)
    refused = propose_decision(**{**give, "case": third}, amount_pence=60_000, reason="For the trouble")
    refuse_decision(decision=refused, why="An apology is enough", actor=manager, at=at(8))
    assert Case.objects.get(pk=third.pk).stage == "stage_1"
    lapsing = propose_decision(**{**give, "case": third}, amount_pence=60_000, reason="They have written again")
    step(third, "answer_stage_1", at(9), officer, outcome="stage_1_partly")
    lapsing.refresh_from_db()
    assert lapsing.state == DecisionState.LAPSED


def test_a_members_question_is_seen_by_whom_the_member_chose(world: World) -> None:
    offer(world, "member-enquiry")
    mine = seat(world, party="Independent")
    asked = take(world, mine, SharedWith.OWN)
    other = world.people["officer"]
    assert [one.case for one in asked_by_members(world.fresh("councillor"), at=NOON)] == [asked]
    assert asked_by_members(other, at=NOON) == []
    sits = {"organisation": world.county, "starts_on": date(2023, 5, 4), "actor": world.system, "at": NOON}
    add_councillor(name="Officer", area=mine.area, account=world.people["officer"], party="Green", **sits)
    assert asked_by_members(world.fresh("officer"), at=NOON) == []
    change_sharing(asked=asked.asked_by_member, shared_with=SharedWith.WARD, actor=mine.account, at=NOON)
    assert len(asked_by_members(world.fresh("officer"), at=NOON)) == 1, "they sit for the same ward"
    seat(world, "manager", code="W2", party="Independent")
    assert asked_by_members(world.fresh("manager"), at=NOON) == []
    change_sharing(asked=asked.asked_by_member, shared_with=SharedWith.WARD_GROUP, actor=mine.account, at=NOON)
    assert len(asked_by_members(world.fresh("manager"), at=NOON)) == 1, "the same group, another ward"
    assert record_of(other, asked, at=NOON), "staff answer it whoever else sees it"


def take(world: World, from_seat: Any, shared_with: str) -> Case:
    wanted = Request(service=world.services["member-enquiry"], front_door=world.county, channel="partner",
                     title="Why is the library shut?")  # fmt: skip
    return ask_as_member(request=wanted, seat=from_seat, shared_with=shared_with, actor=from_seat.account, at=NOON)


def test_nobody_else_may_say_that_something_came_earlier_than_it_could(world: World) -> None:
    with pytest.raises(Invalid, match="today or in the past"):
        make_case(world, received_at=NOON + timedelta(days=1))
    assert due(make_case(world, received_at=NOON - timedelta(days=5)), "repair") == date(2026, 3, 5)


def test_who_leads_the_team_is_told_by_name_before_it_is_too_late(world: World) -> None:
    offer(world, "corporate-complaint")
    case = make_case(world, "corporate-complaint")
    leader = add_staff(
        email="ann@county.example", name="Ann Lead", organisation=world.county, team=world.teams["highways"],
        role=Role.TEAM_LEADER, password="a-long-enough-passphrase", actor=world.system, at=BEFORE,
    )  # fmt: skip
    assert not diary(leader, at=at(4), mine=True)
    (clock,) = clocks_to_watch(at(6), 10)
    watch_deadline(clock=clock, actor=world.system, at=at(6))
    assert "Ann Lead, who leads Highways, is being told." in case.history.filter(kind="clock").latest("at").text
    (line,) = diary(leader, at=at(6), mine=True)
    assert (line.case, line.leader, line.who) == (case, "Ann Lead", "Highways")
    now = timezone.now()
    for _ in range(2):
        tell_leader_that_it_is_near(DeadlineNear(case_id=case.pk, clock_id=clock.pk), now)
    (message,) = Message.objects.filter(to_address="ann@county.example")
    assert message.subject == f"For you as leader, due soon: {format_reference(case.reference)}"
    assert case.reporter_name not in message.body
