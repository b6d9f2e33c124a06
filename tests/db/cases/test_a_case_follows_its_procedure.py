"""From opening to the outcome, with clocks, tasks and messages as the procedure says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from civichub.cases.models import Case, EntryKind
from civichub.cases.operations.clocks import change_clock, recount_open_clocks
from civichub.cases.operations.promises import add_task, finish_task
from civichub.cases.operations.steps import move_case, reopen_case
from civichub.cases.queries import record_of
from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.core.proclaimed.operations import add_proclaimed_holiday
from tests.factories.world import NOON, World, make_case

LATER = NOON + timedelta(days=1)


def test_opening_a_case_stores_everything_in_one_go(world: World) -> None:
    case = make_case(world)
    assert (case.organisation, case.team, case.stage) == (world.county, world.teams["highways"], "received")
    assert case.history.get().kind == EntryKind.OPENED
    clock = case.clocks.get()
    assert clock.due_on == date(2026, 3, 10)
    assert case.due_at == clock.due_at
    link = case.contact_links.select_related("contact").get()
    assert link.opened_it
    assert (link.contact.channel, link.contact.self_service, link.contact.outcome) == ("web", True, "case_opened")
    assert AuditEntry.objects.filter(action="case.opened", subject_id=case.pk).exists()
    names = set(StoredEvent.objects.values_list("name", flat=True))
    assert {"cases.CaseOpened", "cases.MessageDue", "contacts.ContactClosed"} <= names
    assert ProcrastinateJob.objects.filter(queue_name="measures").exists()


def test_an_officer_resolves_it_and_the_customer_is_to_be_told(world: World) -> None:
    case = move_case(case=make_case(world), step="close", outcome="fixed", actor=world.people["officer"], at=LATER)
    assert (case.stage, case.outcome, case.closed_at) == ("closed", "fixed", LATER)
    clock = case.clocks.get()
    assert clock.met is True
    assert case.due_at is None
    told = StoredEvent.objects.filter(name="cases.MessageDue").values_list("payload__template", flat=True)
    assert list(told) == ["case_received", "case_resolved"]
    assert StoredEvent.objects.filter(name="cases.CaseResolved", payload__outcome="fixed").exists()


def test_closing_needs_an_outcome(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move_case(case=make_case(world), step="close", actor=world.people["officer"], at=LATER)
    assert refused.value.field == "outcome"


def test_a_step_that_the_stage_does_not_have_is_refused_in_a_sentence(world: World) -> None:
    with pytest.raises(TransitionRefused, match="received"):
        move_case(case=make_case(world), step="hear", actor=world.people["officer"], at=LATER)


def test_two_officers_at_once_take_one_step(world: World) -> None:
    case = make_case(world)
    move_case(case=case, step="inspect", seen_stage="received", actor=world.people["officer"], at=LATER)
    with pytest.raises(Conflict, match="moved this case on"):
        move_case(
            case=case, step="close", seen_stage="received", outcome="fixed", actor=world.people["manager"], at=LATER
        )


def test_the_clock_stands_still_while_the_customer_is_asked(world: World) -> None:
    officer, case = world.people["officer"], make_case(world)
    move_case(case=case, step="ask", note="Which side of the road?", actor=officer, at=LATER)
    clock = case.clocks.get()
    assert clock.due_at is None
    assert Case.objects.get(pk=case.pk).due_at is None
    move_case(case=case, step="hear", actor=officer, at=NOON + timedelta(days=7))
    clock.refresh_from_db()
    assert clock.due_on is not None
    assert clock.due_on > date(2026, 3, 10)
    line = record_of(officer, Case.objects.get(pk=case.pk), at=LATER).clocks[0]
    assert line.deadline.steps


def test_a_task_that_must_be_done_holds_the_stage(world: World) -> None:
    officer = world.people["officer"]
    case = move_case(case=make_case(world), step="inspect", actor=officer, at=LATER)
    with pytest.raises(TransitionRefused, match="Make it safe"):
        move_case(case=case, step="close", outcome="fixed", actor=officer, at=LATER)
    finish_task(task=case.tasks.get(), actor=officer, at=LATER, result="Coned off")
    assert move_case(case=case, step="close", outcome="fixed", actor=officer, at=LATER).closed_at


def test_reopening_reaches_the_team_with_a_fresh_clock(world: World) -> None:
    officer, customer_says = world.people["officer"], "It is still there"
    case = move_case(case=make_case(world), step="close", outcome="fixed", actor=officer, at=LATER)
    case = reopen_case(case=case, why=customer_says, actor=world.system, at=LATER + timedelta(days=2))
    assert (case.stage, case.closed_at, case.outcome, case.team) == ("received", None, "", world.teams["highways"])
    assert case.clocks.filter(stopped_at=None).get().round == 2
    assert case.due_at is not None


def test_a_case_closed_long_ago_is_not_reopened(world: World) -> None:
    case = move_case(case=make_case(world), step="close", outcome="fixed", actor=world.people["officer"], at=LATER)
    with pytest.raises(TransitionRefused, match="Open a new one"):
        reopen_case(case=case, why="Again", actor=world.system, at=LATER + timedelta(days=29))


def test_a_holiday_proclaimed_later_moves_open_clocks_only(world: World) -> None:
    open_case, closed = make_case(world), make_case(world, title="Another")
    move_case(case=closed, step="close", outcome="fixed", actor=world.people["officer"], at=LATER)
    add_proclaimed_holiday(
        date=date(2026, 3, 6), name="A proclaimed day", nations=["ENG"], source="Proclamation of 1 March 2026",
        actor=world.people["admin"], at=LATER,
    )  # fmt: skip
    for case in (open_case, closed):
        recount_open_clocks(case=case, actor=world.system, at=LATER)
    assert open_case.clocks.get().due_on == date(2026, 3, 11)
    assert closed.clocks.get().due_on == date(2026, 3, 10)


def test_a_clock_its_rule_does_not_extend_stays(world: World) -> None:
    clock = make_case(world).clocks.get()
    with pytest.raises(Invalid):
        change_clock(
            clock=clock,
            kind="extend",
            ground="complex",
            amount=5,
            reason="Hard",
            actor=world.people["officer"],
            at=LATER,
        )
    clock.refresh_from_db()
    assert (clock.due_on, clock.marks.count()) == (date(2026, 3, 10), 0)


def test_who_lacks_the_power_changes_nothing(world: World) -> None:
    case = make_case(world)
    for who in ("stranger", "district", "reception", "analyst", "councillor"):
        with pytest.raises(NotAllowed):
            move_case(case=case, step="close", outcome="fixed", actor=world.fresh(who), at=LATER)
    case.refresh_from_db()
    assert case.stage == "received"


def test_the_deadline_counts_from_the_london_day_at_a_clock_change(world: World) -> None:
    just_after_midnight_in_london = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)
    clock = make_case(world, at=just_after_midnight_in_london).clocks.get()
    assert clock.due_on == date(2026, 4, 8)


def test_what_was_still_to_do_ends_with_the_case_and_comes_back_with_it(world: World) -> None:
    case, officer = make_case(world), world.people["officer"]
    task = add_task(case=case, title="Ring the contractor", actor=officer, at=NOON)
    move_case(case=case, step="close", outcome="not-ours", actor=officer, at=NOON)
    task.refresh_from_db()
    assert (task.done_at, task.done_by, task.result) == (NOON, None, "Ended when the case was closed")
    reopen_case(case=case, why="It is yours", actor=officer, at=NOON)
    task.refresh_from_db()
    assert (task.done_at, task.result) == (None, "")
