"""Writing, sending files, reading marks, and an advisor coming into a chat."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from civichub.contacts.operations import take_over_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.forms.definition import FILE_TYPES
from civichub.forms.operations.files import has_program, kind_of
from civichub.webchat import policies
from civichub.webchat.events import ChatFileAdded
from civichub.webchat.models import Author, Chat, ChatFile, ChatMessage, ScanState
from civichub.webchat.operations.lines import add_line, say, tell
from civichub.webchat.queries import first_name, last_line

MOST_TEXT = 4_000
MOST_BYTES = 10_000_000
MOST_FILES = 20
SEEN_AGAIN_AFTER = timedelta(seconds=10)  # a page asks every few seconds; writing each time would tell nobody more


@operation
def send_message(*, chat: Chat, author: str, text: str, actor: Any, at: datetime, client_id: str = "") -> ChatMessage:
    """Add what one side wrote. The same `client_id` of the same side is the same message, however often it comes.

    Raises `Conflict` when the chat is over, `Invalid` on ``text`` when it is empty or too long.
    """
    chat = lock(chat)
    _require_side(chat, author, actor)
    client_id = clean_text(client_id, field="client_id", max_length=40)
    if client_id and (there := chat.messages.filter(author=author, client_id=client_id).first()):
        return there
    _require_open(chat)
    text = clean_text(text, field="text", max_length=MOST_TEXT, required=True, lines=True)
    person = None if author == Author.RESIDENT else actor
    line = add_line(chat, author, text, person=person, client_id=client_id, at=at)
    _heard(chat, author, at)
    audit("chat.written", chat, actor=actor, at=at, message=line.pk, author=author)
    return line


def _require_side(chat: Chat, author: str, actor: Any) -> None:
    if author == Author.RESIDENT:
        require(policies.may_write_as_resident(actor, chat))
    else:
        require(policies.may_answer_chat(actor, chat) and author == Author.ADVISOR)


def _require_open(chat: Chat) -> None:
    if chat.is_over:
        raise Conflict("This chat is over. Begin a new one, or leave a message.")


def _heard(chat: Chat, author: str, at: datetime) -> None:
    if author == Author.RESIDENT:
        # Several lines in a row are one wait: it began with the first that nobody has answered.
        if chat.advisor_at is not None and chat.advisor_at >= chat.resident_at:
            chat.resident_at = at
        chat.seen_at, chat.resident_typing_at, chat.asked_at = at, None, None
        save(chat, "resident_at", "seen_at", "resident_typing_at", "asked_at")
    else:
        chat.advisor_at, chat.advisor_typing_at, chat.asked_at = at, None, None
        save(chat, "advisor_at", "advisor_typing_at", "asked_at")


@operation
def send_file(
    *, chat: Chat, author: str, name: str, content: bytes, actor: Any, at: datetime, client_id: str = ""
) -> ChatMessage:
    """Add a file. The type is told from the bytes; where a scanner is configured nobody opens it before it was checked.

    Raises `Invalid` on ``file`` when it is empty, over 10 MB, of a type we do not take, or a PDF with programs in it.
    """
    chat = lock(chat)
    _require_side(chat, author, actor)
    if client_id and (there := chat.messages.filter(author=author, client_id=client_id[:40]).first()):
        return there
    _require_open(chat)
    shown = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field="file", max_length=10_000)[-200:] or "file"
    kind = _looked_at(shown, content)
    if chat.files.count() >= MOST_FILES:
        raise Invalid({"file": f"This chat already has {MOST_FILES} files. Send no more here."})
    path = default_storage.save(f"chats/{chat.pk}/{secrets.token_hex(16)}", ContentFile(content))
    file = ChatFile.objects.create(
        chat=chat, token=secrets.token_urlsafe(32), name=shown, content_type=FILE_TYPES[kind][0], size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), path=path,
        scan=ScanState.HELD if settings.CLAMAV else ScanState.NOT_SCANNED, added_at=at,
    )  # fmt: skip
    person = None if author == Author.RESIDENT else actor
    line = add_line(chat, author, "", person=person, client_id=client_id[:40], file=file, at=at)
    _heard(chat, author, at)
    audit("chat.file_sent", chat, actor=actor, at=at, file=file.pk, sha256=file.sha256, size=file.size, author=author)
    publish(ChatFileAdded(file_id=file.pk), at=at)
    return line


def _looked_at(name: str, content: bytes) -> str:
    if not content:
        raise Invalid({"file": f"{name} is empty. Choose another file."})
    if len(content) > MOST_BYTES:
        raise Invalid({"file": f"{name} must be smaller than {MOST_BYTES // 1_000_000} MB."})
    kind = kind_of(content)
    if not kind:
        listed = ", ".join(sorted(known.upper() for known in FILE_TYPES))
        raise Invalid({"file": f"{name} must be one of these types: {listed}."})
    if kind == "pdf" and has_program(content):
        raise Invalid({"file": f"{name} holds a program or another file. Print it to a new PDF and send that."})
    return kind


@operation
def record_scan(*, file: ChatFile, infected: bool, actor: Any, at: datetime, signature: str = "") -> ChatFile:
    """What the scanner found. A clean file can be opened from now on; an infected one never."""
    file = lock(file)
    require(policies.may_keep_chats(actor))
    file.scan = ScanState.INFECTED if infected else ScanState.CLEAN
    save(file, "scan")
    if infected:
        say(lock(file.chat), f"The file {file.name} was blocked: it may hold a virus.", at)
    else:
        tell(file.chat)
    audit("chat.file_scanned", file, actor=actor, at=at, infected=infected, signature=signature)
    return file


@operation
def see_chat(*, chat: Chat, author: str, read_to: int, typing: bool, actor: Any, at: datetime) -> Chat:
    """A sign of life of one side: how far they have read, and whether they type just now.

    Writes only what has changed; the audit hears of a resident who comes back after the page was thought gone.
    """
    chat = lock(chat)
    _require_side(chat, author, actor)
    fields: list[str] = []
    side = "resident" if author == Author.RESIDENT else "advisor"
    if read_to > getattr(chat, f"{side}_read_to"):
        setattr(chat, f"{side}_read_to", min(read_to, last_line(chat.pk)))
        fields.append(f"{side}_read_to")
    if typing and not chat.is_over:
        setattr(chat, f"{side}_typing_at", at)
        fields.append(f"{side}_typing_at")
    news = bool(fields)
    if author == Author.RESIDENT and at - chat.seen_at >= SEEN_AGAIN_AFTER:
        if at - chat.seen_at >= timedelta(minutes=5):
            audit("chat.resident_came_back", chat, actor=actor, at=at)
        chat.seen_at = at
        fields.append("seen_at")
    if fields:
        save(chat, *fields)
    if news:
        tell(chat)
    return chat


@operation
def join_chat(*, chat: Chat, actor: Any, at: datetime) -> Chat:
    """Go on with a chat as the one who took it from the queue: the resident reads who is with them. Twice is once."""
    chat = lock(chat)
    require(policies.may_answer_chat(actor, chat) and not actor.is_system)
    if chat.is_over:
        return chat
    take_over_contact(contact=chat.contact, actor=actor, at=at)
    words = f"You are now chatting with {first_name(actor)}."
    last = chat.messages.filter(author=Author.HUB, person=actor).order_by("-pk").first()
    since = chat.item.taken_at
    if last is None or (since is not None and last.at < since):
        add_line(chat, Author.HUB, words, person=actor, at=max(at, since or at))
        audit("chat.joined", chat, actor=actor, at=at)
    return chat


@operation
def note_language(*, chat: Chat, language: str, note: str, actor: Any, at: datetime) -> Chat:
    """What the resident reads, and how you manage: "Interpreter on the line", "Short sentences, no idioms"."""
    chat = lock(chat)
    require(policies.may_answer_chat(actor, chat))
    chat.language = clean_text(language, field="language", max_length=40, required=True)
    chat.language_note = clean_text(note, field="note", max_length=200)
    save(chat, "language", "language_note")
    audit("chat.language_noted", chat, actor=actor, at=at, language=chat.language)
    tell(chat)
    return chat
