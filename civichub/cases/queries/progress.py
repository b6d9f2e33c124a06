"""A case as the person whose case it is may see it without signing in: how far it is, and what we said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civichub.cases.models import Attachment, Case, EntryKind, Follower, HistoryEntry, Promise
from civichub.cases.operations.effects import facts_of
from civichub.cases.queries.one import RELATED, ClockLine, clock_lines
from civichub.core.references import parse_reference
from civichub.procedures import engine
from civichub.procedures.definition import Procedure, Reopening, Stage, Transition
from civichub.procedures.queries import procedure_by_version


@dataclass(frozen=True)
class PromiseStory:
    """A promise as it stands, and the days it was promised for before, the first one first, each with why it moved."""

    promise: Promise
    earlier: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a case is, in residents' words. `history` holds public rows only; `question` is one of ours, unanswered.

    `steps` are those the procedure gives to residents. `reopening`: how they may have it opened again, or None when it
    is open, or has been closed for too long.
    """

    case: Case
    procedure: Procedure
    stage: Stage
    outcome_words: str
    history: tuple[HistoryEntry, ...]
    clocks: tuple[ClockLine, ...]
    promises: tuple[PromiseStory, ...]
    files: tuple[Attachment, ...]
    question: HistoryEntry | None
    steps: tuple[Transition, ...]
    reopening: Reopening | None

    @property
    def done_stages(self) -> list[Stage]:
        """The stages residents read of, in the procedure's order, each named once."""
        named: dict[str, Stage] = {}
        for stage in self.procedure.stages:
            named.setdefault(stage.resident, stage)
        return list(named.values())


def progress_of(case: Case, *, at: datetime) -> Progress:
    """Nothing in it names the reporter, their address or their answers. The caller has checked who asks."""
    procedure = procedure_by_version(case.procedure_version_id)
    history = tuple(case.history.filter(public=True).order_by("-at", "-id"))
    return Progress(
        case=case,
        procedure=procedure,
        stage=procedure.stage(case.stage),
        outcome_words=procedure.outcome(case.outcome).resident if case.outcome else "",
        history=history,
        clocks=clock_lines(case, procedure, residents_only=True),
        promises=_promises(case),
        files=_files(case, history),
        question=None if case.closed_at else _unanswered(history),
        steps=engine.allowed_transitions(procedure, case.stage, (), by="resident", facts=facts_of(case, at)),
        reopening=engine.reopening_after(procedure, case.outcome, case.closed_at, at, by="resident")
        if case.closed_at
        else None,
    )


def _files(case: Case, history: tuple[HistoryEntry, ...]) -> tuple[Attachment, ...]:
    """The customer's files, asked for only where the history has one: each was written into it as it came."""
    has_any = any(entry.kind == EntryKind.ATTACHMENT for entry in history)
    return tuple(case.attachments.filter(public=True)) if has_any else ()


def _unanswered(newest_first: tuple[HistoryEntry, ...]) -> HistoryEntry | None:
    for entry in newest_first:
        if entry.kind == EntryKind.ANSWERED:
            return None
        if entry.kind == EntryKind.ASKED:
            return entry
    return None


def _promises(case: Case) -> tuple[PromiseStory, ...]:
    """Promises that nothing has replaced, with the days that they replaced."""
    every = {promise.pk: promise for promise in case.promises.all()}
    replaced = {promise.replaces_id for promise in every.values() if promise.replaces_id}
    return tuple(_story(promise, every) for promise in every.values() if promise.pk not in replaced)


def _story(promise: Promise, every: dict[int, Promise]) -> PromiseStory:
    earlier: list[tuple[date, str]] = []
    now: Promise | None = promise
    while now is not None and now.replaces_id in every:
        earlier.insert(0, (every[now.replaces_id].due_on, now.why))
        now = every[now.replaces_id]
    return PromiseStory(promise, tuple(earlier))


def follower_by_id(follower_id: int) -> Follower | None:
    """Somebody who follows a case, with the case and its service, or None."""
    return Follower.objects.select_related("case__service", "case__organisation").filter(pk=follower_id).first()


def cases_followed_by(customer_ids: list[int], *, limit: int = 50) -> list[Case]:
    """The cases that these customer records follow and that are not their own, the latest first."""
    followed = Follower.objects.filter(customer__in=customer_ids, stopped_at=None).values("case")
    found = Case.objects.filter(pk__in=followed, sensitive=False).exclude(customer__in=customer_ids)
    return list(found.select_related("service", "organisation").order_by("-opened_at")[:limit])


def attachment_of(case: Case, token: str) -> Attachment | None:
    """A file of this case that the public may have and that has been checked, or None: the same for all others."""
    found = case.attachments.filter(token=token, public=True).first()
    return found if found is not None and found.servable else None


def case_for_resident(user: Any, reference: str) -> Case | None:
    """The resident's own case by its reference, or None."""
    found = Case.objects.visible_to(user).select_related(*RELATED)
    return found.filter(reference=parse_reference(reference) or "").first()


def files_of_cases(case_ids: list[int], *, limit: int = 50) -> list[Attachment]:
    """The files that customers may have of these cases, latest first. The caller has checked whose cases they are."""
    found = Attachment.objects.filter(case__in=case_ids, public=True).select_related("case__service")
    return list(found.order_by("-added_at")[:limit])
