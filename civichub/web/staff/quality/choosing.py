"""How contacts are chosen: the rules, and what was drawn by them, for whoever wants to check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.errors import NotAllowed
from civichub.feedback.quality.models import SelectionRule
from civichub.feedback.quality.operations import keep_rule
from civichub.feedback.quality.operations.choosing import NUMBERS
from civichub.feedback.quality.queries.choosing import (
    draw_seen_by,
    drawn_again,
    draws_seen_by,
    rule_set_by,
    rules_seen_by,
)
from civichub.feedback.quality.queries.forms import form_choices
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.quality.forms import RuleForm
from civichub.web.staff.quality.parts import AUDITS, MANAGES, SCORES, tabs
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

DRAWS = Column.named("Period|Whose contacts|Rule|Could be drawn #|Drawn #|Scored #|Set aside #")
RULES = Column.named("Rule|For whom|How many|(Change)")
BEGIN = {
    "period": "month", "count": 3, "low_survey": 1, "longest": 0, "shortest": 0, "repeat": 0, "new_for_months": 6,
    "new_times": 2, "due_days": 10, "is_active": True,
}  # fmt: skip


def _allowed(request: HttpRequest) -> None:
    if not any(map(request.user.holds_anywhere, (SCORES, MANAGES, AUDITS))):
        raise NotAllowed


@staff()
@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """What was drawn, the latest first."""
    _allowed(request)
    found = draws_seen_by(request.user)
    rows, pager = keyset_page(request, found, order=("-drawn_at", "-pk"), size=50)
    context = {
        "rows": rows, "pager": pager, "columns": DRAWS,
        "rules": rules_seen_by(request.user), "tabs": tabs(request.user, "quality-draws"),
    }  # fmt: skip
    return render(request, "staff/quality/draws.html", context)


@staff()
@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw, drawn again from its pool and its lot."""
    _allowed(request)
    kept = draw_seen_by(request.user, pk)
    rows, whole = drawn_again(kept)
    context = {"draw": kept, "rows": rows, "whole": whole, "aside": kept.reviews.filter(state="set_aside"),
               "pool": len(kept.pool), "columns": Column.named("Contact|Why|Given out")}  # fmt: skip
    return render(request, "staff/quality/draw.html", context)


@staff(MANAGES)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The rules by which contacts are chosen."""
    context = {"rules": rules_seen_by(request.user), "columns": RULES, "tabs": tabs(request.user, "quality-rules")}
    return render(request, "staff/quality/rules.html", context)


def _ask(request: HttpRequest, rule: SelectionRule | None) -> HttpResponse:
    bodies, now = organisations_with(request, MANAGES), timezone.now()
    titles = {key: title for body in bodies for key, title in form_choices(body, now)}
    teams = teams_of(bodies.values_list("pk", flat=True))
    begun = BEGIN if rule is None else _as_typed(rule)
    form = RuleForm(
        request.POST or None, initial=begun, bodies=choices_of(bodies), titles=list(titles.items()),
        teams=[(str(team.pk), f"{team.name}, {team.organisation.short_name}") for team in teams],
    )  # fmt: skip
    page = FormPage(
        "Change the rule" if rule else "New rule", reverse("quality-rules"), "The rule is kept.",
        guidance="The hub draws by it after each month or week has ended. What was drawn stays as it is.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        organisation = rule.organisation if rule else one_of(bodies, int(data["organisation"]))
        own = teams.filter(organisation=organisation)
        values = {**data, "team": one_of(own, int(data["team"])) if data["team"] else None}
        keep_rule(rule=rule, organisation=organisation, values=values, actor=request.user, at=now)

    return ask_and_do(request, form, page, act)


def _as_typed(rule: SelectionRule) -> dict[str, Any]:
    names = (*NUMBERS, "title", "form_key", "period", "channels", "is_active")
    return {name: getattr(rule, name) for name in names} | {
        "organisation": str(rule.organisation_id), "team": str(rule.team_id or ""),
    }  # fmt: skip


@staff(MANAGES)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _ask(request, None)


@staff(MANAGES)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule, or end its use."""
    return _ask(request, rule_set_by(request.user, pk))
