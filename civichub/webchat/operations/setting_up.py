"""An organisation's rules for chat, and blocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.webchat import policies
from civichub.webchat.models import Chat, ChatBlock, ChatSetup
from civichub.webchat.queries import language_names

FIELDS = {
    "is_on", "services", "queue", "languages", "greetings", "most_waiting", "remind_minutes", "ask_minutes",
    "close_minutes", "gone_minutes", "kept_hours", "retention_days",
}  # fmt: skip
LEAST_AND_MOST = {
    "remind_minutes": (1, 60), "ask_minutes": (1, 120), "close_minutes": (1, 60), "gone_minutes": (2, 120),
    "most_waiting": (1, 500), "kept_hours": (1, 72), "retention_days": (30, 3650),
}  # fmt: skip
MOST_GREETING = 500
BLOCK_HOURS = (1, 4, 24, 72)


@operation
def set_up_chat(*, organisation: Any, actor: Any, at: datetime, **details: Any) -> ChatSetup:
    """Make or change the rules: `details` are fields of `ChatSetup`. Raises `Invalid` naming what to change."""
    require(policies.may_set_up_chat(actor, organisation.pk))
    unknown = details.keys() - FIELDS
    if unknown:
        raise TypeError(f"the rules of a chat have no {', '.join(sorted(unknown))}")
    _check(details)
    setup, made = ChatSetup.objects.update_or_create(organisation=organisation, defaults=details)
    audit("chat.set_up" if made else "chat.set_up_changed", setup, actor=actor, at=at, fields=sorted(details))
    return setup


def _check(details: dict[str, Any]) -> None:
    errors = {}
    for field, (least, most) in LEAST_AND_MOST.items():
        if field in details and not least <= details[field] <= most:
            errors[field] = f"Enter a number from {least:,} to {most:,}."
    known = language_names()
    if set(details.get("languages", ())) - known.keys():
        errors["languages"] = "Choose the languages from the list."
    for language, words in details.get("greetings", {}).items():
        if language not in known or len(words) > MOST_GREETING:
            errors["greetings"] = f"Shorten each greeting to {MOST_GREETING} characters or fewer."
    if errors:
        raise Invalid(errors)


@operation
def block_chatter(*, chat: Chat, reason: str, hours: int, actor: Any, at: datetime) -> ChatBlock:
    """Let whoever wrote this begin no chat for some hours. They can still telephone and write to us."""
    chat = lock(chat)
    require(policies.may_block(actor, chat))
    if hours not in BLOCK_HOURS:
        raise Invalid({"hours": "Choose for how long from the list."})
    block = ChatBlock.objects.create(
        organisation=chat.organisation, chat=chat, browser=chat.browser, address=chat.address, by=actor, at=at,
        reason=clean_text(reason, field="reason", max_length=200, required=True), until=at + timedelta(hours=hours),
    )  # fmt: skip
    audit("chat.blocked", block, actor=actor, at=at, chat=chat.pk, hours=hours, reason=block.reason)
    return block


@operation
def lift_block(*, block: ChatBlock, actor: Any, at: datetime) -> ChatBlock:
    """Undo a block. Twice changes nothing."""
    block = lock(block)
    require(policies.may_lift_block(actor, block))
    if block.lifted_at is None:
        block.lifted_at, block.lifted_by = at, actor
        save(block, "lifted_at", "lifted_by")
        audit("chat.block_lifted", block, actor=actor, at=at)
    return block
