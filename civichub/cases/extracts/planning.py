"""What a row of an extract would become: service, responsible body, place, procedure, stage, outcome and clocks.

Reads the hub's own data, each thing once for the whole import, and writes nothing, so that a dry run is the same sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from civichub.cases.extracts.mapping import ANYTHING_ELSE, Mapping311
from civichub.cases.extracts.reading import PastRequest, Reject
from civichub.cases.placing import Place, Whereabouts, locate_many
from civichub.cases.timekeeping import calendars_for
from civichub.catalogue.queries import live_services, services_with_lgsl
from civichub.catalogue.responsibility import ProvisionAnswer, ResponsibleBodies
from civichub.core.clocks import (
    OFFICE,
    Calendars,
    ClockError,
    ClockState,
    Deadline,
    Rule,
    compute_deadline,
    london_date,
)
from civichub.core.errors import Invalid
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.procedures import engine
from civichub.procedures.definition import Procedure, Transition
from civichub.procedures.queries import parsed, procedure_in_force

Count = Callable[[Rule, datetime], Deadline]
FALLBACK_PROCEDURE = "general-enquiry"


class PlannedClock(NamedTuple):
    """A clock as it ran: due (UTC, exclusive), and stopped when the request was closed."""

    key: str
    audience: str
    due_at: datetime | None
    due_on: Any
    warn_at: datetime | None
    stopped_at: datetime | None


class PlannedTask(NamedTuple):
    """A task that the first stage of an open case begins with."""

    key: str
    title: str
    due_at: datetime | None
    checklist: tuple[str, ...]


@dataclass(frozen=True)
class PlannedCase:
    """A row, and everything its case needs to be written."""

    request: PastRequest
    service: Any
    organisation: Any
    team: Any
    place: Place
    version_id: int
    sensitive: bool
    stage: str
    outcome: str
    step: Transition | None
    clocks: tuple[PlannedClock, ...]
    tasks: tuple[PlannedTask, ...] = ()

    @property
    def due_at(self) -> datetime | None:
        """When the first running clock of an open case is due."""
        return min((clock.due_at for clock in self.clocks if clock.due_at and not clock.stopped_at), default=None)


@dataclass
class Planner:
    """Plans the rows of one import. `organisation`: the only body whose cases the extract may hold, or None for any.

    Duties and procedures are those of the day of the import (`at`): the history of another system is worked on by the
    rules that are in force now.
    """

    mapping: Mapping311
    organisation: Any
    at: datetime
    _services: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _answers: dict[tuple[int, tuple[str | int, ...]], ProvisionAnswer] = field(default_factory=dict)
    _offices: dict[tuple[int, int | None], Calendars | None] = field(default_factory=dict)
    _procedures: dict[tuple[str, int], tuple[int, Procedure]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_slug = {service.slug: service for service in live_services()}
        self._by_lgsl = {service.lgsl_id: service for service in services_with_lgsl()}
        self._bodies = ResponsibleBodies(on=london_date(self.at))

    def plan(self, requests: Sequence[PastRequest]) -> list[PlannedCase | Reject]:
        """For each row, in order, what it would become, or why it is left out."""
        proclaimed = proclaimed_holidays()
        places = locate_many([_whereabouts(request) for request in requests], on=london_date(self.at))
        planned: list[PlannedCase | Reject] = []
        for request, place in zip(requests, places, strict=True):
            try:
                if isinstance(place, Invalid):
                    raise place
                planned.append(self._plan(request, place, proclaimed))
            except Invalid as error:
                part, reason = next(iter(error.errors.items()))
                planned.append(Reject(part, reason))
        return planned

    def _plan(self, request: PastRequest, place: Place, proclaimed: tuple[Any, ...]) -> PlannedCase:
        service = self._service(request.services)
        provision = self._provision(service, place)
        body = provision.organisation
        version_id, procedure = self._procedure(service, body)
        facts = engine.Facts(today=london_date(request.opened_at), answers={}, organisation=body.slug)
        opening = engine.effects(procedure, engine.opening_events(procedure), facts)
        count = partial(self._count, body, provision.team, proclaimed)
        step, outcome = _ending(procedure, request.outcome) if request.closed_at else (None, "")
        return PlannedCase(
            request=request,
            service=service,
            organisation=body,
            team=provision.team,
            place=place,
            version_id=version_id,
            sensitive=procedure.sensitive or service.sensitivity == "sensitive",
            stage=step.target if step else procedure.stages[0].key,
            outcome=outcome,
            step=step,
            clocks=tuple(_clocks(opening, request, count)),
            tasks=() if request.closed_at else tuple(_tasks(opening, request, count)),
        )

    def _count(self, body: Any, team: Any, proclaimed: tuple[Any, ...], rule: Rule, opened_at: datetime) -> Deadline:
        calendars = None
        if rule.calendar == OFFICE:
            key = (body.pk, team.pk if team else None)
            if key not in self._offices:
                self._offices[key] = calendars_for(rule, body, key[1])
            calendars = self._offices[key]
        return compute_deadline(rule, ClockState(opened_at), calendars=calendars, proclaimed=proclaimed)

    def _service(self, words: tuple[str, ...]) -> Any:
        if words not in self._services:
            self._services[words] = self._find_service(words)
        if self._services[words] is None:
            shown = "” or “".join(word[:60] for word in words)
            raise Invalid({"service": f"No service is known for “{shown}”. Add it to the mapping's services."})
        return self._services[words]

    def _find_service(self, words: tuple[str, ...]) -> Any:
        mapped = [self.mapping.services[word.lower()] for word in words if word.lower() in self.mapping.services]
        for slug in (*mapped, *words):
            found = self._by_slug.get(slug.strip().lower())
            if found is None and slug.isdecimal() and len(slug) < 6:
                found = self._by_lgsl.get(int(slug))
            if found is not None:
                return found
        other = self.mapping.services.get(ANYTHING_ELSE)
        return self._by_slug.get(other) if other else None

    def _provision(self, service: Any, place: Place) -> Any:
        own = self.organisation
        areas = (own.pk, *filter(None, (own.gss_code,))) if own is not None else place.areas
        key = (service.pk, areas)
        if key not in self._answers:
            self._answers[key] = self._bodies.of(service, areas)
        answer = self._answers[key]
        if answer.provision is None:
            raise Invalid({"place": answer.reason[:300]})
        if own is not None and answer.organisation.pk != own.pk:
            raise Invalid({"service": f"{own.name} does not provide {service.title}."})
        return answer.provision

    def _procedure(self, service: Any, body: Any) -> tuple[int, Procedure]:
        key = (service.procedure_key or FALLBACK_PROCEDURE, body.pk)
        if key not in self._procedures:
            version = procedure_in_force(key[0], body, self.at)
            if version is None:
                raise Invalid({"service": f"{service.title} has no procedure in force."})
            self._procedures[key] = (version.pk, parsed(version))
        return self._procedures[key]


def _whereabouts(request: PastRequest) -> Whereabouts:
    """Zero degrees, zero degrees is what systems write for "unknown"; nobody's council is there."""
    known = (request.latitude, request.longitude) != (0.0, 0.0)
    latitude, longitude = (request.latitude, request.longitude) if known else (None, None)
    return Whereabouts(request.place, request.uprn, latitude, longitude, request.easting, request.northing)


def _ending(procedure: Procedure, wanted: str) -> tuple[Transition, str]:
    """The step that closes with the outcome the mapping names, else with the procedure's first resolving outcome."""
    closing = [step for step in procedure.transitions if procedure.stage(step.target).is_closed and step.outcomes]
    resolving = [outcome.key for outcome in procedure.outcomes if outcome.resolves]
    every = [outcome.key for outcome in procedure.outcomes]
    for key in [wanted, *resolving, *every] if wanted in every else [*resolving, *every]:
        for step in closing:
            if key in step.outcomes:
                return step, key
    raise Invalid({"outcome": f"{procedure.title} has no outcome to close with."})


def _clocks(opening: engine.Effects, request: PastRequest, count: Count) -> list[PlannedClock]:
    """The clocks that opening starts. One that needs bank holidays of years no table knows is left out."""
    planned = []
    for clock in opening.start:
        try:
            due = count(clock.rule, request.opened_at)
        except ClockError:
            continue
        planned.append(PlannedClock(clock.key, clock.audience, due.due_at, due.due_on, due.warn_at, request.closed_at))
    return planned


def _tasks(opening: engine.Effects, request: PastRequest, count: Count) -> list[PlannedTask]:
    planned = []
    for task in opening.tasks:
        try:
            due = count(task.due, request.opened_at).due_at if task.due else None
        except ClockError:
            due = None
        planned.append(PlannedTask(task.key, task.title, due, task.checklist))
    return planned
