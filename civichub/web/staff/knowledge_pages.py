"""Knowledge: what staff look up while somebody waits, found by typing, and what they say of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, NotFound
from civichub.knowledge.models import Article, ArticleVersion
from civichub.knowledge.operations import give_article_feedback, note_missed_search, settle_gap
from civichub.knowledge.policies import EDIT, may_edit_article
from civichub.knowledge.queries import (
    LONGEST_SEARCH,
    answer_of,
    article_for,
    articles_holding,
    articles_that_did_not_help,
    articles_to_choose,
    coming_version,
    draft_of,
    drafts_kept_by,
    find_articles,
    gap_for,
    gaps_for,
    other_articles,
    review_list,
    version_for,
    version_holding,
    version_in_force,
    versions_for,
)
from civichub.knowledge.states import GAP, OPEN_GAP
from civichub.organisations.models import Organisation
from civichub.organisations.queries import active_organisations
from civichub.web.access import staff
from civichub.web.staff.article_markup import article_html
from civichub.web.staff.asking import FormPage, ask_and_do, organisations_with
from civichub.web.staff.definitions import state_words
from civichub.web.staff.knowledge_forms import SettleForm
from civichub.web.ui.components import Column
from civichub.web.ui.navigation import NavItem

SOON = timedelta(days=28)
LOOKED_BACK = timedelta(days=91)
DUE = (Column("Article"), Column("Kept by"), Column("Review by"), Column("Then", hidden=True))
GAPS = (Column("Words"), Column("Found nothing"), Column("Did not help"), Column("Last"), Column("What was done"))
JUDGED = (Column("Article"), Column("Helped"), Column("Did not"), Column("What was missing"))


def home_of(request: HttpRequest) -> Organisation:
    """Where the reader works; of several organisations, the first."""
    return request.user.memberships_in_force[0].organisation


def _read_for(request: HttpRequest) -> Organisation:
    """The organisation for which something is looked up: the one the address names, else the reader's own."""
    wanted = request.GET.get("organisation", "").replace("\x00", "")
    if not wanted:
        return home_of(request)
    found = active_organisations().filter(slug=wanted).first()
    if found is None:
        raise NotFound
    return found


def tabs(request: HttpRequest, current: str) -> list[NavItem]:
    """The pages of knowledge, for those who write; a reader has only the first."""
    if not request.user.holds_anywhere(EDIT):
        return []
    pages = (("Articles", "knowledge"), ("Due for review", "knowledge-review"), ("Gaps", "knowledge-gaps"))
    return [NavItem(text, reverse(name), current=name == current) for text, name in pages]


@staff()
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every article that holds in an organisation, or those that have the words typed."""
    now, organisation = timezone.now(), _read_for(request)
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    context: dict[str, Any] = {
        "organisation": organisation,
        "words": words,
        "is_home": organisation == home_of(request),
    }
    if words:
        context["found"] = find_articles(words, organisation_id=organisation.pk, at=now)
    else:
        context["versions"] = list(articles_holding(organisation.pk, now)[:200])
    if request.htmx:
        return render(request, "staff/parts/knowledge_found.html", context)
    context |= {
        "organisations": active_organisations(), "tabs": tabs(request, "knowledge"),
        "may_write": request.user.holds_anywhere(EDIT), "drafts": drafts_kept_by(request.user),
    }  # fmt: skip
    return render(request, "staff/knowledge.html", context)


@staff()
@require_POST
def missed(request: HttpRequest) -> HttpResponse:
    """Count words that found nothing, so that somebody writes what is missing."""
    now, words = timezone.now(), request.POST.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
    home = home_of(request)
    found = find_articles(words, organisation_id=home.pk, at=now)
    if not (found.close and found.versions):
        note_missed_search(words=words, organisation=home, actor=request.user, at=now)
    if request.htmx:
        return render(request, "staff/parts/knowledge_noted.html")
    messages.success(request, "Noted. Those who write articles see what was looked for.")
    return redirect("knowledge")


@staff()
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """An article as it is in force, or the version that the address names; and whether it helped."""
    now, article = timezone.now(), article_for(request.user, pk)
    version = _chosen_version(request, article)
    home = home_of(request)
    here = version_holding(article.key, home.pk, now)
    context = {
        "article": article, "version": version, "body": article_html(version.source), "home": home,
        "state": state_words(version, now), "others": other_articles(request.user, article),
        "own": here if here and here.article_id != article.pk else None,
        "versions": [(one, state_words(one, now)) for one in versions_for(request.user, article)[:30]],
        "may_edit": may_edit_article(request.user, article.organisation_id),
        "may_vary": article.is_shared and _may_vary(request, article),
        "draft": draft_of(request.user, article), "answer": answer_of(request.user, version),
        "overdue": article.review_on < london_date(now), "coming": coming_version(article, now),
        "searched": request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH], "back_url": _back(request),
    }  # fmt: skip
    return render(request, "staff/knowledge_article.html", context)


def _chosen_version(request: HttpRequest, article: Article) -> ArticleVersion:
    number = request.GET.get("version", "")
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise NotFound
        return version_for(request.user, article, int(number))
    version = version_in_force(article, timezone.now()) or versions_for(request.user, article).first()
    if version is None:
        raise NotFound
    return version


def _may_vary(request: HttpRequest, article: Article) -> bool:
    taken = {one.organisation_id for one in other_articles(request.user, article) if not one.is_shared}
    return bool(request.user.organisations_with(EDIT) - taken)


def _back(request: HttpRequest) -> str:
    kept = {name: request.GET[name] for name in ("q", "organisation") if request.GET.get(name)}
    return reverse("knowledge") + (f"?{urlencode(kept)}" if kept else "")


@staff()
@require_POST
def helped(request: HttpRequest, pk: int) -> HttpResponse:
    """Did this help, and what was missing?"""
    article = article_for(request.user, pk)
    number = request.POST.get("version", "")
    version = version_for(request.user, article, int(number) if number.isdigit() and len(number) < 9 else 0)
    if request.POST.get("helped") not in ("yes", "no"):
        raise Invalid({"helped": "Say whether it helped."})
    give_article_feedback(
        version=version, organisation=home_of(request), helped=request.POST["helped"] == "yes",
        missing=request.POST.get("missing", ""), searched=request.POST.get("searched", ""), actor=request.user,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Thank you. The keeper of the article sees what you said.")
    return redirect("knowledge-article", pk)


@staff(EDIT)
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """What is to be read again: overdue, and within four weeks."""
    now = timezone.now()
    today = london_date(now)
    rows = review_list(request.user, until=today + SOON, at=now)
    context = {
        "overdue": [row for row in rows if row[0].review_on < today],
        "soon": [row for row in rows if row[0].review_on >= today], "tabs": tabs(request, "knowledge-review"),
        "columns": DUE,
    }  # fmt: skip
    return render(request, "staff/knowledge_review.html", context)


@staff(EDIT)
@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """What was looked for in vain, by words, and articles that did not help; with what was done."""
    state = request.GET.get("state", OPEN_GAP)
    if state not in GAP.states:
        raise NotFound
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    context = {
        "gaps": gaps_for(request.user, state=state, words=words), "state": state, "words": words,
        "states": list(GAP.states.items()), "tabs": tabs(request, "knowledge-gaps"),
        "columns": GAPS, "judged_columns": JUDGED,
        "several": len(organisations_with(request, EDIT)) > 1,
        "judged": articles_that_did_not_help(request.user, since=timezone.now() - LOOKED_BACK),
    }  # fmt: skip
    return render(request, "staff/knowledge_gaps.html", context)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about a gap."""
    gap = gap_for(request.user, pk)
    form = SettleForm(
        request.POST or None, steps=GAP.steps_from(gap.state), articles=articles_to_choose(request.user),
        initial={"done": gap.done, "article": gap.article_id},
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        chosen = data["article"]
        settle_gap(
            gap=gap, step=data["step"], done=data["done"], actor=request.user, at=timezone.now(),
            article=article_for(request.user, int(chosen)) if chosen else None,
        )  # fmt: skip

    looked = f"Found nothing {gap.found_nothing} times, did not help {gap.did_not_help} times."
    page = FormPage(
        f"“{gap.words}”", reverse("knowledge-gaps"), "It is noted what became of it.", guidance=looked,
        caption="What was looked for",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
