"""Copies go when their time is over, unless a hold keeps them. That there was an answer, and its log, stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers.queries import held_among
from civichub.disclosure import policies
from civichub.disclosure.keeping import drop
from civichub.disclosure.models import Answer
from civichub.disclosure.states import ANSWERED


@operation
def forget_answer(*, answer: Answer, actor: Any, at: datetime) -> bool:
    """Delete the copies, what was marked in them and the files of the pack; whether it was done.

    Not before the day is over, and not while a legal hold keeps the requester's or the subject's records. What the
    requester was given is with their case and goes as that does.
    """
    answer = lock(answer)
    require(policies.may_forget(actor))
    today = london_date(at)
    if answer.forgotten_at is not None or answer.keep_until is None or answer.keep_until >= today:
        return False
    if held_among([answer.subject_id, answer.case.customer_id], today):
        return False
    for path in [*answer.items.values_list("path", flat=True), *answer.files.values_list("path", flat=True)]:
        drop(path)
    gone = answer.items.count()
    answer.items.all().delete()
    answer.files.all().delete()
    answer.asks.all().delete()
    answer.forgotten_at = at
    save(answer, "forgotten_at")
    audit("disclosure.forgotten", answer, actor=actor, at=at, items=gone)
    return True


@operation
def keep_longer(*, answer: Answer, until: date, why: str, actor: Any, at: datetime) -> Answer:
    """Keep the copies for longer: a review, the Commissioner or the Tribunal needs them. Raises `Invalid`."""
    answer = lock(answer)
    require(policies.may_handle(actor, answer.organisation_id))
    if answer.state != ANSWERED or answer.forgotten_at is not None:
        raise Conflict("There is nothing to keep longer.")
    why = clean_text(why, field="why", max_length=300, required=True)
    if until <= london_date(at):
        raise Invalid({"until": "Enter a day in the future."})
    answer.keep_until = until
    save(answer, "keep_until")
    audit("disclosure.kept_longer", answer, actor=actor, at=at, until=str(until), why=why)
    return answer
