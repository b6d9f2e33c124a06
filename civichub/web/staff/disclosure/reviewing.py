"""Weighing the public interest, the second person's review, and sending the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.disclosure.exemptions import catalogue
from civichub.disclosure.keeping import opened
from civichub.disclosure.operations import approve_answer, send_answer, send_back, send_for_review, weigh_interest
from civichub.disclosure.queries import file_of
from civichub.disclosure.states import DISCLOSE, SOUND
from civichub.web.access import staff
from civichub.web.downloads import SANDBOX
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.disclosure.forms import ApproveForm, SendForm, WeighForm, WordsForm
from civichub.web.staff.disclosure.requests import GROUND, POWER, answer_at, page_of


@staff(POWER)
@require_http_methods(["GET", "POST"])
def weigh(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Write down how the public interest was weighed for one ground."""
    answer, ground = answer_at(request, reference), catalogue().get(code)
    if ground is None or ground.law != answer.law or not ground.needs_test:
        raise NotFound
    there = answer.interests.filter(code=code).first()
    names = ("for_disclosing", "for_withholding", "conclusion")
    initial = {name: getattr(there, name) for name in names} if there else {}

    def act(data: dict[str, Any]) -> None:
        weigh_interest(answer=answer, code=code, actor=request.user, at=timezone.now(), **data)

    guidance = f"{ground.says} Anything is disclosed unless withholding it serves the public better."
    page = FormPage("Public interest", page_of(answer), "The weighing is kept.", str(ground), guidance=guidance)
    return ask_and_do(request, WeighForm(request.POST or None, initial=initial), page, act)


@staff(POWER)
@require_POST
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything is decided: have the files made and looked at."""
    answer = answer_at(request, reference)
    try:
        send_for_review(answer=answer, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The files are being made. Then a second person can look at them.")
    return redirect(page_of(answer))


@staff(POWER)
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Send it back to be prepared again."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        send_back(answer=answer, words=data["words"], actor=request.user, at=timezone.now())

    page = FormPage("Send it back", page_of(answer), "It can be changed again.", button="Send it back")
    return ask_and_do(request, WordsForm(request.POST or None), page, act)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """A second person agrees."""
    answer = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        approve_answer(answer=answer, words=data["words"], actor=request.user, at=timezone.now())

    guidance = "You have opened every file as it goes out, and nothing is in it that should not be."
    page = FormPage("Approve the answer", page_of(answer), "Approved. It can be sent.", button="Approve",
                    guidance=guidance)  # fmt: skip
    return ask_and_do(request, ApproveForm(request.POST or None), page, act)


@staff(POWER)
@require_GET
def file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A file as it goes out, as a download; the reading is written down."""
    answer = answer_at(request, reference)
    found = file_of(answer, number)
    content = opened(found.path, found.key)
    audit_read(answer, actor=request.user, at=timezone.now(), ground=GROUND, purpose=f"Opened {found.name}")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response


@staff(POWER)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the approved answer."""
    found = answer_at(request, reference)

    def act(data: dict[str, Any]) -> None:
        send_answer(answer=found, delivery=data["delivery"], actor=request.user, at=timezone.now())

    sounds = found.items.filter(kind=SOUND, decision=DISCLOSE, folded_into=None).count()
    guidance = f"Recordings are given separately ({sounds}): download each from its item." if sounds else ""
    page = FormPage("Send the answer", page_of(found), "The answer is sent. Now close the case.", button="Send",
                    guidance=guidance)  # fmt: skip
    return ask_and_do(request, SendForm(request.POST or None), page, act)
