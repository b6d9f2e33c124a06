"""Decisions waiting for somebody, and what is left of the money for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from civichub.cases.models import Case, Decision, DecisionBudget, DecisionState
from civichub.cases.sharing import roles_on
from civichub.core.clocks import end_of_day
from civichub.core.errors import NotFound
from civichub.procedures.engine import decision_limit_pence
from civichub.procedures.queries import procedure_by_version

_DAY = timedelta(days=1)
NAMED = ("case__service", "case__organisation", "case__team", "service", "organisation", "made_by", "decided_by")


@dataclass(frozen=True)
class Money:
    """A budget, in pence: what there is, what was decided of it, and what is left, which may be less than nothing."""

    pence: int
    decided: int
    starts_on: date
    ends_on: date

    @property
    def left(self) -> int:
        """What may still be decided."""
        return self.pence - self.decided


def money_for(organisation_id: int, service_id: int, key: str, *, on: date) -> Money | None:
    """The budget in force for a limit: the service's own, else that of all services; None where none was set."""
    found = DecisionBudget.objects.filter(organisation=organisation_id, key=key, starts_on__lte=on, ends_on__gte=on)
    budget = found.filter(service=service_id).first() or found.filter(service=None).first()
    if budget is None:
        return None
    taken = Decision.objects.filter(organisation=organisation_id, key=key, state=DecisionState.TAKEN)
    if budget.service_id is not None:
        taken = taken.filter(service=budget.service_id)
    within = taken.filter(decided_at__gt=end_of_day(budget.starts_on) - _DAY, decided_at__lt=end_of_day(budget.ends_on))
    decided = within.aggregate(sum=Sum("amount_pence"))["sum"] or 0
    return Money(budget.pence, decided, budget.starts_on, budget.ends_on)


def my_limit_pence(user: Any, case: Case, decision: str) -> int:
    """What `user` may decide in this case under a limit of its procedure, in pence."""
    procedure = procedure_by_version(case.procedure_version_id)
    return decision_limit_pence(procedure, decision, roles_on(user, case), service=case.service.slug)


@dataclass(frozen=True)
class Proposal:
    """A proposal as one reader sees it. `mine`: they made it; `may_decide`: their own limit reaches it."""

    decision: Decision
    mine: bool
    may_decide: bool
    money: Money | None


def proposals_for(user: Any, *, at: datetime) -> list[Proposal]:
    """What waits to be decided in cases that `user` may see: the oldest first, what they may decide before all."""
    today = at.date()
    cases = Case.objects.visible_to(user).open()
    waiting = Decision.objects.visible_to(user).filter(state=DecisionState.PROPOSED, case__in=cases)
    found = [_proposal(user, one, today) for one in waiting.select_related(*NAMED).order_by("made_at")[:200]]
    return sorted(found, key=lambda one: not one.may_decide)


def _proposal(user: Any, decision: Decision, today: date) -> Proposal:
    mine = decision.made_by_id == user.pk
    within = decision.amount_pence <= my_limit_pence(user, decision.case, decision.key)
    money = money_for(decision.organisation_id, decision.service_id, decision.key, on=today)
    return Proposal(decision, mine, within and not mine, money)


def proposal_for(user: Any, pk: int, *, at: datetime) -> Proposal:
    """One proposal that is open, in a case that `user` may see. Raises `NotFound`."""
    waiting = Decision.objects.visible_to(user).filter(pk=pk, case__in=Case.objects.visible_to(user))
    decision = waiting.select_related(*NAMED).first()
    if decision is None:
        raise NotFound
    return _proposal(user, decision, at.date())


def decisions_taken(user: Any, *, limit: int = 100) -> list[Decision]:
    """The latest that were settled, of those `user` may see, for the list of what was decided at the front line."""
    found = Decision.objects.visible_to(user).exclude(state=DecisionState.PROPOSED)
    return list(
        found.filter(case__in=Case.objects.visible_to(user)).select_related(*NAMED).order_by("-decided_at")[:limit]
    )


def budgets_of(organisation_ids: Any) -> list[DecisionBudget]:
    """The budgets of these organisations, the newest year first."""
    found = DecisionBudget.objects.filter(organisation__in=organisation_ids)
    return list(
        found.select_related("organisation", "service").order_by("-starts_on", "organisation__name", "key")[:200]
    )
