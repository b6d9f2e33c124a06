"""Equality questions, between check answers and sending: optional, said why, and kept apart from the request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.forms.definition import Form
from civichub.forms.engine import raw_from_fields
from civichub.forms.operations import record_equality_answers
from civichub.forms.queries import form_by_version
from civichub.web.access import public
from civichub.web.portal.asking_equality import equality_questions, note_asked, was_asked
from civichub.web.portal.checking import finish
from civichub.web.portal.drafts import Filling, filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.payments import may_lead_to_payment
from civichub.web.portal.questions import PageForm, Surroundings


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """All of them, a page at a time; leaving any or all of them out is as good an answer as another.

    Answers of earlier pages travel in the page itself: until the last one nothing is kept anywhere.
    """
    filling = filling_of(request, token)
    version = equality_questions(filling)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    if version is None or not filling.way.is_complete or was_asked(request, filling):
        return redirect(filling.url("check-answers"))
    form = form_by_version(version.pk)
    at = _page_number(request, form)
    if request.method != "POST" or "back" in request.POST:
        return _show(request, filling, form, max(0, at - 1 if "back" in request.POST else 0))
    skips = request.POST.get("action") == "skip"
    if not skips and at + 1 < len(form.pages):
        return _show(request, filling, form, at + 1)
    if not skips:
        answers: dict[str, Any] = {}
        for page in form.pages:
            answers |= raw_from_fields(page, dict(request.POST.lists()))
        record_equality_answers(
            questions=version,
            form_key=filling.form.key,
            organisation=filling.draft.organisation,
            answers={key: value for key, value in answers.items() if value},
            actor=filling.actor,
            at=timezone.now(),
        )
    note_asked(request, filling)
    return may_lead_to_payment(finish(request, filling))


def _page_number(request: HttpRequest, form: Form) -> int:
    text = request.POST.get("at", "0")
    return min(int(text), len(form.pages) - 1) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _show(request: HttpRequest, filling: Filling, form: Form, at: int) -> HttpResponse:
    page = form.pages[at]
    shown = PageForm(form, page, {}, today=filling.today, around=Surroundings(), data=request.POST or None)
    keys = {question.key for question in form.questions} - {question.key for question in page.questions}
    carried = [(key, value) for key in sorted(keys) for value in request.POST.getlist(key) if "\x00" not in value]
    values = {
        "filling": filling,
        "equality": form,
        "page": page,
        "form": shown,
        "at": at,
        "carried": carried,
        "is_first": at == 0,
        "is_last": at + 1 == len(form.pages),
        "back_url": filling.url("check-answers"),
    }
    return may_lead_to_payment(render(request, "portal/equality.html", values))
