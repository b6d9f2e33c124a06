"""Writing down what was said of a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.feedback import policies
from civichub.feedback.models import PageFeedback

MOST_WORDS = 1_200


@operation
def record_page_feedback(
    *, page: str, useful: bool, organisation: Any | None, actor: Any, at: datetime
) -> PageFeedback:
    """Somebody found a page useful, or not. `page` must already be free of whatever names a person or a case."""
    require(policies.may_give_page_feedback(actor))
    feedback = PageFeedback.objects.create(
        page=clean_text(page, field="page", max_length=200, required=True),
        useful=useful,
        organisation=organisation,
        day=london_date(at),
    )
    audit("feedback.given", feedback, actor=actor, at=at, useful=useful)
    return feedback


@operation
def add_words_to_feedback(*, feedback: PageFeedback, words: str, actor: Any, at: datetime) -> PageFeedback:
    """The same person says why. Raises `Invalid` on ``words`` when they are empty or too many."""
    feedback = lock(feedback)
    require(policies.may_give_page_feedback(actor))
    feedback.words = clean_text(words, field="words", max_length=MOST_WORDS, required=True, lines=True)
    save(feedback, "words")
    audit("feedback.explained", feedback, actor=actor, at=at)
    return feedback
