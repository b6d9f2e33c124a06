"""Reminding keepers that a review of an article is due: two weeks before, the day after, and each week from then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.operations import operation, require
from civichub.delivery.drafts import Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel, Purpose
from civichub.knowledge import policies
from civichub.knowledge.queries import to_be_reminded

DAYS_BEFORE = 14
DAYS_BETWEEN = 7


@operation
def remind_keepers(*, actor: Any, at: datetime) -> int:
    """Write to each keeper about each article that is due, once a stage; returns how many are due. Repeats are safe."""
    require(policies.may_remind_keepers(actor))
    today = london_date(at)
    due = to_be_reminded(until=today + timedelta(days=DAYS_BEFORE), at=at)
    for article, version in due:
        late = (today - article.review_on).days
        stage = f"late-{late // DAYS_BETWEEN}" if late > 0 else "soon"
        if not article.keeper.is_active or not article.keeper.email:
            continue
        queue_message(
            draft=_draft(article, version.title, late),
            organisation=article.organisation,
            actor=actor,
            at=at,
            dedupe_key=f"article-review:{article.pk}:{article.review_on}:{stage}",
        )
    if due:
        audit("articles.reminded", due[0][0], actor=actor, at=at, due=len(due))
    return len(due)


def _draft(article: Any, title: str, late: int) -> Draft:
    day = f"{article.review_on:%-d %B %Y}"
    said = f"was due for review by {day}" if late > 0 else f"is due for review by {day}"
    body = (
        f"Hello {article.keeper}\n\n“{title}”, which you keep, {said}.\n\n"
        "Open Knowledge, Due for review: say that it is still right, or change it.\n"
    )
    return Draft(
        channel=Channel.EMAIL, to_address=article.keeper.email, to_name=str(article.keeper)[:160],
        subject=f"{'Overdue' if late > 0 else 'Due soon'}: review “{title}”"[:200], body=body,
        recipient=f"accounts.user:{article.keeper_id}", recipient_verified=True, purpose=Purpose.STAFF,
        why_channel="Email: to the keeper of an article.",
    )  # fmt: skip
