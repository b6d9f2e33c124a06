"""Mail that the mail server hands in, by LMTP or SMTP: "250" means that it is stored and will not be lost."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, connection
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.messaging.models import Mailbox
from civichub.messaging.operations.mail_keeping import keep_original
from civichub.messaging.queries.mail import mailbox_at

logger = logging.getLogger(__name__)
MOST_BYTES = 60_000_000
TAKEN, NOT_NOW, NOBODY = "250 2.0.0 Stored", "451 4.3.0 Try again later", "550 5.1.1 There is no such mailbox here"


class MailboxHandler:
    """Takes messages for the mailboxes of the hub, and for nobody else."""

    def __init__(self, *, per_recipient: bool) -> None:
        self.per_recipient = per_recipient

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say at the door whether the address is one of ours."""
        try:
            found = await asyncio.to_thread(_in_thread, _mailbox, address)
        except DatabaseError:
            return NOT_NOW
        if found is None:
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store it once for each mailbox, and answer for each recipient (LMTP) or for all of them (SMTP)."""
        answers = [await asyncio.to_thread(_in_thread, _store, envelope, one) for one in envelope.rcpt_tos]
        if self.per_recipient:
            return "\r\n".join(answers)
        return next((one for one in answers if one != TAKEN), TAKEN)


def _in_thread(act: Any, *args: Any) -> Any:
    try:
        return act(*args)
    finally:
        connection.close()


def _mailbox(address: str) -> Mailbox | None:
    return mailbox_at(address)


def _store(envelope: Envelope, address: str) -> str:
    content = envelope.content if isinstance(envelope.content, bytes) else b""
    try:
        mailbox = mailbox_at(address)
        if mailbox is None:
            return NOBODY
        keep_original(
            mailbox=mailbox,
            content=content,
            envelope_from=(envelope.mail_from or "").strip("<> "),
            envelope_to=address,
            actor=system_account(),
            at=timezone.now(),
        )
    except (DatabaseError, OSError):
        logger.exception("a message could not be stored, so its sender will try again")
        return NOT_NOW
    return TAKEN


def protocol(kind: str) -> SMTP:
    """One connection's end of the conversation; `kind` is ``lmtp`` or ``smtp``."""
    handler = MailboxHandler(per_recipient=kind == "lmtp")
    made = LMTP if kind == "lmtp" else SMTP
    return made(handler, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, ident="CivicHub")
