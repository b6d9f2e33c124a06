"""An answer while it is written: its words, and the files that are to go with it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from civichub.core.audit import audit
from civichub.core.errors import Invalid, NotFound
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require
from civichub.core.text import clean_text
from civichub.delivery.enclosures import MOST_BYTES as MOST_TOGETHER
from civichub.delivery.enclosures import MOST_NAME
from civichub.delivery.queries import why_no_files
from civichub.delivery.states import Channel
from civichub.messaging import policies
from civichub.messaging.events import MailFilesHeld
from civichub.messaging.file_rules import content_type_of, why_refused
from civichub.messaging.models import Conversation, MailFile, MailMessage, ReplyDraft

MOST_TEXT = 50_000
MOST_FILES = 10
MOST_BYTES = 10_000_000  # of one file, as wherever else somebody gives the hub a file


@operation
def keep_draft(*, conversation: Conversation, text: str, actor: Any, at: datetime) -> ReplyDraft:
    """What somebody has typed so far; empty text shows that they stopped."""
    require(policies.may_answer_mail(actor, conversation))
    text = clean_text(text, field="text", max_length=MOST_TEXT, lines=True)
    draft, made = ReplyDraft.objects.update_or_create(
        conversation=conversation, author=actor, defaults={"text": text, "at": at}
    )
    if made:
        audit("mail.draft_begun", conversation, actor=actor, at=at)
    return draft


@operation
def attach_file(*, conversation: Conversation, name: str, content: bytes, actor: Any, at: datetime) -> MailFile:
    """Put a file with what this person is writing; the same bytes twice are one file.

    Its type is told from its bytes. Raises `Invalid` on ``files`` when it is empty, too big, of a kind that we do not
    pass on, one too many, or when what sends our email carries none.
    """
    require(policies.may_answer_mail(actor, conversation))
    if why := why_no_files(Channel.EMAIL):
        raise Invalid({"files": why})
    draft, _ = ReplyDraft.objects.get_or_create(conversation=conversation, author=actor, defaults={"at": at})
    draft = lock(draft)
    name = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field="files", max_length=10_000)[-MOST_NAME:]
    digest, there = hashlib.sha256(content).hexdigest(), list(draft.files.all())
    if (same := next((one for one in there if one.sha256 == digest), None)) is not None:
        return same
    _check_size(name, content, there)
    if why := why_refused(name, "", content, number=1):
        raise Invalid({"files": f"{name} was not attached. {why}"})
    file = MailFile.objects.create(
        draft=draft,
        token=secrets.token_urlsafe(32),
        name=name or "file",
        content_type=content_type_of(name, "", content),
        size=len(content),
        sha256=digest,
        path=default_storage.save(f"mail/files/{secrets.token_hex(16)}", ContentFile(content)),
        scan="held" if settings.CLAMAV else "not_scanned",
    )
    if file.scan == "held":
        publish(MailFilesHeld(conversation_id=conversation.pk), at=at)
    audit("mail.file_attached", conversation, actor=actor, at=at, file=file.pk, sha256=digest, size=file.size)
    return file


def _check_size(name: str, content: bytes, there: list[MailFile]) -> None:
    if len(there) >= MOST_FILES:
        raise Invalid({"files": f"{name} was not attached. An email takes {MOST_FILES} files at most."})
    if len(content) > MOST_BYTES:
        raise Invalid({"files": f"{name} was not attached. It is larger than {MOST_BYTES // 1_000_000} MB."})
    if sum(one.size for one in there) + len(content) > MOST_TOGETHER:
        most = MOST_TOGETHER // 1_000_000
        raise Invalid({"files": f"{name} was not attached. All files together may have {most} MB at most."})


@operation
def take_off_file(*, conversation: Conversation, token: str, actor: Any, at: datetime) -> Conversation:
    """Take a file away from what this person is writing, with its bytes. Raises `NotFound` for any other file."""
    require(policies.may_answer_mail(actor, conversation))
    file = MailFile.objects.filter(draft__conversation=conversation, draft__author=actor, token=token).first()
    if file is None:
        raise NotFound()
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(file.path))
    audit("mail.file_taken_off", conversation, actor=actor, at=at, sha256=file.sha256)
    return conversation


def files_to_send(conversation: Conversation, author: Any) -> list[MailFile]:
    """What goes with the answer of this person. Raises `Invalid` on ``files`` unless each may be opened by anybody."""
    files = list(MailFile.objects.filter(draft__conversation=conversation, draft__author=author))
    for one in files:
        if one.scan == "held":
            raise Invalid({"files": f"{one.name} is still being checked for viruses. Send again in a moment."})
        if not one.servable:
            raise Invalid({"files": f"{one.name} may hold a virus, so it cannot be sent. Take it off first."})
    return files


def hand_over_files(
    files: Iterable[MailFile], *, message: MailMessage | None = None, draft: ReplyDraft | None = None
) -> None:
    """From the draft to the message that was sent, or back again."""
    MailFile.objects.filter(pk__in=[one.pk for one in files]).update(message=message, draft=draft)
