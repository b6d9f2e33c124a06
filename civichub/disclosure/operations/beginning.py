"""Beginning an answer, saying about whom it is, and the officer's own words in its letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries.telling import procedure_of
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers.queries import keeper_of
from civichub.disclosure import policies
from civichub.disclosure.models import Answer
from civichub.disclosure.states import ABOUT_A_PERSON, ANSWER, COLLECTING

MOST_LETTER = 20_000


@operation
def begin_answer(*, case: Any, actor: Any, at: datetime) -> Answer:
    """Begin to answer the request that this case is; one that was begun is given back.

    Raises `Conflict` for a case whose procedure is of no law under which information is asked for.
    """
    case = lock(case)
    require(policies.may_handle(actor, case.organisation_id))
    if (there := Answer.objects.filter(case=case).first()) is not None:
        return there
    law = procedure_of(case.pk).disclosure
    if not law:
        raise Conflict("This case is not a request for information.")
    answer = Answer.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        law=law,
        subject=keeper_of(case.customer) if law == ABOUT_A_PERSON and case.customer_id else None,
        begun_by=actor,
        begun_at=at,
    )
    audit("disclosure.begun", answer, actor=actor, at=at, case=case.pk, law=law)
    return answer


def open_to_change(answer: Answer, actor: Any) -> Answer:
    """The answer, locked, while it is being prepared by somebody who may. Raises `Conflict` later."""
    answer = lock(answer)
    require(policies.may_handle(actor, answer.organisation_id))
    if answer.state != COLLECTING:
        raise Conflict(f"This answer is {ANSWER.states[answer.state].lower()}. Send it back to change it.")
    return answer


@operation
def choose_subject(*, answer: Answer, customer: Any, why: str, actor: Any, at: datetime) -> Answer:
    """Whose data are asked for, where that is somebody else than the customer of the case: a child, a client.

    `why` is on what authority the customer asks for them: it is kept, and a second person sees it. Raises `Invalid`.
    """
    answer = open_to_change(answer, actor)
    if answer.law != ABOUT_A_PERSON:
        raise Invalid({"subject": "Only a subject access request is about one person."})
    why = clean_text(why, field="why", max_length=300, required=True)
    answer.subject = keeper_of(customer)
    save(answer, "subject")
    audit("disclosure.subject_chosen", answer, actor=actor, at=at, customer=answer.subject.pk, why=why)
    return answer


@operation
def write_letter(*, answer: Answer, words: str, actor: Any, at: datetime) -> Answer:
    """The officer's own words in the letter: what the requester asked, and what the answer is in short."""
    answer = open_to_change(answer, actor)
    answer.letter = clean_text(words, field="words", max_length=MOST_LETTER, lines=True)
    save(answer, "letter")
    audit("disclosure.letter_written", answer, actor=actor, at=at)
    return answer
