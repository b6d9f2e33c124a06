"""One's chats side by side, and the open one."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.audit import audit_read
from civichub.core.references import parse_reference
from civichub.knowledge.canned_texts import canned_texts_for
from civichub.knowledge.models import CannedText
from civichub.web.access import staff
from civichub.web.downloads import download
from civichub.web.portal.chat.talk import whole
from civichub.web.staff.canned_texts import OF_REGISTER
from civichub.web.ui.paging import keyset_page
from civichub.webchat.models import ENGLISH, Author, Chat
from civichub.webchat.operations import see_chat
from civichub.webchat.policies import may_answer_chat, may_block, may_set_up_chat
from civichub.webchat.queries import (
    LANGUAGE_LEVEL,
    chat_page,
    chats_in_hand,
    file_of,
    get_chat_for,
    language_names,
    lines_of,
    speakers_of,
)
from civichub.webchat.typing import is_typing
from civichub.workforce.models import PersonSkill

HANDLES = "contact.handle"
MINE_MOST = 200


def chat_for(request: HttpRequest, reference: str) -> Chat:
    """The chat of a contact's reference that this colleague may see. Raises `NotFound`."""
    return get_chat_for(request.user, parse_reference(reference) or "")


def side_by_side(user: Any, open_one: Chat | None = None) -> dict[str, Any]:
    """The list of one's chats: unread lines, and how long somebody waits for an answer."""
    at = timezone.now()
    mine = [(chat, chat.waits_for_advisor(at) // 60, _late(chat, at)) for chat in chats_in_hand(user)]
    return {"mine": mine, "open_one": open_one.pk if open_one else None}


def _late(chat: Chat, at: Any) -> bool:
    return chat.reminded_at is not None and chat.reminded_at >= chat.resident_at and chat.waits_for_advisor(at) > 0


def _canned(chat: Chat) -> list[CannedText]:
    service, language = chat.contact.service_id, chat.language.removeprefix(OF_REGISTER)
    return canned_texts_for(chat.organisation_id, "chat", service_id=service, language=language)


@staff(HANDLES)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One's own chats, and below them all those that one may see, the latest first."""
    rows, pager = keyset_page(request, chat_page(request.user), order=("-started_at", "-id"))
    sets_up = any(may_set_up_chat(request.user, organisation) for organisation in request.user.powers)
    context = side_by_side(request.user) | {"rows": rows, "pager": pager, "sets_up": sets_up}
    return render(request, "staff/chats/listing.html", context)


@staff(HANDLES)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for again whenever something changes in one of one's chats."""
    chosen = whole(request.GET.get("open", ""))
    return render(request, "staff/chats/mine.html", side_by_side(request.user) | {"open_one": chosen})


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """One chat: to answer in it where one has it in hand, else to read it; the reading is written down."""
    chat, at = chat_for(request, reference), timezone.now()
    answers = may_answer_chat(request.user, chat)
    if not answers:
        audit_read(chat, actor=request.user, at=at, ground="A chat of the organisation")
    lines = lines_of(chat)
    names = language_names()
    context = side_by_side(request.user, chat) | _standing(chat) | {
        "lines": lines, "after": lines[-1].pk if lines else 0, "answers": answers,
        "may_block": may_block(request.user, chat), "blocks": [b for b in chat.blocks.all() if not b.lifted_at],
        "client_id": secrets.token_urlsafe(12), "languages": names, "language": names.get(chat.language, chat.language),
        "foreign": chat.language != ENGLISH, "speaks": bool(speakers_of(chat.language, [request.user.pk], at)),
        "speakers": _speakers(chat.language),
        "canned": _canned(chat) if answers else [],
    }  # fmt: skip
    return render(request, "staff/chats/show.html", context)


def _speakers(language: str) -> list[str]:
    """Colleagues anywhere who speak a language, by name; nobody is needed for English."""
    if language == ENGLISH:
        return []
    found = PersonSkill.objects.filter(skill__key=language, ended_at=None, level__gte=LANGUAGE_LEVEL)
    return list(found.values_list("person__name", flat=True).order_by("person__name")[:12])


def _standing(chat: Chat) -> dict[str, Any]:
    typing = not chat.is_over and is_typing(chat.resident_typing_at, timezone.now())
    return {"chat": chat, "typing": typing}


@staff("contact.view")
@require_POST
def news(request: HttpRequest, reference: str) -> HttpResponse:
    """What is new after a line's number, for the script."""
    chat, after = chat_for(request, reference), whole(request.POST.get("after", ""))
    lines = lines_of(chat, after=after)
    answers = may_answer_chat(request.user, chat)
    if answers and not request.user.is_system:
        typing, read_to = request.POST.get("typing") == "1", lines[-1].pk if lines else after
        see_chat(chat=chat, author=Author.ADVISOR, read_to=read_to, typing=typing, actor=request.user,
                 at=timezone.now())  # fmt: skip
    context = _standing(chat) | {"lines": lines, "answers": answers}
    return JsonResponse(
        {
            "after": lines[-1].pk if lines else after,
            "lines": render_to_string("staff/chats/lines.html", context),
            "standing": render_to_string("staff/chats/standing.html", context),
            "heard": sum(line.author == Author.RESIDENT for line in lines),
            "seen_to": chat.resident_read_to,
            "over": chat.is_over,
            "answers": answers,
        }
    )


@staff("contact.view")
@require_GET
def transcript(request: HttpRequest, reference: str) -> HttpResponse:
    """What was written, for the page of the contact; the reading is written down."""
    chat = chat_for(request, reference)
    audit_read(chat, actor=request.user, at=timezone.now(), ground="With the contact")
    return render(request, "staff/chats/transcript.html", {"chat": chat, "lines": lines_of(chat)})


@staff("contact.view")
@require_GET
def file(request: HttpRequest, reference: str, token: str) -> FileResponse:
    """One file of the chat."""
    found = file_of(chat_for(request, reference), token)
    answer = download(found)
    audit_read(found, actor=request.user, at=timezone.now(), ground="A file of a chat")
    return answer
