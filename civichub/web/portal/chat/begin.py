"""Beginning a chat, or leaving a message where nobody can chat now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.catalogue.queries import service_by_slug
from civichub.core.errors import Conflict, HubError
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.queries.views import own_customer
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.chat.door import chat_of, chatter_of, digests_of, keep_chat, keep_chatter
from civichub.web.portal.chat.forms import BeginForm, MessageForm
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import actor_of, came_from, front_door_of, resident_of
from civichub.webchat.digests import digest
from civichub.webchat.models import ENGLISH, Chat
from civichub.webchat.operations import Asker, leave_message, start_chat
from civichub.webchat.queries import ChatOffer, language_names, offer_of

SCOPE = "chat_begin"
SEVERAL = "You have begun several chats. Wait five minutes, then try again."


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The question before a chat; where none is possible, why, and the same question as a message."""
    chat = chat_of(request)
    if chat is not None and not chat.is_over:
        return redirect("chat-now")
    organisation, at = front_door_of(request), timezone.now()
    service = _service(request)
    digests = digests_of(request)
    offer = offer_of(organisation, service, at=at, **digests) if organisation else ChatOffer(None, None, "off")
    if not offer.is_open and not offer.takes_messages:
        return render(request, "portal/chat/none.html", {"offer": offer, "organisation": organisation})
    form = _form(request, offer)
    values = {"offer": offer, "organisation": organisation, "service": service, "form": form, "at": at}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/chat/begin.html", values)
    keys = (came_from(request),)
    if too_many_tries(SCOPE, keys, at=at):
        form.add_error(None, SEVERAL)
        return render(request, "portal/chat/begin.html", values, status=429)
    count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
    try:
        return _begun(request, organisation, offer, form.cleaned_data, service)
    except Conflict:
        return redirect(request.get_full_path())  # the offer has changed meanwhile: show what can be done now
    except HubError as error:
        add_refusal(form, error)
        return render(request, "portal/chat/begin.html", values)


def _service(request: HttpRequest) -> Any:
    slug = request.GET.get("service", "")[:200]
    return service_by_slug(slug) if slug and "\x00" not in slug else None


def _form(request: HttpRequest, offer: ChatOffer) -> Any:
    names, setup = language_names(), offer.setup
    offered = [ENGLISH, *(setup.languages if setup else ())]
    kind = BeginForm if offer.is_open else MessageForm
    resident = resident_of(request)
    known: dict[str, Any] = {"name": resident.name, "email": resident.email} if resident else {}
    languages = {key: names[key] for key in offered if key in names}
    data = request.POST if request.method == "POST" else None
    return kind(data, languages=languages, initial=known)


def _begun(
    request: HttpRequest, organisation: Any, offer: ChatOffer, given: dict[str, Any], service: Any
) -> HttpResponse:
    at, word, resident = timezone.now(), chatter_of(request), resident_of(request)
    asker = Asker(
        question=given["question"], name=given["name"] or "", language=given.get("language") or ENGLISH,
        service=service, customer=own_customer(resident) if resident else None, browser=digest("browser", word),
        address=digest("address", came_from(request)),
    )  # fmt: skip
    actor = actor_of(request)
    chat: Chat
    if offer.is_open:
        chat = start_chat(organisation=organisation, asker=asker, actor=actor, at=at)
    else:
        chat = leave_message(
            organisation=organisation, asker=asker, email=given.get("email") or "", phone=given.get("phone") or "",
            actor=actor, at=at,
        )  # fmt: skip
    response = redirect("chat-now")
    keep_chat(response, chat)
    keep_chatter(response, word)
    return response
