"""What one has to score, and scoring it while listening and reading."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.contacts.queries import get_contact_for
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid, NotFound
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import ask_for_score, finish_score, keep_answers, set_aside_score
from civichub.feedback.quality.queries.coaching import to_follow_up
from civichub.feedback.quality.queries.forms import parsed
from civichub.feedback.quality.queries.reviews import progress_of, review_for, to_score
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.quality.forms import ANSWER, REMARK, AskForm, ReasonForm, ScoreForm
from civichub.web.staff.quality.parts import SCORES, evidence, tabs
from civichub.web.ui.components import Column

COLUMNS = Column.named("Due|Whose contact|Contact|Why|(Score)")


@staff(SCORES)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What one has to score, the first due first, and how far one is."""
    user, today = request.user, london_date(timezone.now())
    context = {
        "rows": to_score(user),
        "progress": progress_of(user, today),
        "follow_ups": to_follow_up(user, today),
        "today": today,
        "columns": COLUMNS,
        "tabs": tabs(user, "quality-to-score"),
    }
    return render(request, "staff/quality/to_score.html", context)


def _task(request: HttpRequest, pk: int) -> Review:
    """A contact that this person has to score. Raises `NotFound` for anybody else's."""
    review = review_for(request.user, pk, timezone.now())
    if review.scorer_id != request.user.pk:
        raise NotFound
    return review


def _form(request: HttpRequest, review: Review) -> ScoreForm:
    begun = ScoreForm.of(review.answers, review.remarks, review.summary)
    return ScoreForm(request.POST or None, scoring=parsed(review.form_version), initial=begun)


def _keep(request: HttpRequest, review: Review, form: ScoreForm) -> Review:
    return keep_answers(
        review=review, answers=form.typed(ANSWER), remarks=form.typed(REMARK), summary=form.cleaned_data["summary"],
        actor=request.user, at=timezone.now(),
    )  # fmt: skip


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact beside its form. What is typed is kept as it is typed; "Finish" is for good."""
    review, now = _task(request, pk), timezone.now()
    if review.state != "to_do":
        return redirect("quality-score", pk)
    form = _form(request, review)
    if request.method == "POST" and form.is_valid():
        try:
            review = _keep(request, review, form)
            finish_score(review=review, actor=request.user, at=now)
        except HubError as error:
            refuse(form, error)
        else:
            messages.success(request, "The score is finished.")
            return (
                redirect("calibration", review.calibration_id)
                if review.calibration_id
                else redirect("quality-score", pk)
            )
    if request.method == "GET":
        audit_read(review.contact, actor=request.user, at=now, ground="Scores this contact", purpose="Quality")
    answers = form.typed(ANSWER) if form.is_bound and form.is_valid() else review.answers
    context = {
        "review": review, "form": form, "score": parsed(review.form_version).score(answers),
        "total": len(form.scoring.questions), "tabs": tabs(request.user, "quality-to-score"),
        **evidence(review.contact, request.user, now),
    }  # fmt: skip
    return render(request, "staff/quality/do.html", context)


def refuse(form: ScoreForm, error: HubError) -> None:
    """A question without an answer says so at its own place."""
    if isinstance(error, Invalid):
        named = {ANSWER + key if ANSWER + key in form.fields else key: words for key, words in error.errors.items()}
        error = Invalid(named)
    add_refusal(form, error)


@staff(SCORES)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is scored so far; the script sends it a moment after each change, and again after a lost line."""
    review = _task(request, pk)
    form = _form(request, review)
    try:
        if not form.is_valid():
            return JsonResponse({"error": "Some of this is too long."}, status=409)
        _keep(request, review, form)
    except HubError as error:
        return JsonResponse({"error": error.message}, status=409)
    return JsonResponse({"kept": True})


@staff(SCORES)
@require_POST
def sum_so_far(request: HttpRequest, pk: int) -> HttpResponse:
    """The sum of what is chosen just now, without keeping it."""
    review = _task(request, pk)
    form = _form(request, review)
    answers = form.typed(ANSWER) if form.is_valid() else {}
    context = {"score": form.scoring.score(answers), "total": len(form.scoring.questions)}
    return render(request, "staff/quality/sum.html", context)


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """This one cannot be scored: the lot gives the next."""
    review = _task(request, pk)
    page = FormPage(
        "Set this contact aside", reverse("quality-do", args=[pk]), "It is set aside.", button="Set it aside",
        guidance="The same lot gives another contact in its place. Nobody can choose which.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        set_aside_score(review=review, reason=data["reason"], actor=request.user, at=timezone.now())
        return reverse("quality-to-score")

    return ask_and_do(request, ReasonForm(request.POST or None), page, act)


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Score one contact beside what is drawn."""
    page = FormPage(
        "Score another contact", reverse("quality-to-score"), "It is on your list.", button="Score it",
        guidance="A contact that somebody chose does not count in a person’s figures.",
    )  # fmt: skip
    form = AskForm(request.POST or None, initial={"reference": request.GET.get("contact", "")[:20]})

    def act(data: dict[str, Any]) -> str:
        try:
            contact = get_contact_for(request.user, data["reference"])
        except NotFound as error:
            raise Invalid({"reference": error.message}) from None
        asked = ask_for_score(contact=contact, reason=data["reason"], actor=request.user, at=timezone.now())
        return reverse("quality-do", args=[asked.pk])

    return ask_and_do(request, form, page, act)
