"""What becomes of a letter that came: answered, acknowledged, closed, brought back; and the day it was received."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.core.text import clean_text
from civichub.messaging.letters import policies
from civichub.messaging.letters.states import LETTER
from civichub.messaging.models import LetterIn, OutKind
from civichub.messaging.operations.letters_post import check_receipt
from civichub.messaging.standard import answer_due
from civichub.routing.operations import change_promise
from civichub.routing.queries import item_about


class Response(TextChoices):
    """How a letter was answered or acknowledged otherwise than by a letter: calls count, if they are recorded."""

    PHONE = "phone", "By telephone"
    EMAIL = "email", "By email"
    VISIT = "visit", "In person"
    CASE = "case", "Through the case"


@operation
def record_response(*, letter: LetterIn, kind: str, how: str, note: str, actor: Any, at: datetime) -> LetterIn:
    """Say that it was answered or acknowledged by a call, an email or in person. The first response meets the standard.

    `kind` is ``answer`` or ``acknowledgement``; `note` says what was said. Raises `Invalid`, `TransitionRefused`.
    """
    letter = lock(letter)
    require(policies.may_answer_letter(actor, letter))
    if how not in Response.values:
        raise Invalid({"how": "Choose how you answered."})
    letter.note = clean_text(note, field="note", max_length=300, required=True)
    move_on(letter, kind, at=at)
    letter.how, letter.responded_at = letter.how or how, letter.responded_at or at
    save(letter, "state", "answered_at", "how", "responded_at", "note")
    audit("letter.responded", letter, actor=actor, at=at, kind=kind, how=how)
    return letter


def move_on(letter: LetterIn, kind: str, *, at: datetime) -> None:
    """Set the state that an answer or an acknowledgement leads to; the caller saves."""
    if kind not in (OutKind.ANSWER, OutKind.ACKNOWLEDGEMENT):
        raise Invalid({"kind": "Choose whether this is a full answer or an acknowledgement."})
    letter.state = LETTER.target(letter.state, "answer" if kind == OutKind.ANSWER else "acknowledge")
    if kind == OutKind.ANSWER:
        letter.answered_at = at


@operation
def close_letter(*, letter: LetterIn, note: str, actor: Any, at: datetime) -> LetterIn:
    """It needs no reply: a thank-you, a copy, an advertisement. The reason is kept, and no standard is counted."""
    letter = lock(letter)
    require(policies.may_answer_letter(actor, letter))
    letter.note = clean_text(note, field="note", max_length=300, required=True)
    letter.state = LETTER.target(letter.state, "close")
    save(letter, "state", "note")
    audit("letter.closed", letter, actor=actor, at=at)
    return letter


@operation
def reopen_letter(*, letter: LetterIn, actor: Any, at: datetime) -> LetterIn:
    """Undo an answer or a closing that was put down by mistake. Its clock runs as if it had never stopped."""
    letter = lock(letter)
    require(policies.may_answer_letter(actor, letter))
    before, letter.state = letter.state, LETTER.target(letter.state, "reopen")
    posted = letter.replies.filter(posted_at__isnull=False).order_by("posted_at").first()
    letter.answered_at, letter.responded_at = None, posted.posted_at if posted else None
    letter.how = "letter" if posted else ""
    save(letter, "state", "answered_at", "responded_at", "how")
    audit("letter.reopened", letter, actor=actor, at=at, before=before)
    return letter


@operation
def correct_receipt(*, letter: LetterIn, received_on: date, actor: Any, at: datetime) -> LetterIn:
    """The day on the stamp was read wrongly: its clock is counted anew, and so is when it must be taken from the line.

    Raises `Invalid` for a day to come.
    """
    letter = lock(letter)
    require(policies.may_answer_letter(actor, letter))
    check_receipt(received_on, at)
    before, deadline = letter.received_on, answer_due("letter", received_on, proclaimed_holidays())
    letter.received_on, letter.due_on, letter.due_at = received_on, deadline.due_on, deadline.due_at
    save(letter, "received_on", "due_on", "due_at")
    audit("letter.receipt_corrected", letter, actor=actor, at=at, before=before.isoformat(), after=str(received_on))
    if item := item_about("contact", letter.contact_id):
        why = f"Received on {received_on:%-d %B %Y}"
        change_promise(item=item, promise_at=letter.due_at, why=why, actor=system_account(), at=at)
    return letter
