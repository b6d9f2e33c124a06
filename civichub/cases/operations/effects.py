"""What follows from a step, as the procedure says: clocks, tasks and messages, in the step's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import timekeeping
from civichub.cases.events import CaseEvent, ClockChanged, MessageDue
from civichub.cases.models import Case, CaseClock, Task
from civichub.core.clocks import Holiday, london_date
from civichub.core.operations import save
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.organisations.queries import team_by_slug
from civichub.procedures.definition import Procedure
from civichub.procedures.definition import Task as TaskDefinition
from civichub.procedures.engine import Effects, Facts, effects


def facts_of(case: Case, at: datetime) -> Facts:
    """What the procedure's conditions may look at."""
    return Facts(london_date(at), case.answers, case.organisation.slug, case.service.slug)


def follow_through(
    case: Case,
    procedure: Procedure,
    names: tuple[str, ...],
    *,
    actor: Any,
    at: datetime,
    left: str = "",
    received_at: datetime | None = None,
) -> list[CaseEvent]:
    """Do what the events `names` entail and set the case's nearest deadline; returns the facts to publish with it.

    `received_at` is given when the case is opened: the clocks that start then count from it.
    """
    wanted = effects(procedure, names, facts_of(case, at), left=left)
    counts = wanted.start or wanted.resume or wanted.restart or wanted.pause or wanted.tasks
    proclaimed = proclaimed_holidays() if counts else ()
    changed = _stop(case, wanted, at)
    changed += _hold_and_release(case, procedure, wanted, actor=actor, at=at, proclaimed=proclaimed)
    changed += [
        timekeeping.start(case, clock.key, clock.audience, clock.rule, at=received_at or at, proclaimed=proclaimed)
        for clock in wanted.start
        if received_at is not None or not case.clocks.filter(key=clock.key, stopped_at=None).exists()
    ]
    for definition in wanted.tasks:
        _make_task(case, definition, at=at, proclaimed=proclaimed)
    _set_due(case, changed, opening=received_at is not None)
    told: list[CaseEvent] = [
        MessageDue(case_id=case.pk, template=message.template, to=message.to, cause=message.event)
        for message in wanted.messages
    ]
    return told + [ClockChanged(case_id=case.pk, clock_id=clock.pk) for clock in changed]


def _stop(case: Case, wanted: Effects, at: datetime) -> list[CaseClock]:
    if not wanted.stop:
        return []
    running = list(case.clocks.filter(key__in=[clock.key for clock in wanted.stop], stopped_at=None))
    for clock in running:
        clock.stopped_at = at
        save(clock, "stopped_at")
    return running


def _hold_and_release(
    case: Case, procedure: Procedure, wanted: Effects, *, actor: Any, at: datetime, proclaimed: tuple[Holiday, ...]
) -> list[CaseClock]:
    changes = [(definition, "pause", pause.ground) for definition, pause in wanted.pause]
    changes += [(definition, "resume", "") for definition in wanted.resume]
    changes += [(definition, "restart", pause.ground) for definition, pause in wanted.restart]
    changed = []
    for definition, kind, ground in changes:
        clock = case.clocks.filter(key=definition.key, stopped_at=None).first()
        if clock is None or timekeeping.state_of(clock).is_paused == (kind == "pause"):
            continue
        timekeeping.mark(clock, kind, at=at, actor=actor, ground=ground)
        timekeeping.recompute(clock, definition.rule, proclaimed)
        changed.append(clock)
    return changed


def _make_task(case: Case, definition: TaskDefinition, *, at: datetime, proclaimed: tuple[Holiday, ...]) -> None:
    rule = definition.due
    due = timekeeping.deadline_from(case, rule, at=at, proclaimed=proclaimed).due_at if rule else None
    team = team_by_slug(case.organisation_id, definition.queue) if definition.queue else None
    Task.objects.create(
        case=case,
        key=definition.key,
        title=definition.title,
        team=team or case.team,
        due_at=due,
        checklist=[{"text": text, "done": False} for text in definition.checklist],
        created_at=at,
    )


def _set_due(case: Case, changed: list[CaseClock], *, opening: bool) -> None:
    if opening:
        case.due_at = min((clock.due_at for clock in changed if clock.due_at), default=None)
    elif changed:
        case.due_at = timekeeping.nearest_due(case)
    else:
        return
    save(case, "due_at")
