"""The chat itself: reading, writing, files, leaving."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.web.access import public
from civichub.web.downloads import download
from civichub.web.live import can_stream
from civichub.web.portal.chat.door import acting_in, chat_of, forget_chat, own_chat
from civichub.web.portal.chat.forms import RatingForm, TranscriptForm
from civichub.web.portal.gates import not_kept
from civichub.webchat.models import Author, Chat
from civichub.webchat.operations import end_chat, see_chat, send_file, send_message
from civichub.webchat.queries import file_of, lines_of, standing_of
from civichub.webchat.typing import is_typing

SCOPE, MOST_WORDS = "chat_write", 100  # lines of one chat in five minutes: more is a machine
TOO_FAST = "You have sent a great many messages. Wait a minute, then send it again."


@public
@not_kept
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The chat as it stands. A browser without one is asked to begin."""
    chat = chat_of(request)
    if chat is None:
        return redirect("chat")
    if not chat.is_over:
        chat = _seen(request, chat)
    lines = lines_of(chat)
    last = lines[-1].pk if lines else 0
    context = _standing(chat) | {
        "chat": chat, "lines": lines, "after": last, "client_id": secrets.token_urlsafe(12),
        "wait_url": reverse("events-chat") if can_stream(request) else "", "organisation": chat.organisation,
        "rating_form": RatingForm(), "transcript_form": TranscriptForm(),
    }  # fmt: skip
    return render(request, "portal/chat/now.html", context)


def _standing(chat: Chat) -> dict[str, Any]:
    at = timezone.now()
    typing = chat.in_hand and is_typing(chat.advisor_typing_at, at)
    return {"standing": standing_of(chat, at), "typing": typing, "chat": chat}


def _seen(request: HttpRequest, chat: Chat, *, typing: bool = False, read_to: int = 0) -> Chat:
    fresh = see_chat(
        chat=chat, author=Author.RESIDENT, read_to=read_to, typing=typing, actor=acting_in(request, chat),
        at=timezone.now(),
    )  # fmt: skip
    chat.seen_at, chat.resident_read_to = fresh.seen_at, fresh.resident_read_to
    return chat


def whole(text: str) -> int:
    """The number somebody sent, or 0 for what is none or too long to be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@public
@not_kept
@require_POST
def news(request: HttpRequest) -> HttpResponse:
    """What is new after a line's number, for the script: the lines as they are shown, where one stands, who types."""
    chat = own_chat(request)
    after = whole(request.POST.get("after", ""))
    chat = _seen(request, chat, typing=request.POST.get("typing") == "1", read_to=after)
    lines = lines_of(chat, after=after)
    context = _standing(chat)
    return JsonResponse(
        {
            "after": lines[-1].pk if lines else after,
            "lines": render_to_string("portal/chat/lines.html", {**context, "lines": lines}),
            "standing": render_to_string("portal/chat/standing.html", context),
            "heard": sum(line.author != Author.RESIDENT for line in lines),
            "seen_to": chat.advisor_read_to,
            "over": chat.is_over,
        }
    )


@public
@not_kept
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """The button of those without scripts: see whether somebody has written."""
    chat = own_chat(request)
    if not chat.is_over:
        last = lines_of(chat)
        _seen(request, chat, read_to=last[-1].pk if last else 0)
    return redirect(f"{reverse('chat-now')}#chat-end")


def _write(request: HttpRequest, act: Callable[[Chat, Any], Any]) -> HttpResponse:
    """Add to the chat: scripts are answered 200 or why not in JSON, others by the page."""
    chat, at = own_chat(request), timezone.now()
    by_script = request.headers.get("accept", "").startswith("application/json")
    keys = (str(chat.pk),)
    problem = ""
    if too_many_tries(SCOPE, keys, at=at, tries=MOST_WORDS):
        problem = TOO_FAST
    else:
        count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
        try:
            act(chat, acting_in(request, chat))
        except HubError as error:
            problem = error.message
    if by_script:
        return JsonResponse({"problem": problem}, status=409 if problem else 200)
    if problem:
        messages.error(request, problem)
    return redirect(f"{reverse('chat-now')}#chat-end")


@public
@not_kept
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """A line of the resident's; sent again with the same `client_id` it is the same line."""
    text, client_id = request.POST.get("text", ""), request.POST.get("client_id", "")[:40]
    return _write(
        request,
        lambda chat, actor: send_message(
            chat=chat, author=Author.RESIDENT, text=text, client_id=client_id, actor=actor, at=timezone.now()
        ),
    )


@public
@not_kept
@require_POST
def add_file(request: HttpRequest) -> HttpResponse:
    """A file of the resident's."""
    file, client_id = request.FILES.get("file"), request.POST.get("client_id", "")[:40]
    return _write(
        request,
        lambda chat, actor: send_file(
            chat=chat, author=Author.RESIDENT, name=file.name if file else "The file",
            content=file.read() if file else b"", client_id=client_id, actor=actor, at=timezone.now(),
        ),
    )  # fmt: skip


@public
@not_kept
@require_GET
def file(request: HttpRequest, token: str) -> FileResponse:
    """A file of this browser's own chat; any other is not there."""
    return download(file_of(own_chat(request), token))


@public
@not_kept
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Leave the line, or end the chat."""
    chat = own_chat(request)
    end_chat(chat=chat, by="resident", actor=acting_in(request, chat), at=timezone.now())
    return redirect("chat-now")


@public
@not_kept
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Put a chat that is over away, and begin another."""
    chat = chat_of(request)
    response = redirect("chat" if chat is None or chat.is_over else "chat-now")
    if chat is None or chat.is_over:
        forget_chat(response)
    return response
