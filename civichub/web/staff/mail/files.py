"""Files of mail, originals, and mail with its formatting: given so that nothing runs and nothing is loaded."""

from __future__ import annotations

import base64
import re
from types import SimpleNamespace
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from civichub.core.audit import audit_read
from civichub.core.errors import NotFound
from civichub.messaging.models import Conversation, MailMessage
from civichub.messaging.queries.mail import file_of, get_conversation_for, message_of
from civichub.web.access import staff
from civichub.web.downloads import download

SEALED = "sandbox; default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
MOST_INLINE = 2_000_000
_CID = re.compile(r'src="cid:([^"]{1,200})"', re.IGNORECASE)
_SHOWABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str, token: str) -> FileResponse:
    """One file as a download; the reading is written down."""
    found = get_conversation_for(request.user, reference)
    file = file_of(found, token, request.user)
    answer = download(file)
    audit_read(file, actor=request.user, at=timezone.now(), ground="Mail of your organisation")
    return answer


@staff("contact.view")
@require_GET
def original(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """A message exactly as it came."""
    found = get_conversation_for(request.user, reference)
    message = message_of(found, pk)
    if message.original is None:
        raise NotFound
    name = f"{found.reference}-{message.pk}.eml"
    answer = download(SimpleNamespace(servable=True, path=message.original.path, name=name))
    audit_read(message, actor=request.user, at=timezone.now(), ground="Mail of your organisation")
    return answer


@staff("contact.view")
@require_GET
def formatted(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A message with its formatting, on a page of its own that can do and load nothing."""
    found = get_conversation_for(request.user, reference)
    message = message_of(found, pk)
    if not message.html:
        raise NotFound
    markup = mark_safe(_with_pictures(message))
    answer = render(request, "staff/mail/formatted.html", {"markup": markup, **_named(message, found)})
    answer["Content-Security-Policy"] = SEALED
    answer["Cache-Control"] = "private, no-store"
    audit_read(message, actor=request.user, at=timezone.now(), ground="Mail of your organisation")
    return answer


def _named(message: MailMessage, found: Conversation) -> dict[str, Any]:
    return {"message": message, "conversation": found, "title": message.subject or "No subject"}


def _with_pictures(message: MailMessage) -> str:
    """Pictures that came inside the message, put into the page; others are gone already."""
    files = {file.content_id: file for file in message.files.all() if file.content_id and file.servable and file.path}

    def put_in(match: re.Match[str]) -> str:
        file = files.get(match[1])
        if file is None or file.content_type not in _SHOWABLE or file.size > MOST_INLINE:
            return 'src=""'
        with default_storage.open(file.path, "rb") as content:
            return f'src="data:{file.content_type};base64,{base64.b64encode(content.read()).decode()}"'

    return _CID.sub(put_in, message.html)
