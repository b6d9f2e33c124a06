"""Extracts that are brought in at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from civichub.cases.extracts.left_out import LeftOut
from civichub.cases.queries.extracts import rejected_rows
from civichub.core.errors import NotFound
from civichub.handover.models import Upload


def uploads_of(user: Any) -> QuerySet[Upload]:
    """The files that `user` may see, the newest first."""
    return Upload.objects.visible_to(user).select_related("organisation", "batch", "brought_by")


def get_upload_for(user: Any, pk: int) -> Upload:
    """The file, if `user` may see it. Raises `NotFound`."""
    found = uploads_of(user).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def upload_by_id(pk: int) -> Upload | None:
    """The file a job names."""
    return Upload.objects.select_related("organisation", "batch").filter(pk=pk).first()


def unfinished_uploads() -> list[int]:
    """The ids of those at which the hub itself is at work."""
    return list(Upload.objects.filter(state__in=["checking", "running"]).values_list("pk", flat=True))


def rows_left_out(upload: Upload) -> Iterator[LeftOut]:
    """The rows that its import left out, in the order of the file."""
    for row in rejected_rows(upload.batch).iterator() if upload.batch else ():
        yield row.row, row.part, row.reason, row.cells


def files_over(before: datetime) -> QuerySet[Upload]:
    """Files that came in before then, and those that never will, as far as they are still kept."""
    over = Q(finished_at__lt=before) | Q(state__in=["refused", "undone"], brought_at__lt=before)
    return Upload.objects.exclude(path="").filter(over)
