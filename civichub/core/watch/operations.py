"""The only writers of watched readings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.models import Verdict, WatchedKind, WatchedReading
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.core.watch import policies

OPEN_FOR = timedelta(hours=1)


@operation
def break_glass(*, record: models.Model, organisation_id: int, reason: str, actor: Any, at: datetime) -> WatchedReading:
    """Open one record of one's own body for an hour, to look and not to act. Governance reviews it afterwards."""
    require(policies.may_break_glass(actor, organisation_id))
    opened = WatchedReading.objects.create(
        kind=WatchedKind.EMERGENCY,
        actor=actor,
        organisation_id=organisation_id,
        subject_type=record._meta.label_lower,
        subject_id=record.pk,
        words=clean_text(reason, field="reason", max_length=500, required=True),
        at=at,
        until=at + OPEN_FOR,
    )
    audit("record.opened_in_emergency", record, actor=actor, at=at, reason=opened.words, watched=opened.pk)
    return opened


@operation
def notice_pattern(
    *, kind: str, reader: Any, organisation_id: int, words: str, actor: Any, at: datetime, record: Any = None
) -> WatchedReading:
    """Put a pattern of somebody's reading before their body's governance. It says nothing of why they read."""
    require(policies.may_watch(actor))
    noticed = WatchedReading.objects.create(
        kind=kind, actor=reader, organisation_id=organisation_id, words=words[:500], at=at,
        subject_type=record._meta.label_lower if record else "", subject_id=record.pk if record else None,
    )  # fmt: skip
    audit("reading.noticed", noticed, actor=actor, at=at, kind=kind, reader=reader.pk)
    return noticed


@operation
def review_reading(*, watched: WatchedReading, verdict: str, words: str, actor: Any, at: datetime) -> WatchedReading:
    """Say whether it was in order, and why. An emergency that is reviewed opens nothing any more."""
    watched = lock(watched)
    require(policies.may_review(actor, watched), "Somebody else of your team has to review your own reading.")
    if watched.reviewed_at is not None:
        raise Conflict("This has been reviewed already.")
    if verdict not in Verdict.values:
        raise Invalid({"verdict": "Select whether it was in order."})
    watched.reviewed_at, watched.reviewed_by, watched.verdict = at, actor, verdict
    watched.review_words = clean_text(words, field="words", max_length=500, required=True)
    save(watched, "reviewed_at", "reviewed_by", "verdict", "review_words")
    audit("reading.reviewed", watched, actor=actor, at=at, verdict=verdict)
    return watched
