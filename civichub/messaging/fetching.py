"""Fetching mail by IMAP: keep each message, and only then move it out of the way on the server.

What is in the folder has not been taken in yet; what has been is in the folder named `DONE`. No mark on a message
decides, so a person who looks into the mailbox hides nothing from the hub.
"""

from __future__ import annotations

import imaplib
import os
import re
import select
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import connection
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.messaging.models import Mailbox
from civichub.messaging.operations.mail_keeping import keep_original, note_mailbox_checked

DONE = "CivicHub"
TIMEOUT_SECONDS = 30
IDLE_SECONDS = 25 * 60  # RFC 2177: begin again before the server ends an idle session, at 29 minutes
AT_A_TIME = 200
MOST_BYTES = 60_000_000
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxTrouble(Exception):
    """The mailbox cannot be read now. The message is a sentence for whoever set it up; it never holds a password."""


def fetch_mail(mailbox: Mailbox, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Take in what lies in the mailbox's folder; how many messages. What failed is noted on the mailbox."""
    connection.close()
    try:
        with _signed_in(mailbox) as server:
            taken = _take_all(server, mailbox, stop)
    except MailboxTrouble as error:
        _note(mailbox, str(error))
        return 0
    except (OSError, imaplib.IMAP4.error) as error:
        _note(mailbox, f"The mail server stopped answering ({type(error).__name__}).")
        return 0
    return taken


def wait_for_mail(mailbox: Mailbox, *, stop: Callable[[], bool], seconds: float = IDLE_SECONDS) -> None:
    """Stay signed in and take in mail as it comes (IDLE), for so long at most. Without IDLE it returns at once.

    Raises `MailboxTrouble`, `OSError` or `imaplib.IMAP4.error` when the connection ends.
    """
    connection.close()
    with _signed_in(mailbox) as server:
        _take_all(server, mailbox, stop)
        if "IDLE" not in server.capabilities:
            return
        ends = timezone.now().timestamp() + seconds
        while not stop() and timezone.now().timestamp() < ends:
            connection.close()
            if _idle(server, stop, ends):
                _take_all(server, mailbox, stop)


@contextmanager
def _signed_in(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    password = os.environ.get(mailbox.secret_name, "")
    if not password:
        raise MailboxTrouble(f"The setting {mailbox.secret_name} holds no password.")
    try:
        server = _connect(mailbox)
    except ssl.SSLError as error:
        raise MailboxTrouble("The mail server's certificate is not trusted, or it does not speak TLS there.") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(f"The mail server {mailbox.host} cannot be reached.") from error
    try:
        try:
            server.login(mailbox.user, password)
        except imaplib.IMAP4.error as error:
            raise MailboxTrouble("The mail server does not accept the name or the password.") from error
        server.capabilities = tuple(server.capability()[1][-1].decode().upper().split())  # more than before signing in
        if server.select(_quoted(mailbox.folder))[0] != "OK":
            raise MailboxTrouble(f"There is no folder {mailbox.folder} in the mailbox.")
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _connect(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.secure == "implicit":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_SECONDS)
    if mailbox.secure == "starttls":
        server.starttls(ssl.create_default_context())
    return server


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "").replace('"', "") + '"'


def _take_all(server: imaplib.IMAP4, mailbox: Mailbox, stop: Callable[[], bool]) -> int:
    server.create(_quoted(DONE))  # an answer of NO means that it is there
    found = server.uid("SEARCH", "ALL")[1]
    ids = found[0].split() if found and found[0] else []
    taken, trouble = 0, ""
    for uid in ids[:AT_A_TIME]:
        if stop():
            break
        content = _content(server, uid)
        if content is None:
            trouble = "One message is too large to be taken in. It is still in the mailbox."
            continue
        keep_original(mailbox=mailbox, content=content, actor=system_account(), at=timezone.now())
        connection.close()
        _put_away(server, uid)
        taken += 1
    _note(mailbox, trouble)
    return taken


def _content(server: imaplib.IMAP4, uid: bytes) -> bytes | None:
    """The bytes of one message; None when it is too large."""
    name = uid.decode()
    size = _SIZE.search(b" ".join(one for one in server.uid("FETCH", name, "(RFC822.SIZE)")[1] if one))
    if size is None or int(size[1]) > MOST_BYTES:
        return None
    parts = server.uid("FETCH", name, "(BODY.PEEK[])")[1]
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _put_away(server: imaplib.IMAP4, uid: bytes) -> None:
    """Only now: we have it. A crash before this brings the same bytes again, which are the same message."""
    name = uid.decode()
    if "MOVE" in server.capabilities:
        server.uid("MOVE", name, _quoted(DONE))
        return
    if server.uid("COPY", name, _quoted(DONE))[0] == "OK":
        server.uid("STORE", name, "+FLAGS", r"(\Deleted)")
        if "UIDPLUS" in server.capabilities:
            server.uid("EXPUNGE", name)
        else:
            server.expunge()


def _idle(server: imaplib.IMAP4, stop: Callable[[], bool], ends: float) -> bool:
    """Wait until the server says anything (True: look again), or until the time is over (False)."""
    tag = server._new_tag()  # imaplib knows no IDLE before Python 3.14
    server.send(tag + b" IDLE\r\n")
    if not server.readline().startswith(b"+"):
        raise imaplib.IMAP4.abort("the server refuses IDLE")
    came = False
    while not came and not stop() and timezone.now().timestamp() < ends:
        came = _has_spoken(server)
        if came and not server.readline():
            raise imaplib.IMAP4.abort("the server has gone")
    server.send(b"DONE\r\n")
    while not (line := server.readline()).startswith(tag):
        if not line:
            raise imaplib.IMAP4.abort("the server has gone")
    return came


def _has_spoken(server: imaplib.IMAP4, seconds: float = 1) -> bool:
    """Whether a line waits: one that came with the last and was read with it already, or one still to be read."""
    server.sock.settimeout(0)
    try:
        if server.file.peek(1):
            return True
    except ssl.SSLWantReadError:
        pass
    finally:
        server.sock.settimeout(TIMEOUT_SECONDS)
    return bool(select.select([server.sock], [], [], seconds)[0])


def _note(mailbox: Mailbox, failure: str) -> None:
    note_mailbox_checked(mailbox=mailbox, failure=failure, actor=system_account(), at=timezone.now())
    connection.close()
