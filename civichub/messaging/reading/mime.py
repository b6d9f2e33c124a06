"""A message taken apart, however it was put together."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from civichub.messaging.reading.headers import addresses, decoded, header, message_ids, tidy, words
from civichub.messaging.reading.machines import wants_no_automatic_reply, why_machine
from civichub.messaging.reading.markup import safe_markup, words_of
from civichub.messaging.reading.returns import Returned, returned

MOST_TEXT = 200_000
MOST_PARTS = 500
MOST_DEPTH = 30


class CannotRead(ValueError):
    """These bytes are no message that we can show. The original is all there is."""


@dataclass(frozen=True)
class ReadFile:
    """A file inside a message. `content_id` is set for an image that the text shows in its place."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class ReadMail:
    """One message in plain values. `from_address` is empty when it names nobody that one could write to.

    `machine` says in words why no person wrote it, or is empty; `quiet`: send no automatic reply all the same.
    `notices` are sentences for whoever reads it.
    """

    from_address: str
    from_name: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    subject: str
    text: str
    html: str
    blocked: tuple[str, ...]
    files: tuple[ReadFile, ...]
    message_id: str
    references: tuple[str, ...]
    language: str
    machine: str
    quiet: bool
    returned: Returned | None
    notices: tuple[str, ...]


def read_mail(content: bytes, *, envelope_from: str | None = None) -> ReadMail:
    """Take a message apart. Raises `CannotRead` when there is nothing in it to show."""
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        return _read(message, envelope_from)
    except CannotRead:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MemoryError) as error:
        raise CannotRead(f"{type(error).__name__} while reading it") from error


def _read(message: Message, envelope_from: str | None) -> ReadMail:
    if not message.keys():
        raise CannotRead("it has no headers")
    shown = _Shown()
    shown.take(message, depth=0)
    html, blocked = safe_markup(shown.html) if shown.html.strip() else ("", [])
    text = tidy(shown.text, length=MOST_TEXT, lines=True) or tidy(words_of(html), length=MOST_TEXT, lines=True)
    subject = header(message, "Subject")
    sender = next(iter(addresses(message, "From")), None) or next(iter(addresses(message, "Sender")), ("", ""))
    if not (text or subject or shown.files or sender[1]):
        raise CannotRead("it is empty")
    return ReadMail(
        from_address=sender[1],
        from_name=sender[0],
        recipients=_all(message, "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"),
        copies=_all(message, "Cc"),
        subject=subject,
        text=text,
        html=tidy(html, length=MOST_TEXT * 2, lines=True),
        blocked=tuple(tidy(one, length=300) for one in blocked),
        files=tuple(shown.files),
        message_id=next(iter(message_ids(message, "Message-ID")), ""),
        references=tuple(dict.fromkeys([*message_ids(message, "References"), *message_ids(message, "In-Reply-To")])),
        language=header(message, "Content-Language", length=12).partition(",")[0].lower(),
        machine=why_machine(message, envelope_from),
        quiet=wants_no_automatic_reply(message),
        returned=returned(message),
        notices=tuple(dict.fromkeys(shown.notices)),
    )


def _all(message: Message, *names: str) -> tuple[str, ...]:
    return tuple(address for _, address in addresses(message, *names))


class _Shown:
    """What of a message is shown as text, as markup, and as files. Gathered part by part."""

    def __init__(self) -> None:
        self.text = ""
        self.html = ""
        self.files: list[ReadFile] = []
        self.notices: list[str] = []
        self.parts = 0

    def take(self, part: Message, *, depth: int) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS or depth > MOST_DEPTH:
            self.notices.append("It has too many parts; the rest is in the original only.")
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            self._enclose(part)
        elif part.is_multipart() and kind != "message/delivery-status":
            for inner in part.get_payload():
                if isinstance(inner, Message):
                    self.take(inner, depth=depth + 1)
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            self._say(part, kind)
        elif not kind.startswith("message/"):
            self._keep(part, kind)

    def _say(self, part: Message, kind: str) -> None:
        words = decoded(_bytes(part), _charset(part))
        if kind == "text/html":
            self.html = f"{self.html}<br>{words}" if self.html else words
        elif len(self.text) < MOST_TEXT:
            self.text = f"{self.text}\n\n{words}" if self.text else words

    def _enclose(self, part: Message) -> None:
        inner = part.get_payload()
        enclosed = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(enclosed, Message):
            name = header(enclosed, "Subject", length=120) or "message"
            try:
                content = enclosed.as_bytes()
            except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
                self.notices.append(f"An enclosed message, “{name}”, is broken; it is in the original only.")
            else:
                self.files.append(ReadFile(f"{name}.eml", "message/rfc822", content))

    def _keep(self, part: Message, kind: str) -> None:
        content = _bytes(part)
        content_id = words(str(part.get("Content-ID") or ""), length=200).strip("<> ")
        name = _name(part, kind)
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
            self.notices.append("It was sent in Outlook's own format; its files are in winmail.dat, in the original.")
        if content or name != "file":
            self.files.append(ReadFile(name, tidy(kind, length=100), content, content_id))


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition") or "").partition(";")[0].strip().lower()
    return disposition == "attachment" or (disposition != "inline" and bool(_filename(part)))


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):
        return ""


def _filename(part: Message) -> str:
    try:
        return words(part.get_filename() or "", length=400)
    except (LookupError, ValueError, TypeError):
        return "file"


def _name(part: Message, kind: str) -> str:
    name = _filename(part).replace("\\", "/").rsplit("/", 1)[-1]
    return tidy(name, length=10_000)[-200:] or ("image" if kind.startswith("image/") else "file")
