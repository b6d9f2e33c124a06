"""Files of a case: looked at before they are kept, and kept where no server runs them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from civichub.cases import policies
from civichub.cases.events import AttachmentAdded, AttachmentCleared
from civichub.cases.models import Attachment, Case, EntryKind, ScanState
from civichub.cases.operations.history import add_history
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.forms.definition import FILE_TYPES
from civichub.forms.operations.files import has_program, kind_of

MOST_BYTES = 10_000_000
MOST_FILES = 40


@operation
def attach_to_case(
    *, case: Case, name: str, content: bytes, actor: Any, at: datetime, question: str = "", public: bool = True
) -> Attachment:
    """Keep a file with a case; the same file twice is kept once. `public`: the customer may have it too.

    The type is told from the bytes. Where a virus scanner is configured the file is held until it has been looked at.
    Raises `Invalid` on ``file`` when it is empty, over 10 MB, of a type we do not take, or a PDF with programs in it.
    """
    case = lock(case)
    require(policies.may_add_to_case(actor, case))
    shown = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field="file", max_length=10_000)[-200:] or "file"
    kind = _looked_at(shown, content)
    digest = hashlib.sha256(content).hexdigest()
    held = case.attachments.filter(sha256=digest, public=public).first()
    if held is not None:
        return held
    if case.attachments.count() >= MOST_FILES:
        raise Invalid({"file": f"This case already has {MOST_FILES} files. Contact us to send more."})
    path = default_storage.save(f"cases/{case.pk}/{secrets.token_hex(16)}", ContentFile(content))
    attachment = Attachment.objects.create(
        case=case,
        token=secrets.token_urlsafe(32),
        name=shown,
        content_type=FILE_TYPES[kind][0],
        size=len(content),
        sha256=digest,
        path=path,
        question=question,
        public=public,
        scan=ScanState.HELD if settings.CLAMAV else ScanState.NOT_SCANNED,
        added_by=actor,
        added_at=at,
    )
    case.updated_at = at
    save(case, "updated_at")
    add_history(case, EntryKind.ATTACHMENT, actor=actor, at=at, text=shown, public=public, attachment=attachment.pk)
    audit("case.file_attached", case, actor=actor, at=at, attachment=attachment.pk, sha256=digest, size=len(content))
    publish(AttachmentAdded(case_id=case.pk, attachment_id=attachment.pk), at=at)
    return attachment


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
        raise Invalid({"file": f"{name} holds a program or another file. Print it to a new PDF and attach that."})
    return kind


@operation
def record_scan(*, attachment: Attachment, infected: bool, actor: Any, at: datetime, signature: str = "") -> Attachment:
    """What the scanner found. A clean file can be opened from now on; an infected one never."""
    attachment = lock(attachment)
    require(policies.may_record_scan(actor))
    attachment.scan = ScanState.INFECTED if infected else ScanState.CLEAN
    save(attachment, "scan")
    if infected:
        words = f"{attachment.name} was blocked: it may hold a virus."
        add_history(attachment.case, EntryKind.ATTACHMENT, actor=actor, at=at, text=words, attachment=attachment.pk)
    else:
        publish(AttachmentCleared(case_id=attachment.case_id, attachment_id=attachment.pk), at=at)
    audit("case.file_scanned", attachment, actor=actor, at=at, infected=infected, signature=signature)
    return attachment
