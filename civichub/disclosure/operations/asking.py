"""Asking other teams for what they hold, reminding them, and taking their answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import format_reference
from civichub.core.text import clean_text
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel, Purpose
from civichub.disclosure import policies
from civichub.disclosure.models import Answer, Ask, AskResult
from civichub.disclosure.operations.beginning import open_to_change
from civichub.disclosure.operations.collecting import fold_items, take_upload
from civichub.disclosure.reminding import reminder_due
from civichub.disclosure.sources import ASKED
from civichub.disclosure.states import COLLECTING

WHY = "Email: the mailbox of the team."
ASK_PATH = "/staff/disclosure/asked/{}/"
REMINDERS = {
    "before": "is due on {day}",
    "today": "is due today",
    "late": "was due on {day}",
}


@operation
def ask_team(*, answer: Answer, team: Any, question: str, due_on: date, actor: Any, at: datetime) -> Ask:
    """Ask a team what it holds, by a day. It is told by email, if it has a mailbox, and sees it at the desk.

    Raises `Invalid` for a day that is over, and for a team that is asked already and has not answered.
    """
    answer = open_to_change(answer, actor)
    question = clean_text(question, field="question", max_length=4_000, required=True, lines=True)
    if due_on < london_date(at):
        raise Invalid({"due_on": "Enter today or a later day."})
    if answer.asks.filter(team=team, result="").exists():
        raise Invalid({"team": f"{team} is asked already and has not answered."})
    ask = Ask.objects.create(answer=answer, team=team, question=question, due_on=due_on, asked_by=actor, asked_at=at)
    audit("disclosure.team_asked", answer, actor=actor, at=at, ask=ask.pk, team=team.pk, due_on=str(due_on))
    _tell(ask, "asked", f"is due on {due_on:%A %-d %B %Y}", actor=actor, at=at)
    return ask


@operation
def remind_team(*, ask: Ask, actor: Any, at: datetime) -> bool:
    """Send the reminder whose day it is, once; whether one went out."""
    ask = lock(ask)
    require(policies.may_remind(actor))
    if ask.result or ask.answer.state != COLLECTING:
        return False
    due = reminder_due(ask.due_on, london_date(at), ask.reminded)
    if not due:
        return False
    ask.reminded = [*ask.reminded, due]
    save(ask, "reminded")
    words = REMINDERS[due.partition(":")[0]].format(day=f"{ask.due_on:%A %-d %B %Y}")
    _tell(ask, due, words, actor=actor, at=at)
    audit("disclosure.team_reminded", ask.answer, actor=actor, at=at, ask=ask.pk, reminder=due)
    return True


def _tell(ask: Ask, occasion: str, words: str, *, actor: Any, at: datetime) -> None:
    """An email with a reference and a link, and nothing of what is asked or about whom."""
    if not ask.team.email:
        return
    case = ask.answer.case
    reference = format_reference(case.reference)
    link = settings.PUBLIC_URL + ASK_PATH.format(ask.pk)
    body = (
        f"What {ask.team.name} holds for request {reference} {words}.\n\n"
        f"Sign in to see what is asked, add files, or say that you hold nothing:\n{link}\n"
    )
    draft = Draft(
        channel=Channel.EMAIL, to_address=ask.team.email, to_name=ask.team.name, body=body,
        subject=f"Information for request {reference} {words}"[:200], recipient=f"organisations.team:{ask.team_id}",
        recipient_verified=True, about=About("cases.case", case.pk, case.reference), purpose=Purpose.STAFF,
        why_channel=WHY,
    )  # fmt: skip
    queue_message(draft=draft, organisation=ask.answer.organisation, actor=actor, at=at,
                  dedupe_key=f"disclosure:{ask.pk}:{occasion}")  # fmt: skip


@operation
def answer_ask(
    *, ask: Ask, result: str, words: str, files: Sequence[tuple[str, bytes]], actor: Any, at: datetime
) -> Ask:
    """What the team says: it gives files (name and bytes), holds nothing, or does not give it and says why.

    Raises `Conflict` when it was answered or withdrawn, `Invalid` when files or the reason are missing.
    """
    ask = lock(ask)
    require(policies.may_answer_ask(actor, ask))
    if ask.result:
        raise Conflict("This was answered already.")
    if ask.answer.state != COLLECTING:
        raise Conflict("The request is being reviewed, so nothing can be added.")
    if result not in (AskResult.GIVEN, AskResult.NOTHING, AskResult.REFUSED):
        raise Invalid({"result": "Select what you answer."})
    if result == AskResult.GIVEN and not files:
        raise Invalid({"files": "Choose the files that you hold."})
    ask.words = clean_text(words, field="words", max_length=2_000, required=result == AskResult.REFUSED, lines=True)
    answer = lock(ask.answer)
    for name, content in files if result == AskResult.GIVEN else ():
        take_upload(answer, title=f"From {ask.team.name}", name=name, content=content, source=ASKED,
                    organisation_id=ask.team.organisation_id, ask=ask, actor=actor, at=at)  # fmt: skip
    ask.result, ask.answered_by, ask.answered_at = result, actor, at
    save(ask, "words", "result", "answered_by", "answered_at")
    fold_items(answer)
    audit("disclosure.team_answered", answer, actor=actor, at=at, ask=ask.pk, result=result, files=len(files))
    return ask


@operation
def withdraw_ask(*, ask: Ask, actor: Any, at: datetime) -> Ask:
    """The team need not answer any more. What it was asked stays to be read."""
    ask = lock(ask)
    answer = open_to_change(ask.answer, actor)
    if ask.result:
        raise Conflict("This was answered already.")
    ask.result, ask.answered_by, ask.answered_at = AskResult.WITHDRAWN, actor, at
    save(ask, "result", "answered_by", "answered_at")
    audit("disclosure.ask_withdrawn", answer, actor=actor, at=at, ask=ask.pk)
    return ask
