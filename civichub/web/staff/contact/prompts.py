"""Prompts: what to offer beside what was asked, what they said, and the rules behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, service_titles
from civichub.contacts.operations import describe_contact
from civichub.contacts.queries import get_contact_for
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.knowledge.operations.prompts import PromptText, answer_prompt, change_prompt, end_prompt, write_prompt
from civichub.knowledge.prompting import FACT_WORDS
from civichub.knowledge.prompts import prompt_rule_by_id, prompt_rule_kept_by, prompt_rules_kept_by, uptake_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, organisations_with
from civichub.web.ui.forms import DateField, HubForm, LongTextField, NumberField, OneChoiceField, SelectBox, TextField

EDITS = "knowledge.edit"
A_YEAR = timedelta(days=365)


@staff("contact.handle")
@require_POST
def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Keep what they said. Accepted leads straight to the request for it, in the same contact."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    rule, said = prompt_rule_by_id(pk), request.POST.get("said", "")
    if rule is None or rule.organisation_id != contact.organisation_id:
        raise NotFound
    try:
        answer_prompt(rule=rule, contact=contact, said=said, customer=contact.customer, actor=request.user, at=now)
        if said != "accepted":
            return redirect("contact", reference)
        describe_contact(
            contact=contact, service=rule.service, reason=contact.reason or rule.offer, notes=contact.notes,
            actor=request.user, at=now,
        )  # fmt: skip
    except HubError as error:
        messages.error(request, error.message)
        return redirect("contact", reference)
    messages.success(request, f"They would like {rule.offer}. Take the request.")
    return redirect("contact-request", reference)


class PromptForm(HubForm):
    """One rule. The condition is written as in forms and procedures."""

    offer = TextField(
        label="What do you offer?", max_length=120, missing="Enter what is offered",
        hint="It follows “You could offer”, for example: a free fire safety check",
    )  # fmt: skip
    because = TextField(
        label="Because", max_length=200, missing="Enter the reason",
        hint="The advisor may read this aloud. Say what they asked for, never what they may be",
    )  # fmt: skip
    words = LongTextField(label="What to say", limit=1_000, rows=3, required=False)
    condition = LongTextField(label="When", limit=1_000, rows=2, missing="Enter when it is offered")
    quiet_months = NumberField(label="Not again for how many months?", initial=12, missing="Enter a number of months")
    from_day = DateField(label="From", subject="First day")
    until_day = DateField(label="Last day, if there is one", subject="Last day", required=False)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = [("", "Choose a service"), *((str(pk), title) for pk, title in service_titles())]
        self.fields["service"] = OneChoiceField(
            label="Which service is it?", choices=services, widget=SelectBox(), missing="Select a service"
        )
        self.fields["organisation"] = OneChoiceField(
            label="Whose advisors offer it?", choices=organisations, missing="Select an organisation"
        )
        facts = "; ".join(f"{name}: {what}, as in {example}" for name, what, example in FACT_WORDS)
        self.fields["condition"].help_text = facts
        self.order_fields(["organisation", "offer", "service", "because", "words", "condition"])

    @property
    def text(self) -> PromptText:
        """What was typed, as the operation takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("organisation", "service")}
        return PromptText(**data, service=service_by_id(int(self.cleaned_data["service"])))


@staff(EDITS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rules one keeps, and what came of each in the last year."""
    now = timezone.now()
    rows = uptake_of(prompt_rules_kept_by(request.user), since=now - A_YEAR)
    return render(request, "staff/contact/prompt_list.html", {"rows": rows, "today": london_date(now)})


def _page(title: str, done: str) -> FormPage:
    guidance = "A prompt uses only what is listed under “When”: never language, risk or rules for contacting."
    return FormPage(title, reverse("prompts"), done, caption="Prompts", guidance=guidance)


@staff(EDITS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    kept = organisations_with(request, EDITS)
    begun = {"from_day": london_date(timezone.now()), "organisation": str(kept[0].pk) if len(kept) == 1 else None}
    form = PromptForm(request.POST or None, organisations=choices_of(kept), initial=begun)

    def act(data: dict[str, Any]) -> None:
        organisation = kept.get(pk=data["organisation"])
        write_prompt(organisation=organisation, text=form.text, actor=request.user, at=timezone.now())

    return ask_and_do(request, form, _page("Add a prompt", "Advisors see it from its first day."), act)


@staff(EDITS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it anew."""
    rule = prompt_rule_kept_by(request.user, pk)
    begun = {name: getattr(rule, name) for name in ("offer", "because", "words", "condition", "quiet_months")}
    begun |= {"from_day": rule.from_day, "until_day": rule.until_day, "service": str(rule.service_id)}
    begun |= {"organisation": str(rule.organisation_id)}
    theirs = [(str(rule.organisation_id), rule.organisation.name)]
    form = PromptForm(request.POST or None, organisations=theirs, initial=begun)

    def act(data: dict[str, Any]) -> None:
        change_prompt(rule=rule, text=form.text, actor=request.user, at=timezone.now())

    return ask_and_do(request, form, _page(f"Change: {rule.offer}", "The prompt is changed."), act)


@staff(EDITS)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    try:
        end_prompt(rule=prompt_rule_kept_by(request.user, pk), actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "It is offered no more. What was answered stays.")
    return redirect("prompts")
