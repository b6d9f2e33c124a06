"""Withdrawing a team: only when it holds no work, so that no case is left where nobody looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.models import Case, Promise, Task
from civichub.catalogue.queries import services_worked_by
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require
from civichub.organisations.operations import stand_down_team

NAMED = 5


@operation
def withdraw_team(*, team: Any, why: str, actor: Any, at: datetime) -> Any:
    """Take a team out of use. Raises `Invalid` on ``team`` while it holds cases, tasks, promises or services.

    The message says what it holds and where to hand it over.
    """
    team = lock(team)
    require(policies.may_withdraw_team(actor, team))
    if faults := what_a_team_holds(team):
        raise Invalid({"team": " ".join(faults)})
    return stand_down_team(team=team, why=why, actor=actor, at=at)


def what_a_team_holds(team: Any) -> list[str]:
    """Sentences on what has to be handed over before the team can go; none when it can."""
    cases = Case.objects.open().filter(team=team)
    tasks = Task.objects.filter(team=team, done_at=None, case__closed_at=None).exclude(case__team=team)
    promises = Promise.objects.filter(keeper_team=team, settled_at=None, case__closed_at=None)
    promises = promises.exclude(case__team=team)
    held = []
    if number := cases.count():
        held.append(
            f"{team.name} holds {_counted(number, 'open case')}. Give them to another team first: choose {team.name} "
            "in the list of cases, tick them and move them."
        )
    for number, noun, records in ((tasks.count(), "open task", tasks), (promises.count(), "open promise", promises)):
        if number:
            references = ", ".join(records.values_list("case__reference", flat=True).distinct()[:NAMED])
            held.append(f"It keeps {_counted(number, noun)} in cases of other teams, such as {references}.")
    if services := services_worked_by(team):
        names = ", ".join(service.title for service in services[:NAMED])
        more = f" and {len(services) - NAMED} more" if len(services) > NAMED else ""
        held.append(f"New requests go to it for {names}{more}. Name another team for them under Services.")
    return held


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
