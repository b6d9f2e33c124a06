"""One's own scores, a finished score, and what one says to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.errors import NotAllowed
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import comment_score, dispute_score, read_score
from civichub.feedback.quality.people import led_by
from civichub.feedback.quality.queries.coaching import coaching_of
from civichub.feedback.quality.queries.forms import parsed
from civichub.feedback.quality.queries.reviews import review_for, scores_of, second_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.quality.forms import WordsForm
from civichub.web.staff.quality.parts import AUDITS, answers_of, band_of, tabs
from civichub.web.ui.components import Column

COLUMNS = Column.named("Contact|Scored|Score #|What you said|(Read)")


@staff()
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The scores of one's own contacts and what was agreed. Who only looks after the audit goes to the draws."""
    user = request.user
    if not user.holds_anywhere("contact.handle"):
        if user.holds_anywhere(AUDITS):
            return redirect("quality-draws")
        raise NotAllowed
    context = {
        "scores": [(one, band_of(one)) for one in scores_of(user)],
        "coaching": list(coaching_of(user, user)),
        "columns": COLUMNS,
        "tabs": tabs(user, "quality"),
    }
    return render(request, "staff/quality/mine.html", context)


def _read(request: HttpRequest, pk: int) -> Review:
    """A score, if this person may see it."""
    return review_for(request.user, pk, timezone.now())


@staff()
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A score by question. One's own task that is not finished leads to the page on which it is scored."""
    review, user, now = _read(request, pk), request.user, timezone.now()
    if review.state == "to_do" and review.scorer_id == user.pk:
        return redirect("quality-do", pk)
    if review.is_read:
        read_score(review=review, actor=user, at=now)
    is_theirs = review.person_id == user.pk
    context = {
        "review": review,
        "sections": answers_of(review) if review.is_read else [],
        "band": band_of(review),
        "without_failing": parsed(review.form_version).score(review.answers).without_failing,
        "second": second_of(review),
        "may_answer": is_theirs and review.state == "finished",
        "may_dispute": is_theirs and review.state == "finished" and review.first_id is None,
        "may_coach": review.is_read and review.person_id in led_by(user, now),
        "tabs": tabs(user, ""),
    }
    return render(request, "staff/quality/score.html", context)


def _say(request: HttpRequest, pk: int, form: WordsForm, page: FormPage, act: Any) -> HttpResponse:
    review = _read(request, pk)
    if review.person_id != request.user.pk:
        raise NotAllowed
    return ask_and_do(request, form, page, lambda data: act(review, data["words"]))


@staff()
@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The person says something to their score."""
    form = WordsForm(
        request.POST or None, label="What do you want to say to it?",
        hint="The scorer and the person who leads you read it. The score stays.",
    )  # fmt: skip
    page = FormPage("Comment on this score", reverse("quality-score", args=[pk]), "Your comment is kept.")

    def act(review: Review, words: str) -> None:
        comment_score(review=review, words=words, actor=request.user, at=timezone.now())

    return _say(request, pk, form, page, act)


@staff()
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """The person disagrees."""
    form = WordsForm(request.POST or None, label="What is not right about it?")
    page = FormPage(
        "Dispute this score", reverse("quality-score", args=[pk]), "Somebody else will score this contact.",
        button="Ask for a second opinion",
        guidance="Somebody else scores the contact anew, without seeing this score or your words. Their score counts, "
        "whichever way it goes. You can do this once.",
    )  # fmt: skip

    def act(review: Review, words: str) -> None:
        dispute_score(review=review, why=words, actor=request.user, at=timezone.now())

    return _say(request, pk, form, page, act)
