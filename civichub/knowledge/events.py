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
