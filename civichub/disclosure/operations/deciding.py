"""Deciding on each item: given out, withheld, or not part of what was asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, save
from civichub.core.text import clean_text
from civichub.disclosure.exemptions import exemption
from civichub.disclosure.models import Item
from civichub.disclosure.operations.beginning import open_to_change
from civichub.disclosure.states import DECISIONS, DISCLOSE, WITHHOLD


@operation
def decide_item(*, item: Item, decision: str, code: str, note: str, actor: Any, at: datetime) -> Item:
    """Disclose it (with its marks taken out), withhold it whole on the ground `code`, or leave it outside.

    What is folded into it goes with it. `note` is for colleagues. Raises `Invalid` naming the field.
    """
    answer = open_to_change(item.answer, actor)
    item = lock(item)
    if decision not in DECISIONS:
        raise Invalid({"decision": "Select what happens with it."})
    if decision == DISCLOSE and not item.can_be_marked:
        raise Invalid({"decision": "This file cannot be looked through here. Add a PDF of it and leave this one out."})
    item.code = exemption(code, law=answer.law, field="code").code if decision == WITHHOLD else ""
    item.note = clean_text(note, field="note", max_length=500)
    item.decision, item.decided_by, item.decided_at = decision, actor, at
    save(item, "code", "note", "decision", "decided_by", "decided_at")
    audit("disclosure.decided", answer, actor=actor, at=at, item=item.pk, decision=decision, ground=item.code)
    return item


@operation
def keep_apart(*, item: Item, actor: Any, at: datetime) -> Item:
    """Read this one alone, although another says the same: it is folded no more."""
    answer = open_to_change(item.answer, actor)
    item = lock(item)
    item.folded_into, item.folded_why, item.kept_apart = None, "", True
    save(item, "folded_into", "folded_why", "kept_apart")
    audit("disclosure.unfolded", answer, actor=actor, at=at, item=item.pk)
    return item
