"""Sending something in: the service, its questions on one page, files, a look whether it was sent before, and once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from civichub.cases.models import ReferralKind
from civichub.cases.operations.intake import request_from_answers
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.referring import CHANNEL, send_referral
from civichub.cases.queries.referrals import same_person_before
from civichub.catalogue.queries import services_for_parishes, services_for_partners
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid
from civichub.core.idempotency import once
from civichub.core.references import format_reference
from civichub.customers.normalising import split_name
from civichub.forms.definition import Form
from civichub.forms.engine import for_organisation
from civichub.forms.queries import form_in_force, parsed
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.partner.shell import Sender, page, sender_of
from civichub.web.staff.requests import Asked, ask
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, UploadField

MOST_FILES = 5


class ServiceForm(HubForm):
    """What is sent to whom, and files."""

    service = OneChoiceField(label="What is it for?", choices=[], missing="Select what it is for", widget=SelectBox())

    def __init__(self, *args: Any, services: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "Choose one"), *((str(one.pk), one.title) for one in services)]


class FilesForm(HubForm):
    """Files that go with it."""

    files = UploadField(
        label="Files (optional)", hint=f"Up to {MOST_FILES} PDFs, photos or documents, each up to 10 MB",
        required=False, multiple=True,
    )  # fmt: skip


@staff("referral.make")
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest) -> HttpResponse:
    """Refer a person to a service that takes referrals."""
    sender = sender_of(request, ReferralKind.PERSON)
    return _send(request, sender, list(services_for_partners()))


@staff("parish.report")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report something for the parish."""
    sender = sender_of(request, ReferralKind.PARISH)
    return _send(request, sender, list(services_for_parishes()))


def _send(request: HttpRequest, sender: Sender, services: list[Any]) -> HttpResponse:
    now = timezone.now()
    form, files = ServiceForm(request.POST or None, services=services), FilesForm(request.POST or None, request.FILES)
    values: dict[str, Any] = {"form": form, "files_form": files, "services": services, "asked": None}
    values["key"] = request.POST.get("key", "")[:80] or get_random_string(24)
    if request.method == "POST" and form.is_valid():
        service = next(one for one in services if str(one.pk) == form.cleaned_data["service"])
        version = form_in_force(service.form_key or "general-enquiry", sender.organisation, now)
        if version is None:
            form.add_error("service", f"{service.title} has no form yet. Ring the council instead.")
        else:
            answer = _ask(request, sender, values, service, version, now)
            if answer is not None:
                return answer
    return page(request, "partner/send.html", values, sender)


def _ask(
    request: HttpRequest, sender: Sender, values: dict[str, Any], service: Any, version: Any, now: Any
) -> HttpResponse | None:
    """The questions as far as they are answered, in `values`; the answer to give once it is sent, or None."""
    questions = for_organisation(parsed(version), sender.organisation.slug)
    posted = {**_known(questions, sender, request.user), **dict(request.POST.lists())}
    judged = request.POST.getlist("shown") if request.POST.get("was") == str(service.pk) else []
    asked = ask(questions, posted, today=london_date(now), judged=judged)
    values |= {"asked": asked, "service": service, "questions": questions}
    values["form_with_errors"] = next((block for *_, block in asked.blocks if block.errors), None)
    files: FilesForm = values["files_form"]
    if not (asked.complete and "shown" in request.POST and files.is_valid()):
        return None
    if len(files.cleaned_data["files"] or []) > MOST_FILES:
        files.add_error("files", f"Choose at most {MOST_FILES} files")
        return None
    wanted = request_from_answers(
        questions, asked.answers, today=london_date(now), service=service, front_door=sender.organisation,
        channel=CHANNEL, form_version_id=version.pk,
    )  # fmt: skip
    if sender.kind == ReferralKind.PARISH:  # the parish asks, and no person: nobody's record is made of its clerk
        wanted = replace(wanted, reporter=Reporter())
    elif values.setdefault("before", _before(request, sender, wanted, now)) and "anyway" not in request.POST:
        return None
    try:
        return redirect("partner-case", _open(request, sender, wanted, asked, values["key"], files, now))
    except HubError as error:
        _refuse(request, values["form"], error)
    return None


def _before(request: HttpRequest, sender: Sender, wanted: Any, now: Any) -> list[Any]:
    who = wanted.reporter
    return same_person_before(
        request.user, sender_id=sender.organisation.pk, name=who.name, email=who.email, phone=who.phone, at=now
    )


def _known(questions: Form, sender: Sender, user: Any) -> dict[str, list[str]]:
    """A clerk need not type again who reports: the parish's own details fill the boxes."""
    if sender.kind != ReferralKind.PARISH:
        return {}
    found: dict[str, list[str]] = {}
    _, given, family = split_name(str(user))
    for question in questions.questions:
        if question.maps_to == "customer.name" and question.type == "name":
            found |= {f"{question.key}__first": [given], f"{question.key}__last": [family]}
        elif question.maps_to == "customer.email":
            found[question.key] = [sender.organisation.email]
        elif question.maps_to == "customer.phone":
            found[question.key] = [sender.organisation.phone]
    return found


def _refuse(request: HttpRequest, form: ServiceForm, error: HubError) -> None:
    if isinstance(error, Invalid) and set(error.errors) <= set(form.fields):
        add_refusal(form, error)
    else:
        messages.error(request, error.message)


def _open(request: HttpRequest, sender: Sender, wanted: Any, asked: Asked, key: str, files: FilesForm, now: Any) -> str:
    sent = [(file.name, file.read()) for file in files.cleaned_data["files"] or []]

    def act() -> str:
        referral = send_referral(request=wanted, kind=sender.kind, files=sent, actor=request.user, at=now)
        return referral.case.reference

    opened, again = once(scope=f"partner:{request.user.pk}", key=key, request=asked.answers, at=now, act=act)
    words = "This was sent already." if again else "It is sent."
    messages.success(request, f"{words} Its reference is {format_reference(opened)}. This page is your copy.")
    return opened
