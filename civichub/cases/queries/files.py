"""Files of cases that wait for the scanner, and those that other systems may have."""

from __future__ import annotations

from civichub.cases.models import Attachment, ScanState


def held_attachments(limit: int) -> list[Attachment]:
    """Files nobody may open yet, the oldest first."""
    return list(Attachment.objects.filter(scan=ScanState.HELD).select_related("case").order_by("added_at")[:limit])


def files_to_hand_over(case_id: int) -> list[Attachment]:
    """The files of a case that other systems may be given: open to the customer, and looked at or need not be."""
    return [file for file in Attachment.objects.filter(case=case_id, public=True) if file.servable]
