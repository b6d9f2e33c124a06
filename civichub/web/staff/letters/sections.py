"""What the pages about letters share: their tabs, pictures of pages, and answers to what a form asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date

from civichub.core.errors import HubError, NotFound
from civichub.messaging.letters.scans import turned
from civichub.web.downloads import SANDBOX
from civichub.web.ui.components import Column
from civichub.web.ui.navigation import NavItem

ON_PAPER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_TABS = (
    ("Letter log", "letter-log", "contact.view"),
    ("Letters sent", "letters-sent", "contact.view"),
    ("Post in", "post", "post.handle"),
    ("Print", "letter-print", "post.handle"),
    ("Returned mail", "letter-returned", "post.handle"),
    ("Letterhead", "letterhead", "messages.edit"),
)


def tabs(request: HttpRequest, here: str) -> list[NavItem]:
    """The parts of letters that this reader may open."""
    user: Any = request.user
    return [NavItem(text, reverse(name), name == here) for text, name, power in _TABS if user.holds_anywhere(power)]


def headings(*names: str) -> tuple[Column, ...]:
    """The head of a table."""
    return tuple(Column(name) for name in names)


def picture(page: Any, *, small: bool) -> HttpResponse:
    """A page as a picture that no cache keeps. Raises `NotFound` when its file has gone."""
    path = page.small_path if small else page.path
    if not default_storage.exists(path):
        raise NotFound
    with default_storage.open(path, "rb") as file:
        response = HttpResponse(turned(file.read(), page.rotation), content_type="image/jpeg")
    return kept_private(response)


def kept_private(response: HttpResponse) -> HttpResponse:
    """Not sniffed, not run, not cached, shown on no other site."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def file_of(path: str, name: str, *, content_type: str = "application/octet-stream", inline: bool = False) -> Any:
    """A stored file as a download, or a PDF to look at. Raises `NotFound` when it has gone."""
    if not path or not default_storage.exists(path):
        raise NotFound
    response = FileResponse(
        default_storage.open(path, "rb"), as_attachment=not inline, filename=name, content_type=content_type
    )
    return kept_private(response)


def paper(html: str) -> HttpResponse:
    """A letter as a page to print from the browser: it brings its own style and loads nothing."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = ON_PAPER
    response["Cache-Control"] = "private, no-store"
    return response


def tell(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        act()
    except HubError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, done)
    return True


def number_in(text: str) -> int | None:
    """A key as a form sends it, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def day_in(text: str) -> Any:
    """A day as the browser's own date box sends it, or None."""
    try:
        return parse_date(text.strip()[:10])
    except ValueError:
        return None
