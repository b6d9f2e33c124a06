"""The end of a transcript's time: the words and the files go, the contact and its figures stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from civichub.cases.queries import contacts_of_open_cases
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.operations import lock, operation, require, save
from civichub.customers.queries import held_among
from civichub.webchat import policies
from civichub.webchat.models import Chat

PERSONAL = ("name", "language_note", "reply_email", "reply_phone", "rating_words", "browser", "address")
STILL_WORK = ("waiting", "offered", "taken", "wrapping_up")


@operation
def forget_chat(*, chat: Chat, actor: Any, at: datetime) -> bool:
    """Delete what was written and sent once `keep_until` has passed (UK GDPR article 5(1)(e)); whether it was done.

    A chat that goes on, a message that somebody still has to answer, what an open case may need and what a legal hold
    keeps all stay.
    """
    chat = lock(chat)
    require(policies.may_keep_chats(actor))
    going_on = chat.state == "open" or (chat.item is not None and chat.item.state in STILL_WORK)
    if held_among([chat.contact.customer_id], london_date(at)):
        return False
    if chat.forgotten_at or chat.keep_until >= london_date(at) or going_on or contacts_of_open_cases([chat.contact_id]):
        return False
    chat.forgotten_at = at
    for field in PERSONAL:
        setattr(chat, field, "")
    save(chat, "forgotten_at", *PERSONAL)
    paths = list(chat.files.values_list("path", flat=True))
    lines, _ = chat.messages.all().delete()
    chat.files.all().delete()
    audit("chat.forgotten", chat, actor=actor, at=at, lines=lines, files=len(paths))
    transaction.on_commit(lambda: _delete_files(paths))
    return True


def _delete_files(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
