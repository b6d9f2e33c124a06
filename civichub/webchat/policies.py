"""Who may chat, answer, look on, and set it up."""

from __future__ import annotations

from typing import Any


def may_begin_chat(user: Any) -> bool:
    """Anybody at the door, for whom the hub acts, and residents who are signed in."""
    return user.is_system or user.kind == "resident"


def may_write_as_resident(user: Any, chat: Any) -> bool:
    """The hub for whoever holds the chat's cookie, and the resident who began it."""
    return bool(user.is_system or (chat.started_by_id is not None and chat.started_by_id == user.pk))


def may_answer_chat(user: Any, chat: Any) -> bool:
    """Whoever has it in hand, and who took the contact over. The hub writes its own lines."""
    held = chat.item is not None and chat.item.taken_by_id == user.pk and chat.item.state in ("taken", "wrapping_up")
    return bool(user.is_system or held)


def may_end_chat(user: Any, chat: Any) -> bool:
    """Either side."""
    return may_write_as_resident(user, chat) or may_answer_chat(user, chat)


def may_set_up_chat(user: Any, organisation_id: int) -> bool:
    """Whoever runs the organisation's day, and its administrators."""
    return user.has_power("work.supervise", organisation_id) or user.has_power("organisation.manage", organisation_id)


def may_block(user: Any, chat: Any) -> bool:
    """Whoever has the chat in hand or has had the contact, and whoever runs the day."""
    mine = may_answer_chat(user, chat) or chat.contact.handled_by_id == user.pk
    return mine or user.has_power("work.supervise", chat.organisation_id)


def may_lift_block(user: Any, block: Any) -> bool:
    """Who set it, and whoever runs the day."""
    return block.by_id == user.pk or user.has_power("work.supervise", block.organisation_id)


def may_keep_chats(user: Any) -> bool:
    """The hub itself, by the minute."""
    return bool(user.is_system)
