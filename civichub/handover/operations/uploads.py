"""Bringing in an extract at the desk: kept, tried out, taken in by a job that goes on after a crash, taken back."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from civichub.accounts.queries import system_account
from civichub.cases.operations.undoing_extracts import undo_case_import
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.handover import policies
from civichub.handover.models import Upload
from civichub.handover.states import UPLOAD

ENDINGS = (".csv", ".json", ".jsonl", ".ndjson", ".parquet")
TAKE_BACK_WITHIN = timedelta(days=7)
WORK_JOB = "civichub.handover.jobs.work_on_upload"


@operation
def bring_file(*, organisation: Any, name: str, file: File[bytes], actor: Any, at: datetime) -> Upload:
    """Keep the file and have it tried out; the same file again is the same upload. Raises `Invalid` on ``file``."""
    require(policies.may_import(actor, organisation.pk))
    name = clean_text(name, field="file", max_length=200, required=True)
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise Invalid({"file": f"Choose a file of one of these kinds: {', '.join(one[1:] for one in ENDINGS)}."})
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    held = Upload.objects.filter(organisation=organisation, sha256=digest).exclude(state__in=["refused", "undone"])
    if (known := held.first()) is not None:
        return known
    path = default_storage.save(f"uploads/{organisation.pk}/{digest[:32]}{ending}", file)
    upload = Upload.objects.create(
        organisation=organisation, name=name, path=path, sha256=digest, brought_by=actor, brought_at=at
    )
    audit("upload.brought", upload, actor=actor, at=at, sha256=digest)
    wake_upload(upload.pk)
    return upload


def wake_upload(upload_id: int) -> None:
    """One job that takes the next step with this file; one that waits already is enough."""
    job = app.configure_task(WORK_JOB, queue="upkeep", queueing_lock=f"upload-{upload_id}", lock=f"upload-{upload_id}")
    try:
        with transaction.atomic():
            job.defer(upload_id=upload_id)
    except AlreadyEnqueued:
        return


@operation
def note_tried_out(*, upload: Upload, counts: dict[str, int], problems: list[Any], left_out: str, actor: Any,
                   at: datetime) -> Upload:  # fmt: skip
    """What would happen. `counts`: rows, added, known and rejected."""
    require(policies.may_hand_over(actor))
    upload = lock(upload)
    upload.state = UPLOAD.target(upload.state, "check")
    upload.problems, upload.left_out = problems, left_out
    for name, number in counts.items():
        setattr(upload, name, number)
    save(upload, "state", "problems", "left_out", *counts)
    audit("upload.tried_out", upload, actor=actor, at=at, **counts)
    return upload


@operation
def note_refused(*, upload: Upload, why: str, actor: Any, at: datetime) -> Upload:
    """It is no extract, or none that can be read."""
    require(policies.may_hand_over(actor))
    upload = lock(upload)
    upload.state, upload.error = UPLOAD.target(upload.state, "refuse"), why[:300]
    save(upload, "state", "error")
    audit("upload.refused", upload, actor=actor, at=at)
    return upload


@operation
def begin_upload(*, upload: Upload, actor: Any, at: datetime) -> Upload:
    """Take it in, in the background. Rows that would be left out are left out."""
    upload = lock(upload)
    require(policies.may_import(actor, upload.organisation_id))
    upload.state = UPLOAD.target(upload.state, "begin")
    save(upload, "state")
    audit("upload.begun", upload, actor=actor, at=at)
    wake_upload(upload.pk)
    return upload


@operation
def note_batch(*, upload: Upload, batch: Any, finished: bool, actor: Any, at: datetime) -> Upload:
    """Under which import its rows come in, and when the last of them was in."""
    require(policies.may_hand_over(actor))
    upload = lock(upload)
    upload.batch = batch
    if finished:
        upload.state, upload.finished_at = UPLOAD.target(upload.state, "finish"), at
    save(upload, "batch", "state", "finished_at")
    audit("upload.finished" if finished else "upload.going_in", upload, actor=actor, at=at, batch=batch.pk)
    return upload


@operation
def take_back_upload(*, upload: Upload, actor: Any, at: datetime) -> int:
    """Remove its cases and contacts within a week; returns how many cases. Raises `Conflict` naming what stands in
    the way: the time that has passed, or cases that somebody has worked with."""
    upload = lock(upload)
    require(policies.may_import(actor, upload.organisation_id))
    upload.state = UPLOAD.target(upload.state, "take_back")
    if upload.finished_at is None or at > upload.finished_at + TAKE_BACK_WITHIN:
        raise Conflict(f"It came in more than {TAKE_BACK_WITHIN.days} days ago, so it stays.")
    removed = undo_case_import(batch=upload.batch, actor=system_account(), at=at)
    save(upload, "state")
    audit("upload.taken_back", upload, actor=actor, at=at, removed=removed)
    return removed


@operation
def forget_file(*, upload: Upload, actor: Any, at: datetime) -> Upload:
    """Delete the file itself, and the rows that would have been left out: nobody needs them any more."""
    require(policies.may_hand_over(actor))
    upload = lock(upload)
    for path in filter(None, (upload.path, upload.left_out)):
        default_storage.delete(path)
    upload.path, upload.left_out, upload.problems = "", "", []
    save(upload, "path", "left_out", "problems")
    audit("upload.file_forgotten", upload, actor=actor, at=at)
    return upload
