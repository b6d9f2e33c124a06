"""Facts about articles."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ArticlePublished(Event):
    """A version comes into force, now or later."""

    article_id: int
    version_id: int


@dataclass(frozen=True)
class ArticleWithdrawn(Event):
    """A version was taken out of use before its time."""

    article_id: int
    version_id: int


@dataclass(frozen=True)
class ArticleReviewed(Event):
    """Somebody read an article through and found it still right."""

    article_id: int


@dataclass(frozen=True)
class GapSettled(Event):
    """Something was done about words that found nothing, or it was said why not."""

    gap_id: int


@dataclass(frozen=True)
class PromptAnswered(Event):
    """Somebody was offered a second service, and this is what they said."""

    answer_id: int
    rule_id: int
    said: str


@dataclass(frozen=True)
class FeedbackAnswered(Event):
    """The keeper of an article told an advisor what was done about what did not help."""

    feedback_id: int
