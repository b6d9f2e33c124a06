"""Coaching: what was talked about, what is done by when, and how that went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.feedback.quality import policies
from civichub.feedback.quality.models import CoachingNote, Review
from civichub.feedback.quality.people import led_by
from civichub.feedback.quality.states import COACHING

MOST_WORDS = 4_000


@operation
def write_coaching(
    *,
    person: Any,
    organisation: Any,
    about: str,
    action: str = "",
    due_on: date | None = None,
    reviews: Sequence[Review] = (),
    articles: Sequence[int] = (),
    actor: Any,
    at: datetime,
) -> CoachingNote:
    """A leader writes what was talked about; only the two of them read it. `articles` are ids of knowledge articles.

    Raises `Invalid` for an action without a day, or a score that is not this person's.
    """
    require(policies.may_coach(actor, person, led_by(actor, at)))
    action = clean_text(action, field="action", max_length=MOST_WORDS, lines=True)
    if bool(action) != bool(due_on):
        raise Invalid({"due_on" if action else "action": "Say both what will be done and by which day, or neither."})
    if any(one.person_id != person.pk or not one.is_told for one in reviews):
        raise Invalid({"reviews": "Choose finished scores of this person."})
    note = CoachingNote.objects.create(
        organisation=organisation, person=person, leader=actor, written_at=at, action=action, due_on=due_on,
        about=clean_text(about, field="about", max_length=MOST_WORDS, required=True, lines=True),
    )  # fmt: skip
    note.reviews.set(reviews)
    note.articles.set(articles)
    audit("coaching.written", note, actor=actor, at=at, person=person.pk)
    return note


@operation
def read_coaching(*, note: CoachingNote, actor: Any, at: datetime) -> CoachingNote:
    """The person has it before them for the first time."""
    note = lock(note)
    require(policies.may_answer_coaching(actor, note))
    if note.seen_at is None:
        note.seen_at = at
        save(note, "seen_at")
        audit("coaching.seen", note, actor=actor, at=at)
    return note


@operation
def say_done(*, note: CoachingNote, words: str, actor: Any, at: datetime) -> CoachingNote:
    """The person says that they have done it, and how it went."""
    note = lock(note)
    require(policies.may_answer_coaching(actor, note))
    note.state = COACHING.target(note.state, "say_done")
    note.answer = clean_text(words, field="words", max_length=MOST_WORDS, lines=True)
    note.done_at = at
    save(note, "state", "answer", "done_at")
    audit("coaching.done", note, actor=actor, at=at)
    return note


@operation
def close_coaching(*, note: CoachingNote, words: str, actor: Any, at: datetime) -> CoachingNote:
    """The leader has followed it up, and says what came of it."""
    note = lock(note)
    require(policies.may_follow_up(actor, note))
    note.state = COACHING.target(note.state, "follow_up")
    note.outcome = clean_text(words, field="words", max_length=MOST_WORDS, required=True, lines=True)
    note.closed_at = at
    save(note, "state", "outcome", "closed_at")
    audit("coaching.followed_up", note, actor=actor, at=at)
    return note
