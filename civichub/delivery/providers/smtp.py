"""Email over SMTP, driven step by step so that we know at each break whether the server can have taken the message."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils import timezone

from civichub.delivery.providers.base import Accepted, Outgoing, Refused, TryLater, Unclear

TIMEOUT_SECONDS = 20
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_DONE, _READY_FOR_CONTENT = 250, 354
_POLICY: EmailPolicy = SMTP_POLICY.clone(max_line_length=78, cte_type="7bit")


class BadSmtpUrl(ValueError):
    """CIVICHUB_SMTP_URL cannot be read; the message says why."""


@dataclass(frozen=True)
class SmtpProvider:
    """One mail server. `tls` is "implicit" (smtps), "starttls" or "off" (only for a server on the same machine)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    ca_file: str | None = None
    timeout: float = TIMEOUT_SECONDS

    name = "smtp"
    carries_files = True
    asks_after = None
    remembers_for = timedelta(0)

    @classmethod
    def from_url(cls, url: str, *, sender: str) -> SmtpProvider:
        """Read ``smtp://user:password@host:587`` (STARTTLS demanded) or ``smtps://…`` (TLS from the first byte).

        ``?tls=off`` turns encryption off, ``?ca=FILE`` trusts the certificates in that file. Raises `BadSmtpUrl`.
        """
        parts = urlsplit(url)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise BadSmtpUrl("CIVICHUB_SMTP_URL must look like smtp://user:password@host:587 or smtps://…")
        if query.get("tls", "off") != "off" or set(query) - {"tls", "ca"}:
            raise BadSmtpUrl("CIVICHUB_SMTP_URL takes only ?tls=off and ?ca=FILE")
        if "tls" in query and parts.password and parts.hostname not in LOCAL_HOSTS:
            raise BadSmtpUrl("CIVICHUB_SMTP_URL would send a password unencrypted: remove ?tls=off")
        secure = "implicit" if parts.scheme == "smtps" else "starttls"
        return cls(
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=query.get("tls", secure),
            ca_file=query.get("ca"),
        )

    def send(self, outgoing: Outgoing, *, before_handover: Callable[[], None]) -> Accepted:
        """Hand one email to the server. After `before_handover` a break is `Unclear`: the server may have it."""
        envelope = outgoing.bounces_to or _bare(self.sender)
        recipient = outgoing.address[0]
        message = compose(outgoing, sender=self.sender)
        needs_utf8 = not (envelope + recipient).isascii()
        content = message.as_bytes(policy=_POLICY.clone(utf8=needs_utf8))
        try:
            server = self._connect()
        except ssl.SSLError as error:
            raise TryLater("no_secure_connection") from error
        except smtplib.SMTPAuthenticationError as error:
            raise TryLater("key_refused") from error
        except smtplib.SMTPNotSupportedError as error:
            raise TryLater("no_secure_connection") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater("unreachable") from error
        try:
            _offer(server, envelope, recipient, needs_utf8)
            before_handover()
            _hand_over(server, content)
            with suppress(OSError, smtplib.SMTPException):
                server.putcmd("QUIT")  # not waited for: the message is taken, and a slow goodbye could lose that fact
        finally:
            server.close()
        return Accepted(provider_id=message["Message-ID"].strip("<>"))

    def find(self, reference: str, *, since: datetime) -> Accepted | None:
        """A mail server keeps no record that we could ask for, as `asks_after` says."""
        raise TryLater("lost_contact")

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file)
        here = socket.gethostname()
        kind = partial(smtplib.SMTP_SSL, context=context) if self.tls == "implicit" else smtplib.SMTP
        server = kind(self.host, self.port, local_hostname=here, timeout=self.timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _offer(server: smtplib.SMTP, envelope: str, recipient: str, needs_utf8: bool) -> None:
    """Name sender and recipient and ask to send. Whatever fails here, nothing has left."""
    if needs_utf8 and not server.has_extn("smtputf8"):
        raise Refused("address_unsupported")
    try:
        if server.mail(envelope, ["SMTPUTF8"] if needs_utf8 else [])[0] != _DONE:
            raise TryLater("setup_refused")  # the sender is ours to mend, so the message keeps its place
        _expect(server.rcpt(recipient), _DONE, refused="address_refused")
        _expect(server.docmd("DATA"), _READY_FOR_CONTENT, refused="content_refused")
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater("unreachable") from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    lines = content.replace(b"\r\n.", b"\r\n..")
    lines = b"." + lines if lines.startswith(b".") else lines
    try:
        server.send(lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"))
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear("lost_contact") from error
    _expect(answer, _DONE, refused="content_refused")


def _expect(answer: tuple[int, bytes], wanted: int, *, refused: str) -> None:
    """Turn a reply into our errors by its first digit alone (RFC 5321 §4.2.1): 4 passes, 5 stays."""
    code = answer[0]
    if code == wanted or (wanted == _DONE and code in (251, 252)):
        return
    if 500 <= code < 600:
        raise Refused(refused)
    raise TryLater("deferred")


def _bare(sender: str) -> str:
    return parseaddr(sender)[1]


def compose(outgoing: Outgoing, *, sender: str) -> EmailMessage:
    """The email as it goes out. Pure but for the Date.

    ``Auto-Submitted`` (RFC 3834) keeps other machines from answering what no person wrote. The Message-ID is the same
    at each attempt, so a receiving server that got it twice can tell. Raises `Refused` when a header would hold a line
    break.
    """
    address, domain = _bare(sender), _bare(sender).rpartition("@")[2]
    message = EmailMessage(policy=_POLICY)
    try:
        message["From"] = _mailbox(outgoing.from_name or parseaddr(sender)[0], outgoing.from_address or address)
        message["To"] = _mailbox(outgoing.to_name, outgoing.address[0])
        message["Subject"] = outgoing.subject
        message["Message-ID"] = f"<{outgoing.reference}@{domain}>"
        message["Date"] = format_datetime(timezone.now())
        if not outgoing.by_a_person:
            message["Auto-Submitted"] = "auto-replied" if outgoing.in_reply_to else "auto-generated"
            message["X-Auto-Response-Suppress"] = "All"
        if outgoing.in_reply_to:
            message["In-Reply-To"] = f"<{outgoing.in_reply_to}>"
        if outgoing.references:
            message["References"] = " ".join(f"<{one}>" for one in outgoing.references)
        elif outgoing.thread:
            message["References"] = f"<{outgoing.thread}@{domain}>"
        if outgoing.reply_to:
            message["Reply-To"] = _mailbox("", outgoing.reply_to)
        if outgoing.unsubscribe_url:
            message["List-Unsubscribe"] = f"<{outgoing.unsubscribe_url}>"
    except ValueError as error:
        raise Refused("content_refused") from error
    message.set_content(outgoing.body)
    message["Content-Language"] = outgoing.language
    if outgoing.body_html:
        message.add_alternative(outgoing.body_html, subtype="html")
    for file in outgoing.enclosed:
        kind, _, subtype = file.content_type.partition("/")
        charset = {"charset": "utf-8"} if kind == "text" else None
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name, params=charset)
    return message


def _mailbox(name: str, address: str) -> Address:
    if any(ord(character) < 32 for character in name + address):
        raise ValueError("a line break in a header")
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
