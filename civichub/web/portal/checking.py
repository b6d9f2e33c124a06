"""The end of a form: check answers, equality questions, pay, send, and the page that says it has arrived."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.queries import case_by_reference
from civichub.core.errors import Conflict, Invalid
from civichub.forms.engine import summary_rows, worked_out
from civichub.forms.operations.drafts import paid_pence
from civichub.notifications.links import track_link
from civichub.web.access import public
from civichub.web.portal.asking_equality import equality_is_due
from civichub.web.portal.drafts import Filling, filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.payments import go_and_pay, may_lead_to_payment
from civichub.web.portal.sending import send
from civichub.web.portal.visitor import resident_of
from civichub.web.ui.words import phone_words


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that was answered, each with a way to change it; sending begins here."""
    filling = filling_of(request, token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    if not filling.way.is_complete:
        return redirect(filling.resume_url)
    if request.method == "POST":
        if equality_is_due(request, filling):
            return redirect(filling.url("equality"))
        return finish(request, filling)
    return show_check(request, filling)


def show_check(request: HttpRequest, filling: Filling, problem: str = "") -> HttpResponse:
    """The page, with what stood in the way of sending if something did."""
    rows = summary_rows(filling.form, filling.way.answers, today=filling.today)
    pence = filling.to_pay_pence
    values = {
        "filling": filling,
        "sections": [{"title": "", "rows": [_row(filling, row) for row in rows]}],
        "workings": worked_out(filling.form, filling.way.answers, today=filling.today),
        "declaration": filling.form.declaration,
        "to_pay": pence,
        "payment": filling.form.payment,
        "paid": paid_pence(filling.draft),
        "back_url": filling.page_url(filling.way.pages[-1]),
        "button_text": _button(request, filling, pence),
        "problem": problem,
        "page_has_errors": bool(problem),
    }
    return may_lead_to_payment(render(request, "portal/check_answers.html", values))


def _button(request: HttpRequest, filling: Filling, pence: int) -> str:
    if equality_is_due(request, filling):
        return "Continue"
    if pence:
        return "Continue to payment"
    return "Accept and send" if filling.form.declaration else "Send"


def _row(filling: Filling, row: Any) -> dict[str, Any]:
    is_phone = filling.form.question(row.question).type == "phone"
    return {
        "key": row.label,
        "value": "\n".join(phone_words(line) if is_phone else line for line in row.lines),
        "change_url": filling.page_url(row.page, changing=True) + f"#id_{row.question}",
        "change_words": row.label[:1].lower() + row.label[1:],
    }


def finish(request: HttpRequest, filling: Filling) -> HttpResponse:
    """Pay what has to be paid, else send; what stands in the way is said on check answers."""
    try:
        if filling.to_pay_pence:
            return go_and_pay(request, filling)
        send(filling)
    except Invalid as error:
        if "payment" in error.errors:
            return go_and_pay(request, filling)
        if "place" in error.errors:
            return redirect(filling.url("elsewhere"))
        return show_check(request, filling, error.message)
    except Conflict as error:
        return show_check(request, filling, error.message)
    return redirect(filling.url("sent"))


@public
@of_a_draft
@require_GET
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """It has arrived: only ever shown for a form that was sent, however often the button was pressed."""
    filling = filling_of(request, token)
    if filling.draft.state != "finished":
        return redirect(filling.resume_url)
    reference = filling.draft.result_reference
    case = case_by_reference(reference)
    confirmation = filling.form.confirmation
    values = {
        "filling": filling,
        "page_title": confirmation.title,
        "reference": reference,
        "next_steps": confirmation.next_steps,
        "you_will_hear": confirmation.you_will_hear,
        "organisation": case.organisation if case else filling.draft.organisation,
        "track_url": urlsplit(track_link(reference)).path if case else "",
        "paid": paid_pence(filling.draft),
        "signed_in": resident_of(request) is not None,
        "told_by": _told_by(case),
    }
    return render(request, "portal/sent.html", values)


def _told_by(case: Any) -> str:
    if case is None:
        return ""
    ways = [case.reporter_email, phone_words(case.reporter_phone)]
    return next(filter(None, ways), "")
