"""Notes, questions to the customer, and their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases import policies
from civichub.cases.events import CustomerAsked, PublicNoteAdded
from civichub.cases.models import Case, EntryKind, HistoryEntry
from civichub.cases.operations.history import add_history
from civichub.cases.operations.steps import hear_event
from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.procedures.definition import CUSTOMER_REPLIED

NOTE_LENGTH = 10_000


@operation
def add_note(*, case: Case, text: str, public: bool, actor: Any, at: datetime) -> HistoryEntry:
    """Write a note; a public one is shown to the customer and sent to them."""
    case = lock(case)
    require(policies.may_act_on_case(actor, case))
    text = clean_text(text, field="text", max_length=NOTE_LENGTH, required=True, lines=True)
    entry = add_history(case, EntryKind.NOTE, actor=actor, at=at, text=text, public=public)
    case.updated_at = at
    save(case, "updated_at")
    audit("case.noted", case, actor=actor, at=at, public=public, entry=entry.pk)
    if public:
        publish(PublicNoteAdded(case_id=case.pk, entry_id=entry.pk), at=at)
    return entry


@operation
def ask_customer(*, case: Case, question: str, actor: Any, at: datetime) -> HistoryEntry:
    """Ask the customer for something we need. It is sent, and shown on their tracking page until they answer."""
    case = lock(case)
    require(policies.may_act_on_case(actor, case))
    text = clean_text(question, field="question", max_length=NOTE_LENGTH, required=True, lines=True)
    entry = add_history(case, EntryKind.ASKED, actor=actor, at=at, text=text, public=True)
    case.updated_at = at
    save(case, "updated_at")
    audit("case.customer_asked", case, actor=actor, at=at, entry=entry.pk)
    publish(CustomerAsked(case_id=case.pk, entry_id=entry.pk), at=at)
    return entry


@operation
def record_answer(*, case: Case, text: str, actor: Any, at: datetime) -> HistoryEntry:
    """What the customer wrote on their tracking page. `actor` is their account, or the hub for a proven link.

    Where the procedure has a step for this moment, the hub takes it: a clock that waited for them goes on at once.
    """
    case = lock(case)
    require(policies.may_add_to_case(actor, case))
    text = clean_text(text, field="text", max_length=NOTE_LENGTH, required=True, lines=True)
    entry = add_history(case, EntryKind.ANSWERED, actor=actor, at=at, text=text, public=True)
    case.updated_at = at
    save(case, "updated_at")
    audit("case.customer_answered", case, actor=actor, at=at, entry=entry.pk)
    publish(*hear_event(case, CUSTOMER_REPLIED, actor=system_account(), at=at), at=at)
    return entry
