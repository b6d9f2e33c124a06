"""Which chat a browser holds, and who acts in it.

Two cookies, both signed and closed to scripts: `chat` holds the key of the one chat, `chatter` tells this browser from
others, so that somebody who is abusive can be kept out without keeping out the whole household.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.errors import NotFound
from civichub.web.portal.visitor import came_from, resident_of
from civichub.webchat.digests import digest
from civichub.webchat.models import Chat
from civichub.webchat.queries import chat_by_key, setup_of

CHAT, CHATTER = "chat", "chatter"
_SALT = "civichub.chat"
LONGEST = timedelta(hours=72)
CHATTER_KEPT_FOR = timedelta(days=30)


def chat_of(request: HttpRequest) -> Chat | None:
    """The chat of this browser, read once a request; None without one, or when its time is over."""
    if not hasattr(request, "own_chat"):
        key = request.get_signed_cookie(CHAT, "", salt=_SALT, max_age=LONGEST)
        request.own_chat = _still_kept(chat_by_key(key)) if key else None
    return request.own_chat


def _still_kept(chat: Chat | None) -> Chat | None:
    if chat is None:
        return None
    setup = setup_of(chat.organisation)
    hours = setup.kept_hours if setup else 0
    last = chat.ended_at or max(chat.seen_at, chat.resident_at)
    return chat if timezone.now() - last <= timedelta(hours=hours) else None


def own_chat(request: HttpRequest) -> Chat:
    """The same. Raises `NotFound` for a browser without a chat."""
    chat = chat_of(request)
    if chat is None:
        raise NotFound("We cannot find a chat in this browser. It may be over.")
    return chat


def keep_chat(response: HttpResponse, chat: Chat) -> None:
    """Let this browser find its chat again, also after it was closed."""
    setup = setup_of(chat.organisation)
    _set(response, CHAT, chat.key, timedelta(hours=setup.kept_hours if setup else 12))


def forget_chat(response: HttpResponse) -> None:
    """Begin afresh."""
    response.delete_cookie(CHAT, samesite="Lax")


def chatter_of(request: HttpRequest) -> str:
    """What tells this browser from others, or a new such word."""
    return request.get_signed_cookie(CHATTER, "", salt=_SALT) or secrets.token_urlsafe(16)


def keep_chatter(response: HttpResponse, word: str) -> None:
    """Remember which browser this is for a month."""
    _set(response, CHATTER, word, CHATTER_KEPT_FOR)


def _set(response: HttpResponse, name: str, value: str, kept_for: timedelta) -> None:
    response.set_signed_cookie(
        name, value, salt=_SALT, max_age=kept_for, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def digests_of(request: HttpRequest) -> dict[str, str]:
    """The digests by which a block knows this browser and this address."""
    word = request.get_signed_cookie(CHATTER, "", salt=_SALT)
    return {"browser": digest("browser", word), "address": digest("address", came_from(request))}


def acting_in(request: HttpRequest, chat: Chat) -> Any:
    """The resident who began it while signed in, else the hub for whoever holds the cookie."""
    resident = resident_of(request)
    return resident if resident is not None and resident.pk == chat.started_by_id else system_account()
