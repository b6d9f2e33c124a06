"""Calibration: several score one contact blindly, compare, agree; and who drifts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.contacts.queries import get_contact_for
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid, NotFound
from civichub.feedback.quality.agreement import RELIABLE, TENTATIVE
from civichub.feedback.quality.models import Calibration
from civichub.feedback.quality.operations import agree_calibration, begin_calibration, compare_calibration
from civichub.feedback.quality.people import may_score_for
from civichub.feedback.quality.policies import may_settle_calibration
from civichub.feedback.quality.queries.calibrating import (
    DRIFT,
    ENOUGH,
    agreed_lately,
    agreement_by_question,
    alpha_of,
    calibration_for,
    calibrations_of,
    compared,
    drift_of,
)
from civichub.feedback.quality.queries.forms import parsed
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.quality.forms import ANSWER, CalibrationForm, ScoreForm
from civichub.web.staff.quality.parts import SCORES, tabs
from civichub.web.staff.quality.scoring import refuse
from civichub.web.ui.components import Column

ENOUGH_UNITS = 5  # below, one answer turns an alpha from reliable to not
SESSIONS = Column.named("Calibration|Contact|Due|State")
QUESTIONS = Column.named("Question|Contacts #|Agreement #|Alpha #")
DRIFTS = Column.named("Scorer|Calibrations #|Mean difference #|Size #|What it says")


@staff(SCORES)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One's calibrations, how far scorers agree by question, and who drifts."""
    lately = agreed_lately(request.user)
    context = {
        "rows": calibrations_of(request.user)[:50], "columns": SESSIONS, "lately": len(lately),
        "questions": [(row, reading(row.alpha, row.contacts)) for row in agreement_by_question(lately)],
        "question_columns": QUESTIONS, "drifts": drift_of(lately), "drift_columns": DRIFTS,
        "drift": DRIFT, "enough": ENOUGH, "reliable": RELIABLE, "tentative": TENTATIVE,
        "tabs": tabs(request.user, "calibrations"),
    }  # fmt: skip
    return render(request, "staff/quality/calibrations.html", context)


def reading(alpha: float | None, units: int) -> tuple[str, str]:
    """What an alpha over so many contacts, or questions, says in words, and the colour of the words."""
    if alpha is None or units < ENOUGH_UNITS:
        return "too little to tell", "grey"
    if alpha >= RELIABLE:
        return "reliable", "green"
    return ("tentative", "yellow") if alpha >= TENTATIVE else ("not reliable", "red")


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Give a contact to several scorers."""
    now = timezone.now()
    held = request.user.organisations_with(SCORES)
    people = {one.pk: one for body in held for one in may_score_for(body, now)}
    asked = request.GET.get("contact", "")[:20]
    form = CalibrationForm(
        request.POST or None, people=sorted(people.values(), key=lambda one: one.name),
        initial={"reference": asked, "due_on": london_date(now + timedelta(days=7)), "scorers": list(map(str, people))},
    )  # fmt: skip
    page = FormPage(
        "New calibration", reverse("calibrations"), "Everybody has it on their list.", button="Begin the calibration",
        guidance="Each of them scores the contact without seeing the others’ answers. It does not count in anybody’s "
        "figures.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        try:
            contact = get_contact_for(request.user, data["reference"])
        except NotFound as error:
            raise Invalid({"reference": error.message}) from None
        scorers = [people[int(pk)] for pk in data["scorers"]]
        made = begin_calibration(
            contact=contact, scorers=scorers, due_on=data["due_on"], actor=request.user, at=timezone.now()
        )
        return reverse("calibration", args=[made.pk])

    return ask_and_do(request, form, page, act)


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has finished; once compared, everybody's answers; and, for who began it, what they agree on."""
    calibration = calibration_for(request.user, pk)
    reviews = list(calibration.reviews.select_related("scorer").order_by("scorer__name", "scorer"))
    finished = [one for one in reviews if one.state == "finished"]
    may_settle = may_settle_calibration(request.user, calibration)
    form = None
    if may_settle and calibration.state == "compared":
        form = _agreed_form(request, calibration, finished)
        if request.method == "POST" and form.is_valid() and _agree(request, calibration, form):
            return redirect("calibration", pk)
    context: dict[str, Any] = {
        "calibration": calibration, "reviews": reviews, "finished": len(finished), "may_settle": may_settle,
        "form": form, "own": next((one for one in reviews if one.scorer_id == request.user.pk), None),
    }  # fmt: skip
    if calibration.state != "open":
        alpha = alpha_of(calibration, finished)
        agreed = parsed(calibration.form_version)
        labels = {one.key: one.label_of(calibration.answers.get(one.key, "")) for one in agreed.questions}
        rows = compared(calibration, finished)
        context |= {
            "rows": [(row, labels[row.question.key]) for row in rows], "alpha": alpha,
            "reading": reading(alpha, len(rows)),
            "scores": [(one.scorer, one.percent) for one in finished],
            "columns": [Column("Question"), *(Column(one.scorer.name) for one in finished),
                        Column("Agreement", numeric=True), Column("Agreed")],
            "remarks": [(one.scorer, question.text, one.remarks[question.key])
                        for question in agreed.questions for one in finished if question.key in one.remarks],
        }  # fmt: skip
    return render(request, "staff/quality/calibration.html", context)


def _agreed_form(request: HttpRequest, calibration: Calibration, finished: list[Any]) -> ScoreForm:
    usual = {row.question.key: row.usual for row in compared(calibration, finished)}
    form = ScoreForm(
        request.POST or None, scoring=parsed(calibration.form_version), remarks=False,
        initial=ScoreForm.of(usual, {}, ""),
    )  # fmt: skip
    form.fields["summary"].label, form.fields["summary"].help_text = "What will all scorers do from now on?", ""
    return form


def _agree(request: HttpRequest, calibration: Calibration, form: ScoreForm) -> bool:
    try:
        agree_calibration(
            calibration=calibration, answers=form.typed(ANSWER), lesson=form.cleaned_data["summary"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip
    except HubError as error:
        refuse(form, error)
        return False
    messages.success(request, "The agreed score is written down.")
    return True


@staff(SCORES)
@require_POST
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """End the scoring, and show all answers to all."""
    calibration = calibration_for(request.user, pk)
    try:
        compare_calibration(calibration=calibration, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("calibration", pk)
