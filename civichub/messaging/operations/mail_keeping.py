"""Keeping what came in, before anybody tries to read it."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.messaging import policies
from civichub.messaging.events import MailArrived
from civichub.messaging.models import Mailbox, MailFile, RawMail
from civichub.messaging.reading.headers import tidy


@operation
def keep_original(
    *,
    mailbox: Mailbox,
    content: bytes,
    actor: Any,
    at: datetime,
    envelope_from: str | None = None,
    envelope_to: str = "",
) -> RawMail:
    """Keep a message as it came; when this has committed, and not before, the server may forget it.

    The same bytes for the same mailbox are one message, so a server that sends again after a crash does no harm.
    """
    require(policies.may_take_in_mail(actor))
    digest = hashlib.sha256(content).hexdigest()
    there = RawMail.objects.filter(mailbox=mailbox, sha256=digest).first()
    if there is not None:
        return there
    path = default_storage.save(f"mail/{mailbox.pk}/{secrets.token_hex(16)}", ContentFile(content))
    _to_disk(path)
    try:
        with transaction.atomic():
            original = RawMail.objects.create(
                mailbox=mailbox,
                sha256=digest,
                size=len(content),
                path=path,
                envelope_from=None if envelope_from is None else tidy(envelope_from, length=320),
                envelope_to=tidy(envelope_to, length=320),
                received_at=at,
            )
    except IntegrityError:
        default_storage.delete(path)  # it came twice at the same moment
        return RawMail.objects.get(mailbox=mailbox, sha256=digest)
    audit("mail.kept", original, actor=actor, at=at, mailbox=mailbox.pk, size=len(content), sha256=digest)
    publish(MailArrived(original_id=original.pk), at=at)
    return original


def _to_disk(path: str) -> None:
    """Until the disk has it, a power cut could lose what we are about to tell the server that we have."""
    with suppress(NotImplementedError), open(default_storage.path(path), "rb") as file:
        os.fsync(file.fileno())


@operation
def note_mailbox_checked(*, mailbox: Mailbox, failure: str, actor: Any, at: datetime) -> Mailbox:
    """The mailbox was looked into, or could not be: `failure` in words, empty when all went well."""
    mailbox = lock(mailbox)
    require(policies.may_take_in_mail(actor))
    changed = bool(mailbox.failure) != bool(failure)
    mailbox.checked_at, mailbox.failure = at, tidy(failure, length=200)
    mailbox.failed_at = (mailbox.failed_at or at) if failure else None
    save(mailbox, "checked_at", "failure", "failed_at")
    if changed:
        audit("mailbox.failing" if failure else "mailbox.working", mailbox, actor=actor, at=at, failure=mailbox.failure)
    return mailbox


@operation
def record_file_scan(*, file: MailFile, infected: bool, actor: Any, at: datetime, signature: str = "") -> MailFile:
    """What the scanner found. A clean file can be opened from now on; an infected one never."""
    file = lock(file)
    require(policies.may_take_in_mail(actor))
    file.scan = "infected" if infected else "clean"
    save(file, "scan")
    audit("mail.file_scanned", file, actor=actor, at=at, infected=infected, signature=signature)
    return file
