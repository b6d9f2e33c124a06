"""Email against a real SMTP server: what arrives, what each refusal means, and what is certain when the line breaks."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from civichub.delivery.providers.base import Outgoing, ProviderError, Refused, TryLater, Unclear
from civichub.delivery.providers.smtp import BadSmtpUrl, SmtpProvider, compose

SENDER = "The Hub <hub@council.example>"
OUTGOING = Outgoing(
    reference="7KM4PQXT9",
    channel="email",
    address=("jo@example.com",),
    subject="Your report – reçu",
    body="Dear Jo\n.a line that begins with a dot\n\nThank you.\n",
    to_name='Jo "JJ" Bløggs',
    from_name="Harborough District Council",
    reply_to="help@council.example",
    language="en",
    thread="cases.case.3F4G6H7J9",
)


class Inbox:
    """What an SMTP server got, with the answers it is told to give."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Any] = []
        self.answers: dict[str, str] = {}

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" not in self.answers:
            self.envelopes.append(envelope)
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    yield controller
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def provider(server: Controller, *, query: str = "?tls=off", scheme: str = "smtp", who: str = "") -> SmtpProvider:
    return SmtpProvider.from_url(f"{scheme}://{who}127.0.0.1:{server.port}{query}", sender=SENDER)


def nothing() -> None:
    """A hand-over that nobody needs to note."""


def test_the_email_arrives_as_it_was_written(server: Controller, inbox: Inbox) -> None:
    accepted = provider(server).send(OUTGOING, before_handover=nothing)
    (message,) = inbox.messages
    assert accepted.provider_id == "7KM4PQXT9@council.example"
    assert message.get_content().replace("\r\n", "\n") == OUTGOING.body
    assert message["Subject"] == "Your report – reçu"
    assert message["To"].addresses[0].display_name == 'Jo "JJ" Bløggs'
    assert str(message["From"]) == "Harborough District Council <hub@council.example>"
    assert message["Reply-To"] == "help@council.example"
    assert message["Message-ID"] == "<7KM4PQXT9@council.example>"
    assert message["References"] == "<cases.case.3F4G6H7J9@council.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert inbox.envelopes[0].mail_from == "hub@council.example"
    assert inbox.envelopes[0].rcpt_tos == ["jo@example.com"]


def test_a_follower_can_stop_from_the_mail_program(server: Controller, inbox: Inbox) -> None:
    stop = "https://hub.example/stop/abc"
    provider(server).send(replace(OUTGOING, unsubscribe_url=stop, body_html="<p>Hello</p>"), before_handover=nothing)
    assert inbox.messages[0]["List-Unsubscribe"] == f"<{stop}>"
    assert [part.get_content_type() for part in inbox.messages[0].iter_parts()] == ["text/plain", "text/html"]


def test_an_address_in_another_script_is_sent_where_the_server_can(server: Controller, inbox: Inbox) -> None:
    provider(server).send(replace(OUTGOING, address=("用户@example.com",)), before_handover=nothing)
    assert inbox.envelopes[0].rcpt_tos == ["用户@example.com"]


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name", "reply_to", "unsubscribe_url", "thread"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_a_header_cannot_be_smuggled_in(server: Controller, inbox: Inbox, field: str, line_break: str) -> None:
    poisoned = replace(OUTGOING, **{field: f"Jo{line_break}Bcc: victim@example.com{line_break}{line_break}Buy"})
    with pytest.raises(Refused):
        provider(server).send(poisoned, before_handover=nothing)
    assert inbox.messages == []


def test_a_second_recipient_cannot_be_smuggled_in(server: Controller, inbox: Inbox) -> None:
    for poisoned in ("jo@example.com\r\nRCPT TO:<b@example.com>", "jo@example.com>\nDATA"):
        with pytest.raises(ProviderError):
            provider(server).send(replace(OUTGOING, address=(poisoned,)), before_handover=nothing)
    assert inbox.messages == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_whatever_adds_a_header(subject: str, name: str) -> None:
    wanted = {key.lower() for key, _ in compose(OUTGOING, sender=SENDER).items()}
    try:
        message = compose(replace(OUTGOING, subject=subject, to_name=name), sender=SENDER)
        content = message.as_bytes()
    except (Refused, UnicodeEncodeError):
        return
    read = message_from_bytes(content, policy=policy.default)
    assert {key.lower() for key, _ in read.items()} <= wanted


@pytest.mark.parametrize(
    ("command", "answer", "kind", "code"),
    [
        ("RCPT", "550 5.1.1 no such user", Refused, "address_refused"),
        ("RCPT", "450 4.2.1 mailbox busy", TryLater, "deferred"),
        ("MAIL", "550 5.7.1 not your domain", TryLater, "setup_refused"),
        ("DATA", "554 5.7.1 spam", Refused, "content_refused"),
        ("DATA", "451 4.3.0 try later", TryLater, "deferred"),
    ],
)
def test_each_refusal_has_its_meaning(
    server: Controller, inbox: Inbox, command: str, answer: str, kind: type[ProviderError], code: str
) -> None:
    inbox.answers[command] = answer
    with pytest.raises(kind) as refused:
        provider(server).send(OUTGOING, before_handover=nothing)
    assert refused.value.code == code


def test_a_server_that_is_not_there_means_later() -> None:
    away = SmtpProvider.from_url(f"smtp://127.0.0.1:{free_port()}?tls=off", sender=SENDER)
    with pytest.raises(TryLater) as later:
        away.send(OUTGOING, before_handover=nothing)
    assert later.value.code == "unreachable"


class BreakingServer(threading.Thread):
    """A server that hangs up at one moment: on the `RCPT`, on `DATA`, or when it has the whole message."""

    def __init__(self, moment: str) -> None:
        super().__init__(daemon=True)
        self.moment, self.listener = moment, socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(b"220 here\r\n")
            lines.flush()
            for line in lines:
                command = line[:4].strip().decode().upper()
                if command == self.moment:
                    return
                lines.write(b"354 go on\r\n" if command == "DATA" else b"250 OK\r\n")
                lines.flush()
                if command == "DATA":
                    while lines.readline() not in (b".\r\n", b""):
                        continue
                    return


@pytest.mark.parametrize(
    ("moment", "kind", "handed_over"),
    [("EHLO", TryLater, 0), ("RCPT", TryLater, 0), ("DATA", TryLater, 0), ("after the content", Unclear, 1)],
)
def test_a_broken_line_is_unclear_only_once_the_content_has_left(
    moment: str, kind: type[ProviderError], handed_over: int
) -> None:
    breaking = BreakingServer(moment)
    breaking.start()
    calls: list[int] = []
    sender = SmtpProvider.from_url(f"smtp://127.0.0.1:{breaking.port}?tls=off", sender=SENDER)
    with pytest.raises(kind):
        sender.send(OUTGOING, before_handover=lambda: calls.append(1))
    assert len(calls) == handed_over
    breaking.join(timeout=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    key_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(key_text + made.public_bytes(serialization.Encoding.PEM))
    return file


def check_password(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"hub", b"p@ss word"), handled=False)


@pytest.fixture
def secure_server(inbox: Inbox, certificate: Path) -> Iterator[Controller]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check_password,
    )
    controller.start()
    yield controller
    controller.stop()


def test_the_password_travels_under_tls(secure_server: Controller, inbox: Inbox, certificate: Path) -> None:
    sender = provider(secure_server, query=f"?ca={certificate}", who="hub:p%40ss%20word@")
    sender.send(OUTGOING, before_handover=nothing)
    assert inbox.envelopes[0].rcpt_tos == ["jo@example.com"]


def test_a_wrong_password_is_ours_to_mend_so_the_message_waits(secure_server: Controller, certificate: Path) -> None:
    sender = provider(secure_server, query=f"?ca={certificate}", who="hub:wrong@")
    with pytest.raises(TryLater) as later:
        sender.send(OUTGOING, before_handover=nothing)
    assert later.value.code == "key_refused"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(secure_server: Controller, inbox: Inbox) -> None:
    with pytest.raises(TryLater) as later:
        provider(secure_server, query="", who="hub:p%40ss%20word@").send(OUTGOING, before_handover=nothing)
    assert later.value.code == "no_secure_connection"
    assert inbox.messages == []


def test_a_server_without_tls_gets_nothing_unless_that_was_asked_for(server: Controller, inbox: Inbox) -> None:
    with pytest.raises(TryLater) as later:
        provider(server, query="").send(OUTGOING, before_handover=nothing)
    assert later.value.code == "no_secure_connection"
    assert inbox.messages == []


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example?tls=sometimes",
        "smtp://mail.example?verify=no",
        "smtp://hub:secret@mail.example?tls=off",
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(BadSmtpUrl):
        SmtpProvider.from_url(url, sender=SENDER)
