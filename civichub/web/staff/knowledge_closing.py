"""What became of an article: the change from version to version, and the answer to whom it did not help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.errors import NotFound
from civichub.knowledge.difference import changes_between
from civichub.knowledge.operations import answer_feedback
from civichub.knowledge.policies import EDIT
from civichub.knowledge.queries import article_for, feedback_for, version_for, versions_for
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.ui.forms import HubForm, LongTextField


class AnswerForm(HubForm):
    """What was done about it."""

    answer = LongTextField(label="What did you do about it?", limit=500, rows=3, missing="Enter what you did about it")


@staff()
@require_GET
def changes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a version changed since the one before it."""
    if number > 2**31 - 1:
        raise NotFound
    article = article_for(request.user, pk)
    version = version_for(request.user, article, number)
    before = versions_for(request.user, article).filter(number__lt=number).first()
    found = changes_between(before, version) if before else []
    context = {"article": article, "version": version, "before": before, "changes": found}
    return render(request, "staff/knowledge_changes.html", context)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell an advisor what was done about what was missing."""
    feedback = feedback_for(request.user, pk)
    form = AnswerForm(request.POST or None, initial={"answer": feedback.answer})

    def act(data: dict[str, Any]) -> None:
        answer_feedback(feedback=feedback, answer=data["answer"], actor=request.user, at=timezone.now())

    said = f"{feedback.person} said of “{feedback.version.title}”: " + (
        f"“{feedback.missing}”" if feedback.missing else "it did not help."
    )
    page = FormPage(
        "Answer what did not help", reverse("knowledge-gaps"), "They see your answer on the article.", guidance=said,
        caption="Knowledge", button="Send the answer",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
