"""Writing articles: a new one, its draft with a preview, and its way into force and out of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import staff_of
from civichub.catalogue.queries import service_by_id, service_titles
from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import HubError, Invalid, NotFound
from civichub.knowledge import operations
from civichub.knowledge.models import Article, ArticleVersion
from civichub.knowledge.policies import EDIT, may_edit_article
from civichub.knowledge.queries import article_for, draft_of, version_for
from civichub.knowledge.wording import checked, links_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.article_markup import article_html
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.knowledge_forms import (
    WORDS,
    DraftForm,
    NewArticleForm,
    ParticularsForm,
    PublishForm,
    ReviewForm,
    VariantForm,
    WithdrawForm,
)

USUAL_REVIEW = timedelta(days=182)


def _kept(request: HttpRequest, pk: int) -> Article:
    """An article that the reader may edit. Raises `NotFound` for any other."""
    article = article_for(request.user, pk)
    if not may_edit_article(request.user, article.organisation_id):
        raise NotFound
    return article


def _next_review() -> date:
    return london_date(timezone.now()) + USUAL_REVIEW


def _keeper(email: str, organisation_id: int) -> Any:
    found = staff_of([organisation_id]).filter(email__iexact=email).first()
    if found is None:
        raise Invalid({"keeper": "Enter the email address of somebody who works for the organisation that keeps it."})
    return found


def _service(chosen: str) -> Any:
    return service_by_id(int(chosen)) if chosen else None


def _address(version: ArticleVersion) -> str:
    return f"{reverse('knowledge-article', args=[version.article_id])}?version={version.number}"


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new article, as a draft."""
    owners = organisations_with(request, EDIT)
    begun = {
        "keeper": request.user.email, "review_on": _next_review(), "shared": "no",
        "organisation": getattr(owners.first(), "pk", ""), "title": request.GET.get("title", "")[:120],
    }  # fmt: skip
    form = NewArticleForm(request.POST or None, initial=begun, services=service_titles(), owners=choices_of(owners))

    def act(data: dict[str, Any]) -> str:
        owner = one_of(owners, int(data["organisation"]))
        version = operations.write_article(
            key=slugify(data["title"])[:60] or "article", organisation=owner, is_shared=data["shared"] == "yes",
            keeper=_keeper(data["keeper"], owner.pk), service=_service(data["service"]), review_on=data["review_on"],
            text=form.text, actor=request.user, at=timezone.now(),
        )  # fmt: skip
        return _address(version)

    page = FormPage(
        "New article", reverse("knowledge"), "The draft is saved. Nobody else sees it until it is published.",
        caption="Knowledge", button="Save the draft",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the draft, or begin one with the latest words."""
    operations.begin_article_draft(article=_kept(request, pk), actor=request.user, at=timezone.now())
    return redirect("knowledge-edit", pk)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft in its editor, with how it will read beside it."""
    article = _kept(request, pk)
    draft = draft_of(request.user, article)
    if draft is None:
        raise NotFound
    begun = {name: getattr(draft, "source" if name == "body" else name) for name in WORDS}
    begun |= {"change_note": draft.change_note, "seen_checksum": draft.checksum}
    form = DraftForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            checked(form.text)
            if "look" not in request.POST:
                operations.save_article_draft(
                    version=draft, text=form.text, change_note=form.cleaned_data["change_note"],
                    seen_checksum=form.cleaned_data["seen_checksum"], actor=request.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, "The draft is saved. Nobody else sees it until it is published.")
                return redirect(_address(draft))
        except HubError as error:
            add_refusal(form, error)
    context = {"article": article, "form": form, "draft": draft, "back_url": _address(draft), **_preview(form)}
    return render(request, "staff/knowledge_edit.html", context)


def _preview(form: DraftForm) -> dict[str, Any]:
    text = form.text
    try:
        kept = checked(text)
    except HubError:
        return {}
    return {
        "preview": kept, "body": article_html(kept["source"]), "points": kept["points"].splitlines(),
        "links": links_of(kept["links"]),
    }  # fmt: skip


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the draft into force, now or on a day."""
    article, now = _kept(request, pk), timezone.now()
    draft = draft_of(request.user, article)
    if draft is None:
        raise NotFound
    form = PublishForm(
        request.POST or None, initial={"when": "now", "review_on": max(article.review_on, _next_review())}
    )

    def act(data: dict[str, Any]) -> None:
        day = data["day"] if data["when"] == "later" else None
        begins = datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) if day else None
        operations.publish_article(
            version=draft, effective_from=begins, review_on=data["review_on"], actor=request.user, at=now
        )

    page = FormPage(
        f"Publish “{draft.title}”", reverse("knowledge-article", args=[pk]), "It is published.",
        caption=f"Version {draft.number}", button="Publish",
        guidance="All staff can read it from then on. What is in force now ends at that moment.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """End a version, with the reason."""
    article = _kept(request, pk)
    version = version_for(request.user, article, number)
    form = WithdrawForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        operations.withdraw_article(version=version, reason=data["reason"], actor=request.user, at=timezone.now())

    page = FormPage(
        f"Withdraw “{version.title}”", _address(version), "It is withdrawn.", caption=f"Version {number}",
        button="Withdraw",
        guidance="It is found no more. An organisation’s own article gives way to the partnership’s shared one.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def particulars(request: HttpRequest, pk: int) -> HttpResponse:
    """Who keeps it, what it is about, when it is read again."""
    article = _kept(request, pk)
    begun = {"keeper": article.keeper.email, "service": article.service_id, "review_on": article.review_on}
    form = ParticularsForm(request.POST or None, initial=begun, services=service_titles())

    def act(data: dict[str, Any]) -> None:
        operations.change_article(
            article=article, keeper=_keeper(data["keeper"], article.organisation_id),
            service=_service(data["service"]), review_on=data["review_on"], actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage("Keeper, service and review", reverse("knowledge-article", args=[pk]), "It is changed.")
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It was read through and is still right."""
    article = _kept(request, pk)
    form = ReviewForm(request.POST or None, initial={"review_on": _next_review()})

    def act(data: dict[str, Any]) -> None:
        operations.confirm_article(article=article, review_on=data["review_on"], actor=request.user, at=timezone.now())

    page = FormPage(
        "Still right", reverse("knowledge-review"), "It is noted that you read it and that it is still right.",
        button="It is still right", guidance="Read the article first. Change it instead if anything is out of date.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def vary(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation's own version of a shared article."""
    article, owners = article_for(request.user, pk), organisations_with(request, EDIT)
    form = VariantForm(
        request.POST or None, owners=choices_of(owners), initial={"organisation": getattr(owners.first(), "pk", "")}
    )

    def act(data: dict[str, Any]) -> str:
        owner = one_of(owners, int(data["organisation"]))
        draft = operations.make_article_variant(
            article=article, organisation=owner, keeper=request.user, actor=request.user, at=timezone.now()
        )
        return _address(draft)

    page = FormPage(
        "Make your own version", reverse("knowledge-article", args=[pk]),
        "The draft has the shared words. Once you publish it, it takes their place in your organisation.",
        button="Make the draft",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
