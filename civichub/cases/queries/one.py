"""Reading one case, and everything its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.cases import timekeeping
from civichub.cases.models import (
    Attachment,
    Case,
    CaseClock,
    CasePart,
    Follower,
    HistoryEntry,
    Promise,
    Representation,
    Task,
)
from civichub.cases.operations.effects import facts_of
from civichub.cases.operations.steps import steps_taken
from civichub.cases.queries import page_rows
from civichub.cases.sharing import WORKERS, Access, access_to, as_opened_to, notes_open_from, powers_on, scope_of
from civichub.core.clocks import Deadline
from civichub.core.errors import NotFound
from civichub.core.prepared import Read
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.core.references import parse_reference
from civichub.procedures.definition import Procedure, Stage, Transition
from civichub.procedures.engine import allowed_transitions, barred_by
from civichub.procedures.queries import procedure_by_version

RELATED = ("service", "organisation", "front_door", "team", "assignee", "customer")


def get_case_for(user: Any, reference: str) -> Case:
    """The case, if `user` may see it. Raises `NotFound` otherwise, the same for one that is not there."""
    parsed = parse_reference(reference)
    if user.kind in WORKERS:
        found = page_rows.case_within(scope_of(user), reference=parsed or "")
    else:
        found = list(Case.objects.visible_to(user).select_related(*RELATED).filter(reference=parsed or ""))
    if not found:
        found = _opened_in_emergency(user, parsed or "")
    if not found:
        raise NotFound("We cannot find that case.")
    return as_opened_to(user, found[0])


def _opened_in_emergency(user: Any, reference: str) -> list[Case]:
    """The case of the user's own body that they have open in an emergency: no scope has it, and no list."""
    bodies = user.organisations_with("record.break_glass") if user.kind in WORKERS else frozenset()
    if not bodies:
        return []
    rows = Case.objects.filter(organisation__in=bodies, reference=reference).select_related(*RELATED)
    return [case for case in rows if access_to(user, case)]


def case_for_emergency(user: Any, reference: str) -> Case:
    """The case of a body in which `user` may break the glass, open to them otherwise or not. Raises `NotFound`."""
    bodies = user.organisations_with("record.break_glass")
    rows = Case.objects.filter(organisation__in=bodies, reference=parse_reference(reference) or "")
    found = rows.select_related(*RELATED).first()
    if found is None:
        raise NotFound("We cannot find that case.")
    return found


def case_by_id(case_id: int) -> Case:
    """The case an event names. For listeners, which act for the hub and not for a person."""
    return Case.objects.select_related(*RELATED).get(pk=case_id)


def case_by_reference(reference: str) -> Case | None:
    """The case with this reference whoever asks: for tracking, where the caller checks something known as well."""
    parsed = parse_reference(reference)
    return Case.objects.select_related(*RELATED).filter(reference=parsed).first() if parsed else None


def cases_with_running_clocks() -> Iterator[Case]:
    """Every open case with a clock that runs, in small lots."""
    return Case.objects.filter(clocks__stopped_at=None, clocks__isnull=False).distinct().iterator(chunk_size=500)


def cases_of_people(customer_ids: Iterable[int]) -> Iterator[Case]:
    """Every case, open or closed, that was made for one of these records, with its service."""
    return Case.objects.filter(customer__in=list(customer_ids)).select_related("service").iterator(chunk_size=500)


@dataclass(frozen=True)
class ClockLine:
    """A clock of the case with its deadline, whose `steps` are the sum, and what residents read of it."""

    clock: CaseClock
    label: str
    resident: str
    audience: str
    deadline: Deadline


@dataclass(frozen=True)
class CaseRecord:
    """What one reader may see of a case. Parts their access does not open are empty; `hidden` names them.

    `for_others`: steps of the stage that another person must take, because of what this reader did in the case.
    """

    case: Case
    access: Access
    procedure: Procedure
    stage: Stage
    history: tuple[HistoryEntry, ...]
    clocks: tuple[ClockLine, ...]
    steps: tuple[Transition, ...]
    for_others: tuple[Transition, ...]
    promises: tuple[Promise, ...]
    tasks: tuple[Task, ...]
    attachments: tuple[Attachment, ...]
    followers: tuple[Follower, ...]
    representations: tuple[Representation, ...]
    parts: tuple[CasePart, ...]
    answers: dict[str, Any]
    hidden: tuple[str, ...]

    @property
    def outcome_label(self) -> str:
        """The outcome in staff's words, or ""."""
        return self.procedure.outcome(self.case.outcome).label if self.case.outcome else ""


def record_of(user: Any, case: Case, *, at: datetime) -> CaseRecord:
    """The case as `user` may see it. Raises `NotFound` when there is no ground at all."""
    access = access_to(user, case)
    if access is None:
        raise NotFound("We cannot find that case.")
    procedure = procedure_by_version(case.procedure_version_id)
    by = "resident" if user.kind == "resident" else "staff"
    offered = allowed_transitions(procedure, case.stage, powers_on(user, case), by=by, facts=facts_of(case, at))
    taken = steps_taken(case, user) if any(step.not_by for step in offered) else frozenset()
    steps = tuple(step for step in offered if not barred_by(step, taken))
    opens = access.opens
    (beside,) = page_rows.beside(case=case.pk)
    return CaseRecord(
        case=case,
        access=access,
        procedure=procedure,
        stage=procedure.stage(case.stage),
        history=tuple(_history(user, case, access)) if opens("case.history") else (),
        clocks=clock_lines(case, procedure, residents_only=by == "resident"),
        steps=steps if access.may_act or by == "resident" else (),
        for_others=tuple(step for step in offered if step not in steps) if access.may_act else (),
        promises=_rows(page_rows.promises, case, beside.has_promises and opens("case.history")),
        tasks=_rows(page_rows.tasks, case, beside.has_tasks and by == "staff" and access.may_act),
        attachments=_rows(page_rows.attachments, case, beside.has_attachments and opens("case.attachments")),
        followers=_rows(page_rows.followers, case, beside.has_followers and opens("customer.contact_points")),
        representations=_rows(page_rows.representations, case, beside.has_representations and by == "staff"),
        parts=_rows(page_rows.parts, case, beside.has_parts and by == "staff"),
        answers=case.answers if opens("case.answers") else {},
        hidden=tuple(part for part in ("case.answers", "case.history", "case.attachments") if not opens(part)),
    )


def _rows(read: Read[Any], case: Case, wanted: bool) -> tuple[Any, ...]:
    return tuple(read(case=case.pk)) if wanted else ()


def _history(user: Any, case: Case, access: Access) -> list[HistoryEntry]:
    if user.is_system:
        return page_rows.history(case=case.pk)
    if user.kind not in WORKERS:
        return page_rows.public_history(case=case.pk)
    return page_rows.shared_history(case=case.pk, own=sorted(notes_open_from(user, case, access)))


def clock_lines(case: Case, procedure: Procedure, *, residents_only: bool) -> tuple[ClockLine, ...]:
    """The clocks of a case with their sums; `residents_only` leaves out those without words for residents."""
    stored = page_rows.clocks(case=case.pk)
    proclaimed = proclaimed_holidays() if stored else ()
    lines = []
    for clock in stored:
        definition = procedure.clock(clock.key)
        if residents_only and not definition.resident:
            continue
        clock.case = case
        marks = page_rows.marks(clock=clock.pk) if clock.is_marked else ()
        deadline = timekeeping.deadline_of(clock, definition.rule, proclaimed, marks=marks)
        lines.append(ClockLine(clock, definition.label, definition.resident, definition.audience, deadline))
    return tuple(lines)


@dataclass(frozen=True)
class CaseFacts:
    """What a message about a case may say. No address and no answer of a form is in it."""

    case_id: int
    reference: str
    title: str
    service_id: int
    service_slug: str
    service_title: str
    organisation_id: int
    organisation_name: str
    organisation_phone: str
    front_door_id: int
    team_id: int | None
    team_email: str
    customer_id: int | None
    reporter_name: str
    reporter_email: str
    reporter_phone: str
    sensitive: bool
    stage_words: str
    stage_explains: str
    outcome: str
    outcome_words: str
    due_on: Any
    opened_at: datetime
    followers: tuple[tuple[int | None, str, str, str], ...]


def facts_for_message(case_id: int) -> CaseFacts:
    """The facts of a case for a message. `followers` are (customer id, name, email, phone)."""
    case = case_by_id(case_id)
    procedure = procedure_by_version(case.procedure_version_id)
    stage = procedure.stage(case.stage)
    told = {clock.key for clock in procedure.clocks if clock.resident}
    running = [clock for clock in case.clocks.filter(stopped_at=None) if clock.key in told and clock.due_on]
    followers = case.followers.filter(stopped_at=None).values_list("customer_id", "name", "email", "phone")
    return CaseFacts(
        case_id=case.pk,
        reference=case.reference,
        title=case.title,
        service_id=case.service_id,
        service_slug=case.service.slug,
        service_title=case.service.title,
        organisation_id=case.organisation_id,
        organisation_name=case.organisation.name,
        organisation_phone=case.organisation.phone,
        front_door_id=case.front_door_id,
        team_id=case.team_id,
        team_email=case.team.email if case.team else "",
        customer_id=case.customer_id,
        reporter_name=case.reporter_name,
        reporter_email=case.reporter_email,
        reporter_phone=case.reporter_phone,
        sensitive=case.sensitive,
        stage_words=stage.resident,
        stage_explains=stage.explains,
        outcome=case.outcome,
        outcome_words=procedure.outcome(case.outcome).resident if case.outcome else "",
        due_on=min((clock.due_on for clock in running), default=None),
        opened_at=case.opened_at,
        followers=tuple(followers),
    )
