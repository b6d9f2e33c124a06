"""Your details: how to reach you, what you need of us, and what you agree to."""

from __future__ import annotations

from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.customers.models import Customer, Need
from civichub.customers.models.needs import Purpose
from civichub.customers.needs import NEED_TYPES, NeedKind, language_name
from civichub.customers.operations import (
    end_need,
    give_consent,
    set_need,
    set_preferences,
    withdraw_consent,
)
from civichub.customers.queries import view_of
from civichub.web.access import resident
from civichub.web.errors import add_refusal
from civichub.web.portal.account import with_customer
from civichub.web.portal.gates import not_kept
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, TextField

SOURCE = "The customer, in their account"
CHANNELS = [
    ("", "No preference"),
    ("email", "Email"),
    ("sms", "Text message"),
    ("phone", "Phone call"),
    ("letter", "Letter"),
]
_NAMES_A_LANGUAGE = ("language", "interpreter")


def languages() -> list[tuple[str, str]]:
    """Languages by their English names, without the regional ones."""
    codes = [code for code in LANG_INFO if "-" not in code and code != "en"]
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


class NeedForm(HubForm):
    """One need, and what goes with it."""

    code = OneChoiceField(label="What would help you?", missing="Select what would help you", widget=SelectBox())
    value = OneChoiceField(
        label="Which language?",
        hint="Only if you chose a language or an interpreter",
        required=False,
        widget=SelectBox(),
    )
    note = TextField(
        label="Anything we should know", hint="For example, the colour of paper", required=False, max_length=300
    )
    consented = OneChoiceField(
        label="May we tell partner organisations that help you?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Select yes if we may tell partners",
        inline=True,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = (NeedKind.LANGUAGE, NeedKind.INTERPRETER, NeedKind.BSL, NeedKind.FORMAT, NeedKind.ADJUSTMENT)
        rows = [(code, row.label) for code, row in NEED_TYPES.items() if row.kind in (*kinds, NeedKind.CONTACT_RULE)]
        self.fields["code"].choices = [("", "Choose one"), *rows]
        self.fields["value"].choices = [("", "Choose a language"), *languages()]


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
@with_customer
def needs(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What helps you: told once, and obeyed whenever we write, call or meet you."""
    form = NeedForm(request.POST) if request.method == "POST" else NeedForm()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            set_need(
                customer=customer,
                code=told["code"],
                value=told["value"] if told["code"] in _NAMES_A_LANGUAGE else "",
                note=told["note"],
                consented=told["consented"] == "yes",
                source=SOURCE,
                actor=request.user,
                at=timezone.now(),
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "We will keep to this from now on.")
            return redirect("account-needs")
    view = view_of(customer, request.user)
    values = {"form": form, "needs": view.needs, "language_names": dict(languages())}
    return render(request, "portal/account/needs.html", values)


@resident
@not_kept
@require_POST
@with_customer
def stop_need(request: HttpRequest, need_id: int, customer: Customer) -> HttpResponse:
    """It no longer applies."""
    need = Need.objects.standing().visible_to(request.user).filter(pk=need_id, customer=customer).first()
    if need is None:
        raise NotFound
    end_need(need=need, actor=request.user, at=timezone.now())
    messages.success(request, "We have taken that off.")
    return redirect("account-needs")


class PreferencesForm(HubForm):
    """How we write."""

    channel = OneChoiceField(label="How should we reach you?", choices=CHANNELS, required=False)


class ConsentForm(HubForm):
    """Each purpose on its own; nothing is agreed to by leaving it alone (UK GDPR, Article 7)."""

    def __init__(self, data: Any = None, *, given: dict[str, bool] | None = None) -> None:
        super().__init__(data)
        for purpose, label in Purpose.choices:
            if purpose != Purpose.SERVICE:
                answer = {True: "yes", False: "no"}.get((given or {}).get(purpose))
                self.fields[purpose] = OneChoiceField(
                    label=label, choices=[("yes", "Yes"), ("no", "No")], inline=True, required=False, initial=answer
                )


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
@with_customer
def consents(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What you agree to, purpose by purpose, and how you like to be reached."""
    view = view_of(customer, request.user)
    given = {one.purpose: one.given for one in view.consents}
    form = ConsentForm(request.POST, given=given) if request.method == "POST" else ConsentForm(given=given)
    preferences = PreferencesForm(request.POST or None, initial={"channel": view.preferred_channel})
    if request.method == "POST" and form.is_valid() and preferences.is_valid():
        at, how = timezone.now(), "On the page of their account"
        for purpose, answer in form.cleaned_data.items():
            if answer and given.get(purpose) != (answer == "yes"):
                decide = give_consent if answer == "yes" else withdraw_consent
                decide(customer=customer, purpose=purpose, how=how, actor=request.user, at=at)
        channel = preferences.cleaned_data["channel"]
        if channel != view.preferred_channel:
            set_preferences(
                customer=customer,
                preferred_channel=channel,
                preferred_language=customer.preferred_language,
                actor=request.user,
                at=at,
            )
        messages.success(request, "Your choices are saved.")
        return redirect("account-consents")
    return render(request, "portal/account/consents.html", {"form": form, "preferences": preferences})
