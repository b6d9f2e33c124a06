"""Reads of knowledge. Articles are no personal data; what is published is for all staff."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from civichub.catalogue.finding import everyday_meanings
from civichub.core.errors import NotFound
from civichub.core.search.words import words_of
from civichub.core.versions import VersionState, pick_in_force
from civichub.knowledge.models import Article, ArticleFeedback, ArticleVersion, Gap
from civichub.knowledge.policies import EDIT
from civichub.knowledge.reading import in_other_words, respelt
from civichub.knowledge.states import OPEN_GAP

SHORTEST_SEARCH, LONGEST_SEARCH = 2, 200
_words_of_articles: dict[str, Any] = {}
_words_lock = threading.Lock()


@dataclass(frozen=True)
class Found:
    """What a search found, best first. With `close` False nothing has all the words: `versions` share some of them."""

    versions: tuple[ArticleVersion, ...]
    close: bool


@dataclass(frozen=True)
class Judged:
    """An article that did not help, how often it did and did not, and what was missing in the readers' words."""

    article: Article
    helped: int
    not_helped: int
    missing: tuple[ArticleFeedback, ...]


def article_for(user: Any, pk: int) -> Article:
    """The article with its keeper, service and organisation. Raises `NotFound` where `user` may not know of it."""
    found = Article.objects.visible_to(user).select_related("organisation", "service", "keeper", "reviewed_by")
    article = found.filter(pk=pk).first()
    if article is None:
        raise NotFound
    return article


def versions_for(user: Any, article: Article) -> QuerySet[ArticleVersion]:
    """The versions of an article that `user` may read, the newest first."""
    found = ArticleVersion.objects.visible_to(user).filter(article=article)
    return found.select_related("created_by", "published_by", "article").order_by("-number")


def version_for(user: Any, article: Article, number: int) -> ArticleVersion:
    """One version of an article by its number. Raises `NotFound` where `user` may not read it."""
    version = versions_for(user, article).filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def draft_of(user: Any, article: Article) -> ArticleVersion | None:
    """The draft of an article, for those who may read it."""
    return versions_for(user, article).filter(state=VersionState.DRAFT).first()


def version_in_force(article: Article, at: datetime) -> ArticleVersion | None:
    """What the article says at that moment, or None while nothing of it is in force."""
    return article.versions.in_force(at).first()


def version_holding(key: str, organisation_id: int, at: datetime) -> ArticleVersion | None:
    """What holds in an organisation under that key: its own words, else the partnership's, else None."""
    return pick_in_force(ArticleVersion, key, organisation_id, at)


def other_articles(user: Any, article: Article) -> list[Article]:
    """The other articles with this one's key: the shared one, and the organisations' own, by name."""
    found = Article.objects.visible_to(user).filter(key=article.key).exclude(pk=article.pk)
    return list(found.select_related("organisation").order_by("-is_shared", "organisation__name"))


def _holding(organisation_id: int, at: datetime) -> QuerySet[ArticleVersion]:
    found = ArticleVersion.objects.holding_for(organisation_id, at)
    return found.select_related("article__organisation", "article__service").defer("source", "search")


def articles_holding(organisation_id: int, at: datetime) -> QuerySet[ArticleVersion]:
    """Everything that holds in an organisation, by title."""
    return _holding(organisation_id, at).order_by("title", "pk")


def articles_of_service(service_id: int, organisation_id: int, at: datetime) -> list[ArticleVersion]:
    """What holds in an organisation about a service, by title: for beside a contact and beside a form."""
    return list(articles_holding(organisation_id, at).filter(article__service=service_id)[:5])


def find_articles(text: str, *, organisation_id: int, at: datetime, limit: int = 20) -> Found:
    """What holds in an organisation and has these words, the last of which may be half typed.

    First those with all the words (their other forms too); then with the words said or spelt as the articles do; then
    those spelled nearly so as a whole; then, as not close, those with any of the words. One statement in the first
    case, at most seven.
    """
    words = words_of(text[:LONGEST_SEARCH])
    if len("".join(words)) < SHORTEST_SEARCH:
        return Found((), close=True)
    holding = _holding(organisation_id, at)
    every = _ranked(holding, words, " & ", limit)
    if every:
        return Found(tuple(every), close=True)
    if read := _as_written(holding, words, limit):
        return Found(tuple(read), close=True)
    typed = " ".join(words)
    # Like enough by LIKENESS_OF_WORDS, which the settings tell the server, so that the index answers.
    near = holding.filter(search_text__trigram_word_similar=typed)
    near = near.annotate(likeness=TrigramWordSimilarity(typed, "search_text"))
    similar = list(near.order_by("-likeness", "title", "pk")[:limit])
    if similar:
        return Found(tuple(similar), close=True)
    return Found(tuple(_ranked(holding, words, " | ", limit)), close=False)


def _as_written(holding: QuerySet[ArticleVersion], words: list[str], limit: int) -> list[ArticleVersion]:
    """Those with all the words once everyday words are said, and slips spelt, as the articles do."""
    meant = in_other_words(words, everyday_meanings())
    if meant and (found := _ranked(holding, meant, " & ", limit) or _ranked(holding, meant, " | ", limit)):
        return found
    spelt = respelt(meant or words, _known_words(ArticleVersion.objects.aggregate(Max("pk"), Max("published_at"))))
    return _ranked(holding, spelt, " & ", limit) if spelt else []


def _known_words(newest: dict[str, Any]) -> frozenset[str]:
    """The words of titles and summaries, read once a process and again after something was written or published."""
    with _words_lock:
        if _words_of_articles.get("newest") != newest:
            texts = ArticleVersion.objects.exclude(state=VersionState.DRAFT).values_list("search_text", flat=True)
            known = frozenset(word for text in texts for word in text.split() if not word.isdigit())
            _words_of_articles.update(newest=newest, known=known)
        return _words_of_articles["known"]


def forget_words() -> None:
    """Forget the words of all articles: for when the database is replaced by another."""
    with _words_lock:
        _words_of_articles.clear()


def _ranked(holding: QuerySet[ArticleVersion], words: list[str], between: str, limit: int) -> list[ArticleVersion]:
    """Both readings of the words: by their stems, and as they stand, so that a half-typed word counts too."""
    raw = between.join([*words[:-1], f"{words[-1]}:*"])
    query = SearchQuery(raw, config="english", search_type="raw") | SearchQuery(raw, config="simple", search_type="raw")
    ranked = holding.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    return list(ranked.order_by("-rank", "title", "pk")[:limit])


def drafts_kept_by(user: Any) -> list[ArticleVersion]:
    """The drafts that `user` may go on with, the latest first."""
    drafts = ArticleVersion.objects.visible_to(user).filter(state=VersionState.DRAFT)
    return list(drafts.select_related("article__organisation", "created_by").order_by("-created_at", "-pk")[:50])


def review_list(user: Any, *, until: date, at: datetime) -> list[tuple[Article, ArticleVersion]]:
    """The articles in force that are to be read again by that day, in the organisations where `user` edits them; the
    longest overdue first."""
    kept = Article.objects.filter(organisation__in=user.organisations_with(EDIT), review_on__lte=until)
    holding = Prefetch("versions", ArticleVersion.objects.in_force(at), to_attr="holding")
    rows = kept.select_related("organisation", "keeper", "service").prefetch_related(holding)
    return [(article, article.holding[0]) for article in rows.order_by("review_on", "key")[:200] if article.holding]


def gaps_for(user: Any, *, state: str = OPEN_GAP, words: str = "") -> list[Gap]:
    """Words that found nothing or did not help, the most frequent first, of what `user` may settle."""
    found = Gap.objects.visible_to(user).filter(state=state) if state else Gap.objects.visible_to(user)
    for word in words_of(words):
        found = found.filter(words__contains=word)
    rows = found.select_related("organisation", "article__organisation", "settled_by")
    return list(rows.order_by(-(F("found_nothing") + F("did_not_help")), "-last_at", "pk")[:200])


def gap_for(user: Any, pk: int) -> Gap:
    """One gap. Raises `NotFound` where `user` may not settle it."""
    gap = Gap.objects.visible_to(user).select_related("organisation").filter(pk=pk).first()
    if gap is None:
        raise NotFound
    return gap


def articles_that_did_not_help(user: Any, *, since: datetime) -> list[Judged]:
    """Articles that somebody found of no help since then, the most often first, of what `user` may see."""
    answers = ArticleFeedback.objects.visible_to(user).filter(given_at__gte=since)
    counts = answers.order_by().values("version__article").annotate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )  # fmt: skip
    rows = list(counts.filter(no__gt=0).order_by("-no", "yes")[:50])
    articles = _with_titles(row["version__article"] for row in rows)
    said: dict[int, list[ArticleFeedback]] = {}
    with_words = answers.filter(helped=False, version__article__in=articles).exclude(missing="")
    for answer in with_words.select_related("version", "person"):
        said.setdefault(answer.version.article_id, []).append(answer)
    return [
        Judged(articles[pk], row["yes"], row["no"], tuple(said.get(pk, [])[:5]))
        for row in rows
        if (pk := row["version__article"]) in articles
    ]


def _with_titles(ids: Iterable[int]) -> dict[int, Article]:
    """Articles by id, each with `latest`, its newest version."""
    newest = Prefetch("versions", ArticleVersion.objects.order_by("-number").defer("source", "search"))
    found = Article.objects.select_related("organisation").prefetch_related(newest).in_bulk(list(ids))
    for article in found.values():
        article.latest = article.versions.all()[0]
    return found


def articles_to_choose(user: Any) -> list[tuple[int, str]]:
    """Id and title of each article that `user` may edit, by title: for saying which one answers a gap."""
    kept = ArticleVersion.objects.filter(article__organisation__in=user.organisations_with(EDIT))
    newest = kept.order_by("article_id", "-number").distinct("article_id")
    return sorted(((row.article_id, row.title) for row in newest.defer("source", "search")), key=lambda one: one[1])


def answer_of(user: Any, version: ArticleVersion) -> ArticleFeedback | None:
    """What `user` said of this version, or None."""
    return ArticleFeedback.objects.filter(version=version, person=user).first()


def coming_version(article: Article, at: datetime) -> ArticleVersion | None:
    """The next version that is published and comes into force later, or None."""
    later = article.versions.filter(state=VersionState.PUBLISHED, effective_from__gt=at)
    return later.defer("source", "search").order_by("effective_from").first()


def feedback_for(user: Any, pk: int) -> ArticleFeedback:
    """One answer of an advisor. Raises `NotFound` where `user` does not keep the article."""
    kept = ArticleFeedback.objects.filter(version__article__organisation__in=user.organisations_with(EDIT))
    row = kept.select_related("version__article", "person").filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def to_be_reminded(*, until: date, at: datetime) -> list[tuple[Article, ArticleVersion]]:
    """The articles in force that are to be read again by that day, with what holds. For the hub, not a person."""
    holding = Prefetch("versions", ArticleVersion.objects.in_force(at).defer("source", "search"), to_attr="holding")
    due = (
        Article.objects.filter(review_on__lte=until)
        .select_related("keeper", "organisation")
        .order_by("review_on", "pk")
    )
    return [(article, article.holding[0]) for article in due.prefetch_related(holding)[:500] if article.holding]
