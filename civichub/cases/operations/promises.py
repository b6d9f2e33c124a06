"""Promises to the customer, and tasks inside the case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import PromiseMade, PromiseSettled
from civichub.cases.models import Case, EntryKind, Promise, Task
from civichub.cases.operations.history import add_history
from civichub.cases.operations.steps import hear_event
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text


@operation
def make_promise(
    *, case: Case, text: str, due_on: date, actor: Any, at: datetime, keeper_team: Any = None, keeper: Any = None
) -> Promise:
    """Promise the customer something by a day. Without a keeper it is the case's team, else the promiser."""
    case = lock(case)
    require(policies.may_act_on_case(actor, case))
    text = clean_text(text, field="text", max_length=300, required=True)
    if due_on < london_date(at):
        raise Invalid({"due_on": "Choose today or a later day."})
    if keeper_team is None and keeper is None:
        keeper_team, keeper = case.team, None if case.team_id else actor
    promise = Promise.objects.create(
        case=case, text=text, due_on=due_on, keeper_team=keeper_team, keeper=keeper, made_by=actor, made_at=at
    )
    add_history(case, EntryKind.PROMISE, actor=actor, at=at, text=text, public=True, due_on=due_on.isoformat())
    audit("case.promise_made", case, actor=actor, at=at, promise=promise.pk, due_on=due_on.isoformat())
    publish(PromiseMade(case_id=case.pk, promise_id=promise.pk), at=at)
    return promise


@operation
def move_promise(*, promise: Promise, due_on: date, why: str, actor: Any, at: datetime) -> Promise:
    """Replace an open promise by one for another day: the old date stays in the ledger, and the customer is told."""
    promise = lock(promise)
    case = promise.case
    require(policies.may_act_on_case(actor, case))
    why = clean_text(why, field="why", max_length=300, required=True)
    _settle(promise, kept=None, at=at)
    moved = Promise.objects.create(
        case=case,
        text=promise.text,
        due_on=due_on,
        keeper_team_id=promise.keeper_team_id,
        keeper_id=promise.keeper_id,
        made_by=actor,
        made_at=at,
        replaces=promise,
        why=why,
    )
    add_history(
        case, EntryKind.PROMISE, actor=actor, at=at, text=promise.text, public=True,
        due_on=due_on.isoformat(), was_due_on=promise.due_on.isoformat(), why=why,
    )  # fmt: skip
    audit("case.promise_moved", case, actor=actor, at=at, promise=moved.pk, replaces=promise.pk)
    publish(PromiseMade(case_id=case.pk, promise_id=moved.pk), at=at)
    return moved


@operation
def settle_promise(*, promise: Promise, kept: bool, actor: Any, at: datetime) -> Promise:
    """Say whether the promise was kept."""
    promise = lock(promise)
    require(policies.may_act_on_case(actor, promise.case))
    _settle(promise, kept=kept, at=at)
    words = "Kept" if kept else "Not kept"
    add_history(promise.case, EntryKind.PROMISE, actor=actor, at=at, text=f"{words}: {promise.text}", kept=kept)
    audit("case.promise_settled", promise.case, actor=actor, at=at, promise=promise.pk, kept=kept)
    publish(PromiseSettled(case_id=promise.case_id, promise_id=promise.pk, kept=kept), at=at)
    return promise


def _settle(promise: Promise, *, kept: bool | None, at: datetime) -> None:
    if promise.settled_at is not None:
        raise Conflict("Somebody has settled this promise already. Reload the page to see how.")
    promise.settled_at, promise.kept = at, kept
    save(promise, "settled_at", "kept")


@operation
def add_task(
    *,
    case: Case,
    title: str,
    actor: Any,
    at: datetime,
    team: Any = None,
    assignee: Any = None,
    due_at: datetime | None = None,
    checklist: list[str] | None = None,
) -> Task:
    """Add a piece of work to the case, for a team or a person."""
    case = lock(case)
    require(policies.may_act_on_case(actor, case))
    task = Task.objects.create(
        case=case,
        title=clean_text(title, field="title", max_length=200, required=True),
        team=team or case.team,
        assignee=assignee,
        due_at=due_at,
        checklist=[{"text": text, "done": False} for text in checklist or []],
        created_at=at,
    )
    add_history(case, EntryKind.TASK, actor=actor, at=at, text=task.title)
    audit("case.task_added", case, actor=actor, at=at, task=task.pk)
    return task


@operation
def finish_task(*, task: Task, actor: Any, at: datetime, result: str = "") -> Task:
    """Say that a task is done, with a few words on the result."""
    task = lock(task)
    require(policies.may_act_on_case(actor, task.case))
    if task.done_at is not None:
        raise Conflict("This task is already done.")
    task.done_at, task.done_by, task.result = at, actor, clean_text(result, field="result", max_length=300)
    save(task, "done_at", "done_by", "result")
    add_history(task.case, EntryKind.TASK, actor=actor, at=at, text=f"Done: {task.title}", result=task.result)
    audit("case.task_finished", task.case, actor=actor, at=at, task=task.pk)
    if task.key:
        publish(*hear_event(task.case, f"task:{task.key}", actor=actor, at=at), at=at)
    return task
