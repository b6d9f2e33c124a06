"""The hub's own work on an extract that was brought in at the desk: trying it out, and taking it in part by part."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.extracts.left_out import write_left_out
from civichub.cases.extracts.runs import DryRun, Extract, ImportRun
from civichub.core.errors import Invalid
from civichub.handover.models import Upload
from civichub.handover.operations.uploads import note_batch, note_refused, note_tried_out
from civichub.handover.queries.uploads import upload_by_id

PROBLEMS_SHOWN = 50


def work_on(upload_id: int) -> None:
    """Take the next step. A worker that is killed leaves nothing behind: the next one begins the try-out anew, or goes
    on after the last part that came in."""
    upload = upload_by_id(upload_id)
    if upload is None or upload.state not in ("checking", "running"):
        return
    try:
        extract = Extract(
            Path(default_storage.path(upload.path)), organisation=upload.organisation, at=upload.brought_at
        )
        if upload.state == "checking":
            _try_out(upload, extract)
        else:
            _take_in(upload, extract)
    except Invalid as error:
        note_refused(upload=upload, why=" ".join(error.errors.values()), actor=system_account(), at=timezone.now())


def _try_out(upload: Upload, extract: Extract) -> None:
    run = DryRun(extract)
    extract.go_through(run)
    rows = list(run.left_out())
    left_out = ""
    if rows:
        text = io.StringIO()
        write_left_out(rows, text)
        content = ContentFile(text.getvalue().encode("utf-8", "replace"))
        left_out = default_storage.save(f"{upload.path}.left-out.csv", content)
    counts = {"rows": run.rows_done, "added": run.added, "known": run.known, "rejected": run.rejected}
    problems = [[number, part, reason] for number, part, reason, _ in rows[:PROBLEMS_SHOWN]]
    note_tried_out(
        upload=upload, counts=counts, problems=problems, left_out=left_out, actor=system_account(), at=timezone.now()
    )


def _take_in(upload: Upload, extract: Extract) -> None:
    acting = {"actor": system_account(), "at": timezone.now()}
    digest = hashlib.sha256(f"{upload.sha256}:{upload.organisation_id}".encode()).hexdigest()
    run = ImportRun(extract, file_name=upload.name, file_digest=digest, actor=system_account())
    if upload.batch_id != run.batch.pk:
        note_batch(upload=upload, batch=run.batch, finished=False, **acting)
    extract.go_through(run)
    note_batch(upload=upload, batch=run.batch, finished=True, actor=system_account(), at=timezone.now())
