"""Around a chat: a message instead of waiting, how it was, the transcript, and the bar on every other page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.chat.door import acting_in, chat_of, own_chat
from civichub.web.portal.chat.forms import RatingForm, ReachForm, TranscriptForm
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import came_from
from civichub.webchat.models import Author
from civichub.webchat.operations import ask_for_transcript, rate_chat, see_chat, send_transcript, turn_into_message
from civichub.webchat.queries import chat_by_id, lines_of, standing_of, unread_by_resident

SCOPE = "chat_transcript"
LINK_GOOD_FOR = 24 * 3600  # seconds
_signer = TimestampSigner(salt="civichub.chat.transcript")


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def message_instead(request: HttpRequest) -> HttpResponse:
    """Whoever does not want to wait any longer is answered by email or telephone."""
    chat = own_chat(request)
    if chat.is_over:
        return redirect("chat-now")
    form = ReachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            turn_into_message(
                chat=chat, email=given["email"] or "", phone=given["phone"] or "", actor=acting_in(request, chat),
                at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("chat-now")
    values = {"form": form, "page_title": "Leave a message instead", "back_url": reverse("chat-now")}
    return render(request, "portal/chat/instead.html", values)


@public
@not_kept
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """How it was."""
    chat, form = own_chat(request), RatingForm(request.POST)
    if form.is_valid():
        rate_chat(
            chat=chat, rating=int(form.cleaned_data["rating"]), words=form.cleaned_data["words"] or "",
            actor=acting_in(request, chat), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, "Thank you for telling us.")
        return redirect("chat-now")
    values = {"form": form, "page_title": "How was this chat?", "back_url": reverse("chat-now"), "button_text": "Send"}
    return render(request, "ui/question_page.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request: HttpRequest) -> HttpResponse:
    """Ask for the transcript: a link goes to the address first."""
    chat, at = own_chat(request), timezone.now()
    form = TranscriptForm(request.POST if request.method == "POST" else None)
    values = {"form": form, "back_url": reverse("chat-now"), "button_text": "Send me the link"}
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        keys = (came_from(request), email)
        if too_many_tries(SCOPE, keys, at=at, tries=5):
            form.add_error("email", "You have asked for several links. Wait five minutes, then try again.")
            return render(request, "ui/question_page.html", values, status=429)
        count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
        link = settings.PUBLIC_URL + reverse("chat-transcript-confirm", args=[_signer.sign(f"{chat.pk}:{email}")])
        try:
            ask_for_transcript(chat=chat, email=email, link=link, actor=acting_in(request, chat), at=at)
        except HubError as error:
            add_refusal(form, error)
        else:
            return render(request, "portal/chat/transcript_asked.html", {"email": email})
    return render(request, "ui/question_page.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_transcript(request: HttpRequest, signed: str) -> HttpResponse:
    """Opened from the email: one more click, so that a program that reads mail sends nothing."""
    try:
        number, _, email = _signer.unsign(signed[:400], max_age=LINK_GOOD_FOR).partition(":")
    except BadSignature:
        raise NotFound("This link has run out. Ask for the transcript again.") from None
    chat = chat_by_id(int(number))
    if chat is None:
        raise NotFound("We no longer have this chat.")
    if request.method == "POST":
        send_transcript(chat=chat, email=email, actor=system_account(), at=timezone.now())
    values = {"email": email, "done": request.method == "POST", "organisation": chat.organisation}
    return render(request, "portal/chat/transcript_confirm.html", values)


@public
@not_kept
@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """The transcript for paper."""
    chat = own_chat(request)
    return render(request, "portal/chat/print.html", {"chat": chat, "lines": lines_of(chat), "for_paper": True})


def chat_bar(request: HttpRequest) -> dict[str, Any] | None:
    """What every other page shows of an open chat; None without one. No query without the cookie."""
    if request.path.startswith("/chat/") or (chat := chat_of(request)) is None or chat.is_over:
        return None
    return {"organisation": chat.organisation.name, "unread": unread_by_resident(chat)}


@public
@not_kept
@require_POST
def bar(request: HttpRequest) -> HttpResponse:
    """The bar asks again: whether somebody has written, and where one stands. A sign of life while one reads on."""
    chat = chat_of(request)
    if chat is None or chat.is_over:
        return JsonResponse({"over": True})
    at = timezone.now()
    see_chat(chat=chat, author=Author.RESIDENT, read_to=0, typing=False, actor=acting_in(request, chat), at=at)
    standing = standing_of(chat, at)
    return JsonResponse({"over": False, "unread": unread_by_resident(chat), "place": standing.place})
