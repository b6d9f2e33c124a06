"""Where to go afterwards: only ever a path of this site."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """The `next` that came with the request if it is a path of this site, else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    if len(wanted) <= 500 and is_path and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return ""
