"""Who works a case: a person, a team, or another body after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies, timekeeping
from civichub.cases.events import CaseAssigned, CaseRerouted, ClockChanged
from civichub.cases.models import Case, EntryKind
from civichub.cases.operations.history import add_history
from civichub.cases.operations.steps import steps_taken
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.procedures.engine import barred_by
from civichub.procedures.queries import procedure_by_version


@operation
def assign_case(*, case: Case, actor: Any, at: datetime, team: Any = None, assignee: Any = None) -> Case:
    """Give the case to a team, and in it to a person or to nobody yet. Anybody who may act can take it themselves."""
    case = lock(case)
    team, was = team or case.team, case.team_id
    takes_it = assignee is not None and assignee.pk == actor.pk and team == case.team
    require(policies.may_act_on_case(actor, case) if takes_it else policies.may_assign_case(actor, case))
    if team is not None and team.organisation_id != case.organisation_id:
        raise Invalid({"team": "Choose a team of the body responsible, or pass the case to the other body."})
    if team is not None and not team.is_active:
        raise Invalid({"team": f"{team.name} has been withdrawn. Choose another team."})
    if assignee is not None and not assignee.has_power("case.act", case.organisation_id):
        raise Invalid({"assignee": "Choose somebody who works on cases of this organisation."})
    if assignee is not None and (because := _barred(case, assignee)):
        raise Invalid({"assignee": f"Choose another person: {assignee} did “{because}” in this case."})
    case.team, case.assignee, case.updated_at = team, assignee, at
    save(case, "team", "assignee", "updated_at")
    _keep_time(case, at)
    words = str(assignee or team or "nobody")
    add_history(case, EntryKind.ASSIGNED, actor=actor, at=at, text=words, team=team.pk if team else None)
    audit(
        "case.assigned", case, actor=actor, at=at, team=team.pk if team else None, to=assignee.pk if assignee else None
    )
    if team is not None:
        user_id = assignee.pk if assignee else None
        publish(CaseAssigned(case_id=case.pk, team_id=team.pk, user_id=user_id, from_team_id=was), at=at)
    return case


@operation
def reroute_case(
    *, case: Case, organisation: Any, team: Any, why: str, actor: Any, at: datetime, service: Any = None
) -> Case:
    """Pass the case to the body that is responsible after all. The customer's story, reference and clocks go with it.

    Raises `Invalid` for a sensitive case and an ordinary service, which would open it to people who may not see it.
    """
    case = lock(case)
    require(policies.may_act_on_case(actor, case))
    why = clean_text(why, field="why", max_length=2_000, required=True, lines=True)
    if case.sensitive and service is not None and service.sensitivity != "sensitive":
        raise Invalid({"service": "This case is sensitive. Open a new case for the ordinary service instead."})
    was = case.organisation
    case.organisation, case.team, case.assignee, case.updated_at = organisation, team, None, at
    if service is not None:
        case.service = service
        case.sensitive = case.sensitive or service.sensitivity == "sensitive"
    save(case, "organisation", "team", "assignee", "updated_at", "service", "sensitive")
    _keep_time(case, at)
    words = f"Passed from {was.name} to {organisation.name}: {why}"
    add_history(case, EntryKind.REROUTED, actor=actor, at=at, text=words, public=True, to=organisation.slug)
    audit("case.rerouted", case, actor=actor, at=at, was=was.pk, to=organisation.pk)
    publish(CaseRerouted(case_id=case.pk, from_organisation_id=was.pk, to_organisation_id=organisation.pk), at=at)
    return case


def _barred(case: Case, assignee: Any) -> str:
    """The label of the step because of which the procedure wants another person where the case stands now, or ""."""
    procedure = procedure_by_version(case.procedure_version_id)
    here = [step for step in procedure.transitions if case.stage in step.sources and step.not_by]
    taken = steps_taken(case, assignee) if here else frozenset()
    earlier = next((key for step in here if (key := barred_by(step, taken))), "")
    return procedure.transition(earlier).label if earlier else ""


def _keep_time(case: Case, at: datetime) -> None:
    """Clocks that count office hours count those of the office that holds the case now."""
    moved = timekeeping.follow_office(case)
    publish(*(ClockChanged(case_id=case.pk, clock_id=clock.pk) for clock in moved), at=at)
