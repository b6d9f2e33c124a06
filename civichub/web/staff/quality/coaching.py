"""Coaching notes: written by a leader, read by the two of them alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.feedback.quality.models import CoachingNote
from civichub.feedback.quality.operations import close_coaching, read_coaching, say_done, write_coaching
from civichub.feedback.quality.queries.coaching import coaching_for
from civichub.feedback.quality.queries.reviews import scores_of
from civichub.knowledge.queries import articles_holding
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.quality.figures import person_address, person_seen_by
from civichub.web.staff.quality.forms import CoachingForm, WordsForm
from civichub.web.staff.quality.parts import SCORES


@staff(SCORES)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader writes down what was talked about and agreed."""
    person, user = person_seen_by(request, pk), request.user
    if person.pk == user.pk:
        raise NotFound
    scores = {str(one.pk): one for one in scores_of(person)}
    words = [(key, f"{one.percent}%, {one.finished_at:%-d %B %Y}") for key, one in scores.items()]
    begun = {"reviews": [request.GET["score"]] if request.GET.get("score") in scores else []}
    own = next(one for one in person.memberships_in_force if user.has_power(SCORES, one.organisation_id))
    articles = [(one.article_id, one.title) for one in articles_holding(own.organisation_id, timezone.now())]
    form = CoachingForm(request.POST or None, scores=words, articles=articles, initial=begun)
    page = FormPage(
        "Coaching note", person_address(pk), "It is written down. They see it under “My scores”.",
        caption=person.name, guidance="Only the two of you can read it.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        note = write_coaching(
            person=person, organisation=own.organisation, about=data["about"], action=data["action"],
            due_on=data["due_on"], reviews=[scores[key] for key in data["reviews"]],
            articles=[int(data["article"])] if data["article"] else [], actor=user, at=timezone.now(),
        )  # fmt: skip
        return reverse("coaching", args=[note.pk])

    return ask_and_do(request, form, page, act)


@staff()
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One note, for the two whom it concerns."""
    note, now = coaching_for(request.user, pk), timezone.now()
    if note.person_id == request.user.pk:
        read_coaching(note=note, actor=request.user, at=now)
    context = {
        "note": note, "is_own": note.person_id == request.user.pk, "reviews": note.reviews.order_by("pk"),
        "articles": note.articles.all(), "is_late": bool(note.due_on and note.due_on < london_date(now)),
    }  # fmt: skip
    return render(request, "staff/quality/coaching.html", context)


def _say(request: HttpRequest, pk: int, form: WordsForm, title: str, act: Any) -> HttpResponse:
    note = coaching_for(request.user, pk)
    page = FormPage(title, reverse("coaching", args=[pk]), "It is written down.")
    return ask_and_do(request, form, page, lambda data: act(note, data["words"]))


@staff()
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """The person has done what was agreed."""
    form = WordsForm(request.POST or None, label="How did it go? (optional)", required=False)

    def act(note: CoachingNote, words: str) -> None:
        say_done(note=note, words=words, actor=request.user, at=timezone.now())

    return _say(request, pk, form, "I have done it", act)


@staff()
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader says what came of it."""
    form = WordsForm(request.POST or None, label="What came of it?")

    def act(note: CoachingNote, words: str) -> None:
        close_coaching(note=note, words=words, actor=request.user, at=timezone.now())

    return _say(request, pk, form, "Follow up", act)
