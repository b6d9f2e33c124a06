"""Files that somebody uploaded, given back so that no browser runs them."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse

from civichub.core.errors import NotFound

SANDBOX = "sandbox; default-src 'none'"


def download(attachment: Any) -> FileResponse:
    """The file as a download. Raises `NotFound` for one that is held, infected or gone, as for none at all."""
    if not attachment.servable or not default_storage.exists(attachment.path):
        raise NotFound
    response = FileResponse(
        default_storage.open(attachment.path, "rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
