"""Was this page useful? Kept without anything that says who was asked."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.feedback.operations import MOST_WORDS, add_words_to_feedback, record_page_feedback
from civichub.feedback.queries import feedback_by_id
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import came_from, council_of
from civichub.web.ui.forms import HubForm, LongTextField

SCOPE, MOST_ANSWERS = "page_feedback", 30
_signer = TimestampSigner(salt="civichub.page_feedback")
HOUR = 3600
# Parts of addresses that name a service or a page of a form, and so nobody.
_NAMES_NOBODY = {"slug", "key"}


class WordsForm(HubForm):
    """Why, in words."""

    words = LongTextField(
        label="What went well, or what went wrong?",
        hint="Do not include personal or financial details. We cannot reply to what you write here.",
        missing="Enter what you want to tell us",
        limit=MOST_WORDS,
    )


@public
@not_kept
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Yes or no, from the foot of any page; then a page to say why."""
    at, keys = timezone.now(), (came_from(request),)
    page = page_without_persons(request.POST.get("page", ""))
    if not page or request.POST.get("answer") not in ("yes", "no"):
        return redirect("home")
    if too_many_tries(SCOPE, keys, at=at, tries=MOST_ANSWERS):
        return redirect("page-feedback-thanks")
    actor = system_account()
    count_try(scope=SCOPE, keys=keys, actor=actor, at=at)
    useful = request.POST["answer"] == "yes"
    feedback = record_page_feedback(page=page, useful=useful, organisation=council_of(request), actor=actor, at=at)
    return redirect("page-feedback-words", _signer.sign(str(feedback.pk)))


def page_without_persons(path: str) -> str:
    """The address of a page of ours with every part left out that could name a person, a place, a case or a draft."""
    if len(path) > 300 or not path.isprintable():
        return ""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    kept = {name: value for name, value in found.kwargs.items() if name in _NAMES_NOBODY}
    if len(kept) == len(found.kwargs):
        return path.partition("?")[0]
    shown = f"/{found.route}"
    for name, value in kept.items():
        shown = shown.replace(f"<slug:{name}>", str(value)).replace(f"<str:{name}>", str(value))
    return shown


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, signed: str) -> HttpResponse:
    """Thank you; and if you like, why. Good for an hour, and once."""
    try:
        feedback = feedback_by_id(int(_signer.unsign(signed[:200], max_age=HOUR)))
    except (BadSignature, ValueError):
        feedback = None
    if feedback is None:
        raise NotFound
    if feedback.words:
        return redirect("page-feedback-thanks")
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm()
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data["words"]
            add_words_to_feedback(feedback=feedback, words=said, actor=system_account(), at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("page-feedback-thanks")
    safe_back = feedback.page if "<" not in feedback.page else reverse("home")
    return render(request, "portal/feedback_words.html", {"form": form, "feedback": feedback, "page_url": safe_back})


@public
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return render(request, "portal/feedback_thanks.html", {"useful_url": ""})
