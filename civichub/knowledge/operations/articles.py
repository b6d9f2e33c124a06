"""Writing articles, and their versions' way from draft to withdrawn."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from civichub.accounts.queries import staff_of
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.core.versions import VERSION_LIFECYCLE, VersionState, checksum_of, make_room, next_number
from civichub.knowledge import policies
from civichub.knowledge.events import ArticlePublished, ArticleReviewed, ArticleWithdrawn
from civichub.knowledge.models import Article, ArticleVersion
from civichub.knowledge.wording import ArticleText, checked

TEXT_FIELDS = ("title", "summary", "source", "points", "links", "other_words", "search_text")
SAVED_MEANWHILE = "Somebody else has saved or published this meanwhile. Copy your changes and open it again."


@operation
def write_article(
    *,
    key: str,
    organisation: Any,
    keeper: Any,
    review_on: date,
    text: ArticleText,
    actor: Any,
    at: datetime,
    service: Any | None = None,
    is_shared: bool = False,
) -> ArticleVersion:
    """A new article with its first draft. A shared one is for the whole partnership, and `organisation` keeps it.

    Raises `Invalid` when the key is taken, the keeper does not work there, or the review day has passed.
    """
    require(policies.may_edit_article(actor, organisation.pk))
    _check_particulars(organisation.pk, keeper, review_on, at)
    values = checked(text)
    if _taken(key, None if is_shared else organisation.pk):
        raise Invalid({"title": "There is an article of this name already. Change that one, or choose another title."})
    article = Article.objects.create(
        key=key, organisation=organisation, is_shared=is_shared, service=service, keeper=keeper, review_on=review_on,
        created_at=at,
    )  # fmt: skip
    version = _new_draft(article, values, actor=actor, at=at)
    audit("article.written", article, actor=actor, at=at, key=key, shared=is_shared)
    return version


def _taken(key: str, scope_id: int | None) -> bool:
    same = Article.objects.filter(key=key, is_shared=scope_id is None)
    return (same if scope_id is None else same.filter(organisation=scope_id)).exists()


def _check_particulars(organisation_id: int, keeper: Any, review_on: date, at: datetime) -> None:
    if not staff_of([organisation_id]).filter(pk=keeper.pk).exists():
        raise Invalid({"keeper": "Choose somebody who works for the organisation that keeps the article."})
    if review_on < london_date(at):
        raise Invalid({"review_on": "Choose a review day that has not passed."})


def _new_draft(
    article: Article, values: dict[str, str], *, actor: Any, at: datetime, change_note: str = ""
) -> ArticleVersion:
    return ArticleVersion.objects.create(
        article=article,
        key=article.key,
        number=next_number(ArticleVersion, article.key, article.scope_id),
        organisation_id=article.scope_id,
        checksum=_checksum(values),
        change_note=change_note,
        created_by=actor,
        created_at=at,
        **values,
    )


def _checksum(values: dict[str, str]) -> str:
    return checksum_of(json.dumps([values[name] for name in TEXT_FIELDS]))


@operation
def begin_article_draft(*, article: Article, actor: Any, at: datetime) -> ArticleVersion:
    """The draft of an article: the one that is there, else a new one with the text of the latest version."""
    article = lock(article)
    require(policies.may_edit_article(actor, article.organisation_id))
    latest = article.versions.order_by("-number").first()
    if latest.is_draft:
        audit("article.draft_opened", article, actor=actor, at=at)
        return latest
    draft = _new_draft(article, {name: getattr(latest, name) for name in TEXT_FIELDS}, actor=actor, at=at)
    audit("article.draft_begun", article, actor=actor, at=at, number=draft.number)
    return draft


@operation
def save_article_draft(
    *,
    version: ArticleVersion,
    text: ArticleText,
    seen_checksum: str,
    actor: Any,
    at: datetime,
    change_note: str = "",
) -> ArticleVersion:
    """Change the text of a draft. `seen_checksum` is that of the text the author began from.

    Raises `Conflict` when somebody else saved meanwhile, or when it is no draft any more.
    """
    version = lock(version)
    require(policies.may_edit_article(actor, version.article.organisation_id))
    if not version.is_draft or seen_checksum != version.checksum:
        raise Conflict(SAVED_MEANWHILE)
    values = checked(text)
    values |= {
        "checksum": _checksum(values),
        "change_note": clean_text(change_note, field="change_note", max_length=500),
    }
    for name, value in values.items():
        setattr(version, name, value)
    save(version, *values)
    audit("article.draft_saved", version.article, actor=actor, at=at, checksum=version.checksum)
    return version


@operation
def publish_article(
    *, version: ArticleVersion, review_on: date, actor: Any, at: datetime, effective_from: datetime | None = None
) -> ArticleVersion:
    """Bring a draft into force, at once or at `effective_from`; what was in force ends there. It is read again by
    `review_on`. Raises `Invalid` when either has passed, or when the article says nothing yet.
    """
    version = lock(version)
    article = lock(version.article)
    require(policies.may_publish_article(actor, article.organisation_id))
    begins = effective_from or at
    if begins < at:
        raise Invalid({"day": "Choose a day that has not passed."})
    if not version.source and not version.points:
        raise Invalid({"body": "Write what to know, or what to ask and say, before you publish it."})
    if review_on < london_date(begins):
        raise Invalid({"review_on": "Choose a review day after it comes into force."})
    version.state = VERSION_LIFECYCLE.target(version.state, "publish")
    version.published_by, version.published_at = actor, at
    for ended in make_room(version, begins):
        save(ended, "effective_until")
    save(version, "state", "published_by", "published_at", "effective_from", "effective_until")
    article.review_on = review_on
    save(article, "review_on")
    audit("article.published", article, actor=actor, at=at, number=version.number, effective_from=begins.isoformat())
    publish(ArticlePublished(article_id=article.pk, version_id=version.pk), at=at)
    return version


@operation
def withdraw_article(*, version: ArticleVersion, reason: str, actor: Any, at: datetime) -> ArticleVersion:
    """End a version now, or before it begins. An organisation's own article gives way to the shared one."""
    version = lock(version)
    require(policies.may_publish_article(actor, version.article.organisation_id))
    reason = clean_text(reason, field="reason", max_length=500, required=True)
    version.state = VERSION_LIFECYCLE.target(version.state, "withdraw")
    earliest = max(at, version.effective_from or at)
    version.effective_until = min(earliest, version.effective_until or earliest)
    save(version, "state", "effective_until")
    audit("article.withdrawn", version.article, actor=actor, at=at, number=version.number, reason=reason)
    publish(ArticleWithdrawn(article_id=version.article_id, version_id=version.pk), at=at)
    return version


@operation
def change_article(
    *, article: Article, keeper: Any, service: Any | None, review_on: date, actor: Any, at: datetime
) -> Article:
    """Who keeps it, which service it is about, and when it is read again."""
    article = lock(article)
    require(policies.may_edit_article(actor, article.organisation_id))
    _check_particulars(article.organisation_id, keeper, review_on, at)
    article.keeper, article.service, article.review_on = keeper, service, review_on
    save(article, "keeper", "service", "review_on")
    audit("article.changed", article, actor=actor, at=at, keeper=keeper.pk, review_on=review_on.isoformat())
    return article


@operation
def confirm_article(*, article: Article, review_on: date, actor: Any, at: datetime) -> Article:
    """Somebody read it through and it is still right; it is read again by `review_on`."""
    article = lock(article)
    require(policies.may_publish_article(actor, article.organisation_id))
    if review_on <= london_date(at):
        raise Invalid({"review_on": "Choose a review day that is still to come."})
    article.review_on, article.reviewed_at, article.reviewed_by = review_on, at, actor
    save(article, "review_on", "reviewed_at", "reviewed_by")
    audit("article.reviewed", article, actor=actor, at=at, review_on=review_on.isoformat())
    publish(ArticleReviewed(article_id=article.pk), at=at)
    return article


@operation
def make_article_variant(
    *, article: Article, organisation: Any, keeper: Any, actor: Any, at: datetime
) -> ArticleVersion:
    """An organisation's own draft of a shared article, beginning with its latest words. Once published it takes the
    shared one's place there. Raises `Invalid` when it has one already.
    """
    require(policies.may_edit_article(actor, organisation.pk))
    shared = article.versions.exclude(state=VersionState.DRAFT).order_by("-number").first()
    if not article.is_shared or shared is None:
        raise Invalid({"organisation": "Only a shared article that was published can have a variant."})
    if _taken(article.key, organisation.pk):
        raise Invalid({"organisation": f"{organisation.name} has its own version of this article already."})
    _check_particulars(organisation.pk, keeper, max(article.review_on, london_date(at)), at)
    variant = Article.objects.create(
        key=article.key, organisation=organisation, service=article.service, keeper=keeper, created_at=at,
        review_on=max(article.review_on, london_date(at)),
    )  # fmt: skip
    values = {name: getattr(shared, name) for name in TEXT_FIELDS}
    draft = _new_draft(variant, values, actor=actor, at=at, change_note=f"From the shared version {shared.number}")
    audit("article.variant_made", variant, actor=actor, at=at, of=article.pk)
    return draft
