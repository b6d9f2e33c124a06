"""Files of cases that wait for the scanner."""

from __future__ import annotations

from civichub.cases.models import Attachment, ScanState


def held_attachments(limit: int) -> list[Attachment]:
    """Files nobody may open yet, the oldest first."""
    return list(Attachment.objects.filter(scan=ScanState.HELD).select_related("case").order_by("added_at")[:limit])
