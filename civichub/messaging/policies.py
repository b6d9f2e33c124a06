"""Who may read, answer and set up mail."""

from __future__ import annotations

from typing import Any


def may_take_in_mail(user: Any) -> bool:
    """The hub itself, which talks to the mail servers and the scanner."""
    return bool(user.is_system)


def may_answer_mail(user: Any, conversation: Any) -> bool:
    """Whoever handles contacts where it came in, if the mailbox is open to them, and whoever has it in hand."""
    if user.is_system or (conversation.contact is not None and conversation.contact.handled_by_id == user.pk):
        return True
    if conversation.mailbox.is_sensitive and not user.has_power("case.view_sensitive", conversation.organisation_id):
        return False
    return bool(user.has_power("contact.handle", conversation.organisation_id))


def may_set_up_mail(user: Any, organisation_id: int) -> bool:
    """Administrators and service managers of the organisation whose mailbox or text it is."""
    return bool(user.is_system or user.has_power("mail.manage", organisation_id))
