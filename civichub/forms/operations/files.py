"""Files that come with an answer: looked at before they are kept, and kept where no server runs them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import puremagic
from django.core.files.base import ContentFile

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.core.operations import lock, operation, require
from civichub.core.text import clean_text
from civichub.forms import policies
from civichub.forms.definition import FILE_TYPES, Question
from civichub.forms.models import DraftFile, FormDraft
from civichub.forms.operations.drafts import form_of

MOST_NAME = 200
_STARTS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_ARCHIVE = b"PK\x03\x04"
_INSIDE = {"docx": b"word/", "odt": b"mimetypeapplication/vnd.oasis.opendocument.text"}
"""Office documents are archives, whose first bytes do not tell them apart: what lies inside does."""
_ACTIVE = (b"/JavaScript", b"/JS(", b"/JS (", b"/Launch", b"/EmbeddedFile")


@operation
def attach_file(*, draft: FormDraft, question: str, name: str, content: bytes, actor: Any, at: datetime) -> DraftFile:
    """Keep a file for a question of type file; the same file twice for one question is kept once.

    The type is told from the bytes. Raises `Invalid` naming the question when it is empty, too big, of a type that the
    question does not take, a PDF with programs in it, or one too many.
    """
    draft = lock(draft)
    require(policies.may_fill_in(actor, draft.organisation_id, draft.owner_id))
    if draft.state != "open" or draft.expires_at <= at:
        raise Conflict("This form has been sent or has run out, so no file can be added.")
    asked = next((found for found in form_of(draft).questions if found.key == question and found.type == "file"), None)
    if asked is None:
        raise NotFound()
    shown = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field=question, max_length=10_000)
    shown = shown[-MOST_NAME:] or "file"
    content_type = _looked_at(asked, shown, content)
    digest = hashlib.sha256(content).hexdigest()
    held = DraftFile.objects.filter(draft=draft, question=question)
    if (same := held.filter(sha256=digest).first()) is not None:
        return same
    if held.count() >= asked.max_files:
        raise Invalid(
            {question: asked.error("too_many") or f"You can attach {asked.max_files} at most. Remove one first."}
        )
    file = DraftFile(
        draft=draft,
        question=question,
        name=shown,
        content_type=content_type,
        size=len(content),
        sha256=digest,
        created_at=at,
    )
    file.content.save(shown, ContentFile(content), save=False)
    file.save()
    audit("draft.file_attached", draft, actor=actor, at=at, question=question, sha256=digest, size=len(content))
    return file


def _looked_at(question: Question, name: str, content: bytes) -> str:
    """The content type of `content`, when `question` takes it. Raises `Invalid`."""
    most = question.max_megabytes
    if not content:
        raise Invalid({question.key: f"{name} is empty. Choose another file."})
    if len(content) > most * 1_000_000:
        raise Invalid({question.key: question.error("too_big") or f"{name} must be smaller than {most} MB."})
    kind = kind_of(content)
    if kind not in question.file_types:
        listed = ", ".join(sorted(known.upper() for known in question.file_types))
        raise Invalid({question.key: question.error("wrong_type") or f"{name} must be one of these types: {listed}."})
    if kind == "pdf" and has_program(content):
        raise Invalid({question.key: f"{name} holds a program or another file. Print it to a new PDF and attach that."})
    return FILE_TYPES[kind][0]


def has_program(content: bytes) -> bool:
    """Whether a PDF holds scripts, launches programs or carries other files."""
    return any(mark in content for mark in _ACTIVE)


def kind_of(content: bytes) -> str:
    """The key in `definition.FILE_TYPES` of what these bytes are, or "" for anything else."""
    if content.startswith(_ARCHIVE):
        return next((kind for kind, mark in _INSIDE.items() if mark in content), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    for kind, start in _STARTS.items():
        if content.startswith(start):
            return kind
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)[:3]}
    except (puremagic.PureError, ValueError):
        return ""
    return "heic" if found & set(FILE_TYPES["heic"]) and content[4:8] == b"ftyp" else ""


@operation
def remove_file(*, draft: FormDraft, ref: str, actor: Any, at: datetime) -> FormDraft:
    """Take a file away again, with its bytes, and out of the answer. Raises `NotFound` for one of another draft."""
    draft = lock(draft)
    require(policies.may_fill_in(actor, draft.organisation_id, draft.owner_id))
    if draft.state != "open":
        raise Conflict("This form has been sent, so its files stay.")
    file = DraftFile.objects.filter(draft=draft, ref=ref).first()
    if file is None:
        raise NotFound()
    file.content.delete(save=False)
    file.delete()
    # The page has to be saved again: the answer it held named this file.
    if draft.answers.pop(file.question, None) is not None:
        draft.save(update_fields=["answers"])
    audit("draft.file_removed", draft, actor=actor, at=at, question=file.question)
    return draft
