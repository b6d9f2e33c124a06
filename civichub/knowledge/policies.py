"""Who may write what staff look up. Whatever is published is read by all staff of the partnership."""

from __future__ import annotations

from typing import Any

EDIT = "knowledge.edit"


def may_read_articles(user: Any) -> bool:
    """All staff: an advisor often answers for another council, whose own article then holds."""
    return bool(user.is_system or user.is_staff_member)


def may_edit_article(user: Any, organisation_id: int) -> bool:
    """Service managers and administrators of the organisation that keeps it, shared or not."""
    return bool(user.has_power(EDIT, organisation_id))


def may_publish_article(user: Any, organisation_id: int) -> bool:
    """As for editing: whoever answers for the words puts them into force."""
    return may_edit_article(user, organisation_id)


def may_give_article_feedback(user: Any, organisation_id: int) -> bool:
    """Staff, for an organisation in which they work."""
    return bool(user.is_active and user.is_staff_member and organisation_id in user.powers)


def may_note_missed_search(user: Any, organisation_id: int) -> bool:
    """As for feedback: it is said for one's own organisation."""
    return may_give_article_feedback(user, organisation_id)


def may_settle_gap(user: Any, organisation_id: int) -> bool:
    """Those who could write what is missing."""
    return may_edit_article(user, organisation_id)


def may_edit_prompt(user: Any, organisation_id: int) -> bool:
    """Those who write what advisors say: a prompt is such words."""
    return bool(user.is_system or may_edit_article(user, organisation_id))


def may_answer_prompt(user: Any, contact: Any) -> bool:
    """Whoever handles the contact in which it was offered."""
    handles = contact.handled_by_id == user.pk or user.has_power("contact.handle", contact.organisation_id)
    return bool(user.is_system or handles)


WRITES_TEXTS = ("mail.manage", "messages.edit", "work.supervise", "organisation.manage")


def may_write_canned_text(user: Any, organisation_id: int) -> bool:
    """Whoever sets up mail or chat, writes the organisation's messages, or runs its day."""
    return bool(user.is_system or any(user.has_power(power, organisation_id) for power in WRITES_TEXTS))


def may_remind_keepers(user: Any) -> bool:
    """The hub itself, in a job."""
    return bool(user.is_system)
