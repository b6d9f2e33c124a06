"""Pages that are reached by a link in an email: a provider's record, and a request for help."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.operations.notes import add_note
from civichub.cases.queries import case_by_reference
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.customers.queries.access import sheltered_among
from civichub.directory.document import LABELS, said
from civichub.directory.links import read_confirm_link, read_help_link
from civichub.directory.models import HelpOffer
from civichub.directory.operations.helping import accept_offer, decline_offer, finish_offer
from civichub.directory.operations.records import assure_service
from civichub.directory.operations.suggestions import suggest_change
from civichub.directory.queries.helping import need_words
from civichub.directory.queries.keeping import address_to_ask
from civichub.directory.states import ServiceStatus
from civichub.directory.storing import fresh_document
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.gates import not_kept
from civichub.web.ui.forms import EmailField, HubForm, LongTextField, NumberField, OneChoiceField, TextField


class ProviderForm(HubForm):
    """What a provider may say of their own record. Places and times are told in words, and put in by a person."""

    name = TextField(label="Name", max_length=200, missing="Enter the name")
    description = LongTextField(label="What is it?", limit=20_000, rows=5, missing="Enter what it is")
    status = OneChoiceField(label="Does it run?", choices=ServiceStatus.choices)
    eligibility_description = LongTextField(label="Who is it for?", limit=4_000, rows=2, required=False)
    minimum_age = NumberField(label="Youngest age", required=False, width=3)
    maximum_age = NumberField(label="Oldest age", required=False, width=3)
    application_process = LongTextField(label="How do people get it?", limit=4_000, rows=2, required=False)
    fees_description = TextField(label="What does it cost?", max_length=400, required=False)
    email = EmailField(label="Email for people who need it", required=False)
    url = TextField(label="Web page", max_length=400, required=False)
    alert = LongTextField(label="Notice, shown at the top", limit=4_000, rows=2, required=False)
    words = LongTextField(
        label="Anything else that has changed", limit=2_000, rows=4, required=False,
        hint="Such as places, times, telephone numbers or prices",
    )  # fmt: skip


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The record as it stands: right as it is, by one press of a button, or to be changed."""
    service = read_confirm_link(token)
    if service is None:
        raise NotFound
    if request.method == "POST":
        email, system = address_to_ask(service), system_account()
        assure_service(service=service, assurer_email=email, by=email, actor=system, at=timezone.now())
        return render(request, "portal/directory/confirmed.html", {"service": service, "useful_url": ""})
    document = fresh_document(service.pk)
    rows = [(label, said(document, name)) for name, label in LABELS.items()]
    values = {"service": service, "token": token, "rows": [row for row in rows if row[1]], "useful_url": ""}
    return render(request, "portal/directory/confirm.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """What has changed; it waits until a person has looked at it."""
    service = read_confirm_link(token)
    if service is None:
        raise NotFound
    document = fresh_document(service.pk)
    form = ProviderForm(request.POST or None, initial=document)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        words = data.pop("words")
        try:
            suggest_change(
                service=service, document={**document, **data}, words=words, from_email=address_to_ask(service),
                actor=system_account(), at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            return render(request, "portal/directory/suggested.html", {"service": service, "useful_url": ""})
    values = {"service": service, "token": token, "form": form, "useful_url": ""}
    return render(request, "portal/directory/change.html", values)


class AnswerForm(HubForm):
    """Why not, or how it went."""

    words = LongTextField(label="Anything you want to tell us", limit=1_000, rows=3, required=False)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def helping(request: HttpRequest, token: str) -> HttpResponse:
    """A request for help: yes or no, and once it is yes, who it is and where; at last, that it is done."""
    offer = read_help_link(token)
    if offer is None:
        raise NotFound
    form, problem = AnswerForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _answer(offer, request.POST.get("step", ""), form.cleaned_data["words"])
        except HubError as error:
            problem = error.message
        else:
            return redirect("directory-help", token)
    values = {
        "offer": offer, "needs": need_words(offer.need).splitlines(), "form": form, "problem": problem,
        "person": _person(offer), "useful_url": "", "page_has_errors": bool(problem),
    }  # fmt: skip
    return render(request, "portal/directory/helping.html", values)


def _answer(offer: HelpOffer, step: str, words: str) -> None:
    system, now = system_account(), timezone.now()
    with transaction.atomic():
        if step == "accept":
            accept_offer(offer=offer, actor=system, at=now)
            said_so = f"{offer.named} will help."
        elif step == "decline":
            decline_offer(offer=offer, words=words, actor=system, at=now)
            said_so = f"{offer.named} cannot help."
        elif step == "finish":
            finish_offer(offer=offer, feedback=words, actor=system, at=now)
            said_so = f"{offer.named} has helped."
        else:
            raise NotFound
        case = case_by_reference(offer.case_reference)
        if case is not None:
            add_note(case=case, text=f"{said_so} {words}".strip(), public=False, actor=system, at=now)


def _person(offer: HelpOffer) -> dict[str, Any] | None:
    """Who it is and where, for whoever has accepted and as long as that holds; of a sheltered person neither.

    The reading is written down, since the hub shows it to somebody outside.
    """
    if offer.state != "accepted":
        return None
    case = case_by_reference(offer.case_reference)
    if case is None or not case.is_open:
        return None
    if case.customer_id and sheltered_among([case.customer]):
        return {"sheltered": True}
    audit_read(case, actor=system_account(), at=timezone.now(), ground=f"Accepted to help: offer {offer.pk}")
    return {"name": case.reporter_name, "phone": case.reporter_phone, "place": case.place}
