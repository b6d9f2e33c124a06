"""Scoring a contact, and what the person whose contact it was says to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civichub.core.audit import audit, audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.feedback.quality import policies
from civichub.feedback.quality.choosing import Candidate, Wanted, Why, draw
from civichub.feedback.quality.models import Draw, Review
from civichub.feedback.quality.people import scorers_of
from civichub.feedback.quality.queries.forms import parsed
from civichub.feedback.quality.states import REVIEW
from civichub.organisations.queries import end_of_working_day

SECOND_WITHIN = 10  # working days
LONGEST_REMARK, LONGEST_WORDS = 500, 4_000


@operation
def keep_answers(
    *, review: Review, answers: Mapping[str, str], remarks: Mapping[str, str], summary: str, actor: Any, at: datetime
) -> Review:
    """Keep what is scored so far. What is no answer to a question of the form is left out."""
    review = lock(review)
    require(policies.may_score(actor, review))
    _to_do(review)
    form = parsed(review.form_version)
    keys = {question.key for question in form.questions}
    said = {key: clean_text(words, field=key, max_length=LONGEST_REMARK) for key, words in remarks.items()}
    review.answers = form.known(answers)
    review.remarks = {key: words for key, words in said.items() if words and key in keys}
    review.summary = clean_text(summary, field="summary", max_length=LONGEST_WORDS, lines=True)
    review.kept_at = at
    save(review, "answers", "remarks", "summary", "kept_at")
    audit("quality.score_kept", review, actor=actor, at=at, answered=len(review.answers))
    return review


def _to_do(review: Review) -> None:
    if review.state != "to_do":
        raise Conflict("This score is finished or set aside; it cannot be changed any more.")


@operation
def finish_score(*, review: Review, actor: Any, at: datetime) -> Review:
    """Finish it for good. The person can read it now; a calibration stays blind, a second opinion settles the dispute.

    Raises `Invalid` naming the questions without an answer.
    """
    review = lock(review)
    require(policies.may_score(actor, review))
    score = parsed(review.form_version).score(review.answers)
    if score.missing:
        raise Invalid(dict.fromkeys(score.missing, "Select an answer."))
    if score.percent is None:
        raise Invalid({"summary": "No question applies. Set this contact aside and say why."})
    review.state = REVIEW.target(review.state, "finish")
    review.percent, review.failed, review.finished_at = score.percent, bool(score.failed), at
    save(review, "state", "percent", "failed", "finished_at")
    if review.first is not None:
        first = lock(review.first)
        first.state = REVIEW.target(first.state, "settle")
        save(first, "state")
    audit("quality.scored", review, actor=actor, at=at, percent=str(score.percent), failed=list(score.failed))
    return review


@operation
def set_aside_score(*, review: Review, reason: str, actor: Any, at: datetime) -> Review | None:
    """This contact cannot be scored (no recording, a wrong number): the same lot gives the next one, which is returned.

    It is written down with the reason, for whoever looks after the audit. Only drawn contacts can be set aside.
    """
    review = lock(review)
    require(policies.may_score(actor, review))
    if review.draw is None:
        raise Conflict("Only a contact that was drawn can be set aside.")
    review.state = REVIEW.target(review.state, "set_aside")
    review.reason = clean_text(reason, field="reason", max_length=300, required=True)
    save(review, "state", "reason")
    audit("quality.set_aside", review, actor=actor, at=at, reason=review.reason)
    next_one = _next_in_line(review.draw)
    if next_one is None:
        return None
    return Review.objects.create(
        organisation=review.organisation, contact_id=next_one[0].contact, form_version=review.form_version,
        person=review.person, scorer=review.scorer, why=next_one[1], draw=review.draw, begun_at=at,
        due_on=review.due_on,
    )  # fmt: skip


def _next_in_line(kept: Draw) -> tuple[Candidate, Why] | None:
    """What the draw gives without those set aside, and nobody has scored."""
    aside = set(kept.reviews.filter(state="set_aside").values_list("contact", flat=True))
    pool = [one for one in kept.candidates if one.contact not in aside]
    picks = draw(pool, Wanted(**kept.wanted), kept.seed)
    picked = [one.candidate.contact for one in picks]
    taken = set(Review.objects.filter(contact__in=picked).values_list("contact", flat=True))
    return next(((one.candidate, one.why) for one in picks if one.candidate.contact not in taken), None)


@operation
def read_score(*, review: Review, actor: Any, at: datetime) -> Review:
    """Somebody opens a score: written down, and, for the person themself, that they have seen it."""
    if actor.pk == review.person_id and review.seen_at is None:
        review = lock(review)
        require(policies.may_answer_score(actor, review))
        review.seen_at = at
        save(review, "seen_at")
        audit("quality.score_seen", review, actor=actor, at=at)
    if actor.pk not in (review.person_id, review.scorer_id):
        audit_read(review, actor=actor, at=at, ground="Leads the person")
    return review


@operation
def comment_score(*, review: Review, words: str, actor: Any, at: datetime) -> Review:
    """The person says something to their score; it stays as it is."""
    review = lock(review)
    require(policies.may_answer_score(actor, review))
    review.state = REVIEW.target(review.state, "comment")
    review.comment = clean_text(words, field="words", max_length=LONGEST_WORDS, required=True, lines=True)
    save(review, "comment")
    audit("quality.commented", review, actor=actor, at=at)
    return review


@operation
def dispute_score(*, review: Review, why: str, actor: Any, at: datetime) -> Review:
    """The person disagrees, once: somebody else scores the contact anew, and that score counts. Returns the new one.

    Raises `Conflict` for a second opinion, which is final, and where nobody else scores in the organisation.
    """
    review = lock(review)
    require(policies.may_answer_score(actor, review))
    if review.first_id is not None:
        raise Conflict("A second opinion is final. Talk to the person who leads you about it.")
    review.state = REVIEW.target(review.state, "dispute")
    review.disputed_why = clean_text(why, field="why", max_length=LONGEST_WORDS, required=True, lines=True)
    seen = Review.objects.filter(contact=review.contact).values_list("scorer", flat=True)
    others = scorers_of(review.person, review.organisation_id, at, but=seen)
    if not others:
        raise Conflict("Nobody else scores contacts here yet. Write a comment, and ask for a second scorer.")
    save(review, "state", "disputed_why")
    second = Review.objects.create(
        organisation=review.organisation, contact=review.contact, form_version=review.form_version,
        person=review.person, scorer=others[review.pk % len(others)], why=Why.SECOND, first=review, begun_at=at,
        due_on=london_date(end_of_working_day(review.organisation, at, days=SECOND_WITHIN)),
    )  # fmt: skip
    audit("quality.disputed", review, actor=actor, at=at, second=second.pk)
    return second
