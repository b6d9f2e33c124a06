"""Weighing the public interest, and the review by a second person, without which nothing goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.disclosure import policies
from civichub.disclosure.events import SentForReview
from civichub.disclosure.exemptions import exemption
from civichub.disclosure.keeping import drop
from civichub.disclosure.models import Answer, PublicInterest, Review
from civichub.disclosure.operations.beginning import open_to_change
from civichub.disclosure.queries import left_to_do, prepared_by
from civichub.disclosure.states import ANSWER

MOST_WORDS = 5_000


@operation
def weigh_interest(
    *, answer: Answer, code: str, for_disclosing: str, for_withholding: str, conclusion: str, actor: Any, at: datetime
) -> PublicInterest:
    """Write down how the public interest was weighed for a ground that asks for it; written again, it is replaced.

    Source: FOIA section 2(2)(b), EIR regulation 12(1)(b). Raises `Invalid`.
    """
    answer = open_to_change(answer, actor)
    ground = exemption(code, law=answer.law, field="code")
    if not ground.needs_test:
        raise Invalid({"code": "The public interest is not weighed for this ground."})
    texts = {"for_disclosing": for_disclosing, "for_withholding": for_withholding, "conclusion": conclusion}
    written = {
        name: clean_text(words, field=name, max_length=MOST_WORDS, required=True, lines=True)
        for name, words in texts.items()
    }
    weighed, _ = PublicInterest.objects.update_or_create(
        answer=answer, code=ground.code, defaults={**written, "by": actor, "at": at}
    )
    audit("disclosure.interest_weighed", answer, actor=actor, at=at, ground=ground.code)
    return weighed


@operation
def send_for_review(*, answer: Answer, actor: Any, at: datetime) -> Answer:
    """Everything is decided: the files are made, and somebody else looks at them.

    Raises `Conflict` with the first thing that is left to do.
    """
    answer = open_to_change(answer, actor)
    if left := left_to_do(answer):
        raise Conflict(left[0])
    answer.state = ANSWER.target(answer.state, "send_for_review")
    answer.prepared_by, answer.prepared_at = actor, at
    answer.pack_made_at, answer.pack_trouble = None, ""
    save(answer, "state", "prepared_by", "prepared_at", "pack_made_at", "pack_trouble")
    audit("disclosure.sent_for_review", answer, actor=actor, at=at)
    publish(SentForReview(answer_id=answer.pk, case_id=answer.case_id), at=at)
    return answer


@operation
def send_back(*, answer: Answer, words: str, actor: Any, at: datetime) -> Answer:
    """It is prepared again, for the reason given: by the second person, or by whoever sent it too soon."""
    answer = lock(answer)
    require(policies.may_handle(actor, answer.organisation_id))
    words = clean_text(words, field="words", max_length=MOST_WORDS, required=True, lines=True)
    answer.state = ANSWER.target(answer.state, "send_back")
    answer.approved_by, answer.approved_at, answer.pack_made_at = None, None, None
    save(answer, "state", "approved_by", "approved_at", "pack_made_at")
    for file in answer.files.all():
        drop(file.path)
    answer.files.all().delete()
    Review.objects.create(answer=answer, approved=False, words=words, by=actor, at=at)
    audit("disclosure.sent_back", answer, actor=actor, at=at)
    return answer


@operation
def approve_answer(*, answer: Answer, words: str, actor: Any, at: datetime) -> Answer:
    """A second person has looked at the files as they will go out, and agrees.

    Raises `NotAllowed` for anybody who decided or took out anything, `Conflict` before the files are made.
    """
    answer = lock(answer)
    require(
        policies.may_review(actor, answer, prepared_by(answer)),
        "Somebody who neither decided on an item nor sent this for review has to approve it.",
    )
    if answer.pack_made_at is None or answer.pack_trouble:
        raise Conflict("The files are not made yet, so there is nothing to approve.")
    answer.state = ANSWER.target(answer.state, "approve")
    answer.approved_by, answer.approved_at = actor, at
    save(answer, "state", "approved_by", "approved_at")
    words = clean_text(words, field="words", max_length=MOST_WORDS, lines=True)
    Review.objects.create(answer=answer, approved=True, words=words, by=actor, at=at)
    audit("disclosure.approved", answer, actor=actor, at=at)
    return answer
