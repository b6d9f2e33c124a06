"""The rules of ageing, and the kinds of help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.directory.assurance import Rules
from civichub.directory.operations.records import set_rules
from civichub.directory.operations.terms import set_term
from civichub.directory.policies import EDIT
from civichub.directory.queries.keeping import rules_of, terms
from civichub.directory.queries.published import terms_in_use
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, one_of, organisations_with
from civichub.web.ui.forms import HubForm, LongTextField, NumberField, TextField

DAYS_HINT = "Days with commas between, like 14, 45; empty for never"


class RulesForm(HubForm):
    """How a keeper's records age."""

    months = NumberField(label="For how many months is a record assured?", width=3, missing="Enter the months")
    ask_days_before = TextField(label="Ask the provider before the date", required=False, width=10, hint=DAYS_HINT)
    ask_days_after = TextField(label="Ask the provider after the date", required=False, width=10, hint=DAYS_HINT)
    unconfirmed_after_months = NumberField(
        label="Mark it unconfirmed how many months after the date?", width=3, missing="Enter the months"
    )
    hidden_after_months = NumberField(
        label="Hide it how many months after the date?", width=3, missing="Enter the months"
    )


class TermForm(HubForm):
    """A kind of help, and what people in that situation say."""

    taxonomy = TextField(
        label="Which list?", max_length=200, missing="Enter the list", hint="Like Needs and situations"
    )
    name = TextField(label="Kind of help", max_length=200, missing="Enter the kind")
    description = LongTextField(label="What it means", limit=2_000, rows=2, required=False)
    phrases = LongTextField(
        label="What people in that situation say", limit=2_500, rows=5, required=False,
        hint="One on each line. The search finds every service of this kind by them.",
    )  # fmt: skip
    uri = TextField(label="Its address in a published list", max_length=400, required=False)


def _days(text: str, field: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 400 for part in parts):
        raise Invalid({field: DAYS_HINT})
    return tuple(sorted((int(part) for part in parts), reverse=field.endswith("before")))


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a keeper's own rules."""
    keeper = one_of(organisations_with(request, EDIT), pk)
    held = rules_of(keeper.pk)
    begun = vars(held) | {name: ", ".join(map(str, getattr(held, name))) for name in
                          ("ask_days_before", "ask_days_after")}  # fmt: skip
    form = RulesForm(request.POST or None, initial=begun)

    def act(data: dict[str, Any]) -> None:
        days = {name: _days(data.pop(name), name) for name in ("ask_days_before", "ask_days_after")}
        set_rules(keeper=keeper, rules=Rules(**data, **days), actor=request.user, at=timezone.now())

    page = FormPage("How records age", reverse("directory-due"), "The rules hold for every record at once.",
                    caption=keeper.name)  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of help, with how many services are of each."""
    used = {one.pk: one.number for one in terms_in_use(on=london_date(timezone.now()))}
    rows = [(one, used.get(one.pk, 0)) for one in terms()]
    return render(request, "staff/directory/kinds.html", {"rows": rows})


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Add a kind, or change one."""
    held = one_of(terms(), pk) if pk else None
    begun = {"taxonomy": "Needs and situations"}
    if held:
        begun = {"taxonomy": held.taxonomy.name, "name": held.name, "description": held.description,
                 "phrases": "\n".join(held.phrases), "uri": held.term_uri}  # fmt: skip
    form = TermForm(request.POST or None, initial=begun)
    if held:
        form.fields["name"].disabled = form.fields["taxonomy"].disabled = True

    def act(data: dict[str, Any]) -> None:
        set_term(**{**data, "phrases": data["phrases"].splitlines()}, actor=request.user, at=timezone.now())

    title = held.name if held else "New kind of help"
    return ask_and_do(request, form, FormPage(title, reverse("directory-kinds"), "It is kept."), act)
