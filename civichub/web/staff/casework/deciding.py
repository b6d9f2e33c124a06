"""Deciding an amount: one's own limit and the money there is, proposals for somebody else, and the budgets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.operations.decisions import agree_decision, propose_decision, refuse_decision, set_budget
from civichub.cases.operations.steps import move_case
from civichub.cases.queries.decisions import (
    Money,
    budgets_of,
    decisions_taken,
    money_for,
    my_limit_pence,
    proposal_for,
    proposals_for,
)
from civichub.catalogue.queries import live_services, service_titles
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError
from civichub.procedures.definition import Transition
from civichub.procedures.engine import who_may_decide
from civichub.procedures.queries import decision_limits_known
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.casework.forms import BudgetForm, SettleForm


def limit_context(user: Any, case: Any, step: Transition, now: datetime) -> dict[str, Any]:
    """What the page of a step with a decision shows: the reader's limit, and the money there is."""
    if not step.decision:
        return {}
    money = money_for(case.organisation_id, case.service_id, step.decision, on=london_date(now))
    return {"limit": pounds(my_limit_pence(user, case, step.decision)), "money": money_words(money)}


def pounds(pence: int) -> str:
    """As it is read: £1,250.00, and less than nothing with a minus."""
    return f"{'−' if pence < 0 else ''}£{abs(pence) / 100:,.2f}"


def money_words(money: Money | None) -> str:
    """The budget in a sentence, or ""."""
    if money is None:
        return ""
    left = f"{pounds(money.left)} is left" if money.left >= 0 else f"{pounds(-money.left)} too much has been decided"
    return f"{left} of {pounds(money.pence)} until {money.ends_on:%-d %B %Y}; {pounds(money.decided)} has been decided."


def take_or_propose(record: Any, step: Transition, filling: dict[str, Any], *, actor: Any, now: datetime) -> Any:
    """Take the step; an amount above the actor's limit goes to whoever may decide it. The case, None for a proposal."""
    case, amount = record.case, filling["amount_pence"]
    if step.decision and amount is not None and _is_for_others(record, step, amount, actor):
        propose_decision(
            case=case, step=step.key, amount_pence=amount, reason=filling["note"], outcome=filling["outcome"],
            public_note=filling["public_note"], seen_stage=filling["seen_stage"], actor=actor, at=now,
        )  # fmt: skip
        return None
    return move_case(case=case, step=step.key, actor=actor, at=now, **filling)


def _is_for_others(record: Any, step: Transition, amount: int, actor: Any) -> bool:
    above = amount > my_limit_pence(actor, record.case, step.decision)
    return above and bool(who_may_decide(record.procedure, step.decision, amount, service=record.case.service.slug))


@staff("case.act")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, what was decided lately, and the money."""
    now = timezone.now()
    waiting = [(one, money_words(one.money), pounds(one.decision.amount_pence)) for one in
               proposals_for(request.user, at=now)]  # fmt: skip
    settled = [(one, pounds(one.amount_pence)) for one in decisions_taken(request.user)]
    may_set = request.user.holds_anywhere("forms.publish")
    context = {"waiting": waiting, "settled": settled, "may_set": may_set}
    return render(request, "staff/casework/decisions.html", context)


@staff("case.act")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposal or not; whoever made it may take it back."""
    now = timezone.now()
    found = proposal_for(request.user, pk, at=now)
    decision = found.decision
    audit_read(decision.case, actor=request.user, at=now, ground="A decision about this case")
    form = SettleForm(request.POST or None, mine=found.mine)
    if request.method == "POST" and form.is_valid():
        why, agreed = form.cleaned_data["why"], form.cleaned_data.get("answer") == "yes"
        try:
            if agreed:
                agree_decision(decision=decision, actor=request.user, at=now, why=why)
            else:
                refuse_decision(decision=decision, why=why, actor=request.user, at=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Decided: the case has moved on." if agreed else "Written down: not agreed.")
            return redirect("case", decision.case.reference)
    context = {"found": found, "decision": decision, "form": form, "amount": pounds(decision.amount_pence)}
    context |= {"money": money_words(found.money), "own": pounds(decision.limit_pence)}
    return render(request, "staff/casework/decision.html", context)


@staff("forms.publish")
@require_http_methods(["GET", "POST"])
def budgets(request: HttpRequest) -> HttpResponse:
    """The money there is to decide about, by limit, service and year."""
    owners, now = organisations_with(request, "forms.publish"), timezone.now()
    form = BudgetForm(
        request.POST or None, owners=choices_of(owners), limits=decision_limits_known(), services=service_titles(),
        today=london_date(now),
    )  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        chosen = data["service"]
        set_budget(
            organisation=one_of(owners, int(data["organisation"])), key=data["key"], starts_on=data["starts_on"],
            ends_on=data["ends_on"], pence=data["amount"], service=live_services().get(pk=chosen) if chosen else None,
            actor=request.user, at=now,
        )  # fmt: skip
        return request.path

    rows = [(one, pounds(one.pence), money_words(_money(one, now))) for one in budgets_of(list(owners))]
    page = FormPage("Set a budget", reverse("decisions"), "The budget is set.")
    if request.method == "POST":
        return ask_and_do(request, form, page, act)
    return render(request, "staff/casework/budgets.html", {"form": form, "rows": rows})


def _money(budget: Any, now: datetime) -> Money | None:
    on = min(max(london_date(now), budget.starts_on), budget.ends_on)
    return money_for(budget.organisation_id, budget.service_id, budget.key, on=on)
