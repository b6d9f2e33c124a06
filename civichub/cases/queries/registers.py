"""Cases counted for a report: a register (complaints, information requests…) over a year, and endings of a procedure.

Which procedures are on a register, and as what an ending counts, the procedures themselves say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case, CaseClock, CaseLink, ClockMark
from civichub.core.clocks import london_date
from civichub.procedures.definition import Procedure
from civichub.procedures.queries import versions_on_register


def cases_begun(service_id: int, organisation_id: int, *, since: date, until: date) -> int:
    """How many cases of a service began with an organisation from `since` up to but not including `until`."""
    found = Case.objects.filter(service=service_id, organisation=organisation_id)
    return found.filter(opened_at__date__gte=since, opened_at__date__lt=until).count()


@dataclass(frozen=True)
class ClockFigures:
    """One clock over all cases of a register: how many rounds were kept, missed, are late now, run or stand still."""

    key: str
    label: str
    source: str
    kept: int
    missed: int
    late_now: int
    running: int
    extended: int

    @property
    def settled(self) -> int:
        """Those of which it is known whether they were kept."""
        return self.kept + self.missed + self.late_now

    @property
    def share(self) -> float | None:
        """The share that was kept of those settled, late ones still open included; None of none."""
        return self.kept / self.settled if self.settled else None


@dataclass(frozen=True)
class RegisterLine:
    """One case as a row of the register; nothing in it names a person or a place."""

    reference: str
    procedure: str
    service: str
    organisation: str
    opened_on: date
    closed_on: date | None
    outcome: str
    counts_as: str
    reopened: int


@dataclass(frozen=True)
class Register:
    """A register from `first` to `until` (exclusive): cases that began then, however they went on."""

    name: str
    first: date
    until: date
    lines: tuple[RegisterLine, ...]
    clocks: tuple[ClockFigures, ...]
    by_procedure: dict[str, int] = field(default_factory=dict)
    by_finding: dict[str, int] = field(default_factory=dict)
    reopened: int = 0
    case_ids: tuple[int, ...] = ()

    @property
    def closed(self) -> int:
        """How many have ended."""
        return sum(line.closed_on is not None for line in self.lines)


def register_of(
    organisation_ids: Iterable[int], name: str, *, first: date, until: date, at: datetime, procedure: str = ""
) -> Register:
    """The register of these organisations, of one `procedure` alone if one is named.

    The caller has checked whose figures may be seen; no person is in it.
    """
    known = versions_on_register(name)
    versions = {pk: one for pk, one in known.items() if procedure in ("", one.key)}
    cases = list(_cases(versions, organisation_ids, first, until))
    lines = [_line(case, versions[case.procedure_version_id]) for case in cases]
    return Register(
        name=name,
        first=first,
        until=until,
        lines=tuple(lines),
        clocks=_clocks(cases, versions, at),
        by_procedure=_counted(line.procedure for line in lines),
        by_finding=_counted(line.counts_as for line in lines if line.counts_as),
        reopened=sum(case.reopened_count > 0 for case in cases),
        case_ids=tuple(case.pk for case in cases),
    )


def _cases(versions: Any, organisation_ids: Iterable[int], first: date, until: date) -> QuerySet[Case]:
    found = Case.objects.filter(procedure_version__in=list(versions), organisation__in=list(organisation_ids))
    found = found.filter(opened_at__date__gte=first, opened_at__date__lt=until)
    return found.select_related("service", "organisation").order_by("opened_at", "pk")


def _line(case: Case, procedure: Procedure) -> RegisterLine:
    outcome = procedure.outcome(case.outcome) if case.outcome else None
    return RegisterLine(
        reference=case.reference,
        procedure=procedure.title,
        service=case.service.title,
        organisation=case.organisation.short_name,
        opened_on=london_date(case.opened_at),
        closed_on=london_date(case.closed_at) if case.closed_at else None,
        outcome=outcome.label if outcome else "",
        counts_as=outcome.counts_as if outcome else "",
        reopened=case.reopened_count,
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _clocks(cases: list[Case], versions: dict[int, Procedure], at: datetime) -> tuple[ClockFigures, ...]:
    of_case = {case.pk: versions[case.procedure_version_id] for case in cases}
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    extended = set(
        ClockMark.objects.filter(clock__case__in=list(of_case), kind="extend").values_list("clock", flat=True)
    )
    for clock in CaseClock.objects.filter(case__in=list(of_case)).order_by("pk"):
        definition = of_case[clock.case_id].clock(clock.key)
        counts = counted.setdefault((clock.key, definition.label, definition.rule.source), Counter())
        counts[_state(clock, at)] += 1
        counts["extended"] += clock.pk in extended
    return tuple(
        ClockFigures(*named, *(counts[name] for name in ("kept", "missed", "late_now", "running", "extended")))
        for named, counts in counted.items()
    )


def _state(clock: CaseClock, at: datetime) -> str:
    if clock.stopped_at is not None:
        return "kept" if clock.met or clock.due_at is None else "missed"
    return "late_now" if clock.due_at is not None and at >= clock.due_at else "running"


def linked_to_others(case_ids: Iterable[int]) -> int:
    """How many of these cases are linked to a case that is not among them."""
    ids = list(case_ids)
    ours = CaseLink.objects.filter(case__in=ids).exclude(other__in=ids).values_list("case", flat=True)
    theirs = CaseLink.objects.filter(other__in=ids).exclude(case__in=ids).values_list("other", flat=True)
    return len({*ours, *theirs})


@dataclass(frozen=True)
class Ending:
    """One outcome of a procedure by month: how often cases ended so."""

    label: str
    resolves: bool
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """Over all months."""
        return sum(self.months)


def endings_of(
    organisation_ids: Iterable[int], procedure: Procedure, *, months: list[date], until: date
) -> list[Ending]:
    """How cases of a procedure ended in each month (first days, oldest first), in the order of its outcomes."""
    closed = Case.objects.filter(procedure_version__key=procedure.key, organisation__in=list(organisation_ids))
    closed = closed.filter(closed_at__date__gte=months[0], closed_at__date__lt=until) if months else closed.none()
    counts: Counter[tuple[str, date]] = Counter()
    for outcome, moment in closed.values_list("outcome", "closed_at"):
        counts[outcome, london_date(moment).replace(day=1)] += 1
    return [
        Ending(outcome.label, outcome.resolves, tuple(counts[outcome.key, month] for month in months))
        for outcome in procedure.outcomes
    ]
