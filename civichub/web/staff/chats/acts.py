"""What an advisor does in a chat: write, send files, note the language, pass on, end, answer, block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.core.errors import HubError
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.chats.forms import BlockForm, HandOffForm
from civichub.web.staff.chats.page import HANDLES, chat_for
from civichub.webchat.models import Author
from civichub.webchat.operations import (
    answer_message,
    block_chatter,
    end_chat,
    hand_off_chat,
    join_chat,
    lift_block,
    note_language,
    send_file,
    send_message,
)
from civichub.webchat.queries import block_for, language_names


def _act(request: HttpRequest, reference: str, act: Callable[[Any], Any]) -> HttpResponse:
    """Do it and show the chat again; scripts are answered in JSON."""
    chat, problem = chat_for(request, reference), ""
    try:
        act(chat)
    except HubError as error:
        problem = error.message
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"problem": problem}, status=409 if problem else 200)
    if problem:
        messages.error(request, problem)
    return redirect("desk-chat", chat.contact.reference)


@staff(HANDLES)
@require_POST
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """A line; with the same `client_id` it is the same line."""
    text, client_id = request.POST.get("text", ""), request.POST.get("client_id", "")[:40]
    return _act(
        request, reference,
        lambda chat: send_message(
            chat=chat, author=Author.ADVISOR, text=text, client_id=client_id, actor=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@staff(HANDLES)
@require_POST
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """A file for the resident."""
    file, client_id = request.FILES.get("file"), request.POST.get("client_id", "")[:40]
    return _act(
        request, reference,
        lambda chat: send_file(
            chat=chat, author=Author.ADVISOR, name=file.name if file else "The file",
            content=file.read() if file else b"", client_id=client_id, actor=request.user, at=timezone.now(),
        ),
    )  # fmt: skip


@staff(HANDLES)
@require_POST
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on with a chat that somebody gave one."""
    return _act(request, reference, lambda chat: join_chat(chat=chat, actor=request.user, at=timezone.now()))


@staff(HANDLES)
@require_POST
def language(request: HttpRequest, reference: str) -> HttpResponse:
    """What the resident reads, and how one manages."""
    chosen, note = request.POST.get("language", ""), request.POST.get("note", "")
    if chosen not in language_names():
        chosen = "en"
    return _act(
        request, reference,
        lambda chat: note_language(chat=chat, language=chosen, note=note, actor=request.user, at=timezone.now()),
    )  # fmt: skip


@staff(HANDLES)
@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End the chat; what is left is to wrap up."""
    chat = chat_for(request, reference)
    try:
        end_chat(chat=chat, by="advisor", actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
        return redirect("desk-chat", chat.contact.reference)
    return redirect("contact-wrap-up", chat.contact.reference)


@staff(HANDLES)
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a message by email."""
    chat = chat_for(request, reference)
    try:
        answer_message(chat=chat, text=request.POST.get("text", ""), actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
        return redirect("desk-chat", chat.contact.reference)
    messages.success(request, f"The answer is on its way to {chat.reply_email}. Now write down what came of it.")
    return redirect("contact-wrap-up", chat.contact.reference)


@staff(HANDLES)
@require_http_methods(["GET", "POST"])
def hand_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass the resident on once, with what was said."""
    chat = chat_for(request, reference)
    teams = list(teams_of(request.user.powers))
    form = HandOffForm(request.POST or None, teams=teams, initial={"notes": chat.contact.notes})
    if request.method == "POST" and form.is_valid():
        team = next(team for team in teams if str(team.pk) == form.cleaned_data["team"])
        try:
            hand_off_chat(
                chat=chat, to_team=team, notes=form.cleaned_data["notes"], actor=request.user, at=timezone.now()
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"Passed to {team.name}, with your notes. The resident has been told.")
            return redirect("desk-chats")
    return _form(request, chat, form, "Pass the chat on", "Pass it on")


@staff(HANDLES)
@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep somebody abusive out for some hours."""
    chat, form = chat_for(request, reference), BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = block_chatter(
                chat=chat, reason=given["reason"], hours=int(given["hours"]), actor=request.user, at=timezone.now()
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"They can begin no chat for {given['hours']} h. It can be undone here.")
            return redirect("desk-chat", made.chat.contact.reference)
    return _form(request, chat, form, "Keep somebody out", "Keep them out")


def _form(request: HttpRequest, chat: Any, form: Any, title: str, button: str) -> HttpResponse:
    context = {"chat": chat, "form": form, "page_title": title, "button_text": button}
    return render(request, "staff/chats/form.html", context)


@staff(HANDLES)
@require_POST
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    found = block_for(request.user, pk)
    lift_block(block=found, actor=request.user, at=timezone.now())
    messages.success(request, "They can begin a chat again.")
    return redirect("desk-chat", found.chat.contact.reference)
