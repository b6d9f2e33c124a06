"""What advisors say of articles, and what they looked for in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.knowledge import policies
from civichub.knowledge.events import FeedbackAnswered, GapSettled
from civichub.knowledge.models import Article, ArticleFeedback, ArticleVersion, Gap
from civichub.knowledge.states import GAP, OPEN_GAP, WRITTEN_GAP
from civichub.knowledge.wording import search_words

MOST_MISSING = 1_000


@operation
def give_article_feedback(
    *,
    version: ArticleVersion,
    organisation: Any,
    helped: bool,
    actor: Any,
    at: datetime,
    missing: str = "",
    searched: str = "",
) -> ArticleFeedback:
    """Did this help, and what was missing? One answer per person and version: a second one replaces the first.

    Where it did not help, the words that led to it count as a gap of `organisation`, for which the advisor works.
    """
    version = lock(version)
    require(policies.may_give_article_feedback(actor, organisation.pk))
    missing = clean_text(missing, field="missing", max_length=MOST_MISSING, lines=True)
    words = search_words(searched)
    before = ArticleFeedback.objects.select_for_update().filter(version=version, person=actor).first()
    said_so_before = before is not None and not before.helped and before.searched == words
    answer = before or ArticleFeedback(version=version, person=actor)
    answer.organisation, answer.helped, answer.missing = organisation, helped, missing
    answer.searched, answer.given_at = words, at
    answer.answer, answer.answered_by, answer.answered_at = "", None, None
    answer.save()
    if words and not helped and not said_so_before:
        _count(organisation, words, "did_not_help", at)
    audit("article.judged", answer, actor=actor, at=at, helped=helped)
    return answer


@operation
def answer_feedback(*, feedback: ArticleFeedback, answer: str, actor: Any, at: datetime) -> ArticleFeedback:
    """Tell the advisor whom an article did not help what was done about it: they see it on the article."""
    feedback = lock(feedback)
    require(policies.may_edit_article(actor, feedback.version.article.organisation_id))
    feedback.answer = clean_text(answer, field="answer", max_length=500, required=True)
    feedback.answered_by, feedback.answered_at = actor, at
    save(feedback, "answer", "answered_by", "answered_at")
    audit("article.feedback_answered", feedback, actor=actor, at=at)
    publish(FeedbackAnswered(feedback_id=feedback.pk), at=at)
    return feedback


@operation
def note_missed_search(*, words: str, organisation: Any, actor: Any, at: datetime) -> Gap | None:
    """Somebody of `organisation` looked for these words and found nothing. None when no words are left to count."""
    require(policies.may_note_missed_search(actor, organisation.pk))
    plain = search_words(words)
    if not plain:
        return None
    gap = _count(organisation, plain, "found_nothing", at)
    audit("gap.noted", gap, actor=actor, at=at)
    return gap


def _count(organisation: Any, words: str, column: str, at: datetime) -> Gap:
    """Once more. What was said to be answered is open again: it was not found."""
    begun = {"first_at": at, "last_at": at}
    gap, _ = Gap.objects.get_or_create(organisation=organisation, words=words, defaults=begun)
    gap = lock(gap)
    setattr(gap, column, getattr(gap, column) + 1)
    gap.last_at = max(at, gap.last_at)
    if gap.state == WRITTEN_GAP:
        gap.state = GAP.target(gap.state, "reopen")
    save(gap, column, "last_at", "state")
    return gap


@operation
def settle_gap(*, gap: Gap, step: str, done: str, actor: Any, at: datetime, article: Article | None = None) -> Gap:
    """Say what was done about words that found nothing: `step` is one of the lifecycle's, `done` says it in words.

    Raises `Invalid` when nothing is said. Opening it again keeps what was said before.
    """
    gap = lock(gap)
    require(policies.may_settle_gap(actor, gap.organisation_id))
    if step not in GAP.steps:
        raise Invalid({"step": "Choose what became of it."})
    gap.state = GAP.target(gap.state, step)
    if gap.state != OPEN_GAP:
        gap.done = clean_text(done, field="done", max_length=300, required=True)
        gap.article, gap.settled_by, gap.settled_at = article, actor, at
    save(gap, "state", "done", "article", "settled_by", "settled_at")
    audit("gap.settled", gap, actor=actor, at=at, step=step)
    publish(GapSettled(gap_id=gap.pk), at=at)
    return gap
