"""Notices that a message did not arrive (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from civichub.messaging.reading.headers import header, message_ids

_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<([^<>\s]{1,298})>", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Returned:
    """`permanent`: the address does not take mail. `original_id` is the Message-ID of what came back, if it is told."""

    permanent: bool
    status: str
    original_id: str


def returned(message: Message) -> Returned | None:
    """What a delivery status notification says; None for anything else, and for mere delays and read receipts."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())[:50]
    status_part = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status_part is None:
        return None
    fields = [block for block in status_part.get_payload() if isinstance(block, Message)]
    actions = {header(block, "Action").lower() for block in fields} - {""}
    status = next((found[0] for block in fields if (found := _STATUS.search(header(block, "Status")))), "")
    if "failed" not in actions:
        return None
    return Returned(permanent=not status.startswith("4"), status=status or "failed", original_id=_original(parts))


def _original(parts: list[Message]) -> str:
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(inner := part.get_payload(), list) and inner:
            return next(iter(message_ids(inner[0], "Message-ID")), "")
        if kind == "text/rfc822-headers":
            found = _MESSAGE_ID.search(str(part.get_payload()))
            return found[1] if found else ""
    return ""
