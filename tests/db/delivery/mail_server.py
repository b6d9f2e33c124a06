"""A real SMTP server on this machine that keeps what it got and answers as it is told."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

# It tells of every connection, into a stream that the end of a test closes.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class MailServer:
    """`stall_before` and `stall_after` keep a client waiting before it may send the content, or for the last answer."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    stall_before: float = 0.0
    stall_after: float = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        await asyncio.sleep(self.stall_before)
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" not in self.answers:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.stall_after)
        return self.answers.get("DATA", "250 OK")


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """The server on a free port (`server.url`), until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MailServer(url=f"smtp://127.0.0.1:{port}?tls=off")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
