"""Files of cases for the systems that cases are handed over to, under addresses that are signed and end."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.accounts.queries import system_account
from civichub.core.audit import audit_read
from civichub.handover.composing import file_behind
from civichub.web.access import machine
from civichub.web.downloads import download


@machine
@require_GET
def show(request: HttpRequest, signed: str) -> FileResponse:
    """One file as a download, while its address lasts and its receiver may have it; the reading is written down."""
    now = timezone.now()
    file, link = file_behind(signed, at=now)
    answer = download(file)
    audit_read(file, actor=system_account(), at=now, ground=f"Handed over to {link.name}")
    return answer
