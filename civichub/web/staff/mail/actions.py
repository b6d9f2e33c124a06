"""What may be done with a conversation; each goes back to its page and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from civichub.cases.queries import get_case_for
from civichub.contacts.operations import identify_customer
from civichub.core.clocks import LONDON
from civichub.core.errors import HubError, Invalid
from civichub.customers.queries import get_customer_for
from civichub.messaging.models import Conversation
from civichub.messaging.operations import mail_answering, mail_settling
from civichub.messaging.operations.mail_answering import HELD_SECONDS, Reply
from civichub.messaging.operations.mail_drafting import keep_draft
from civichub.messaging.queries.mail import get_conversation_for, message_of
from civichub.web.access import staff
from civichub.web.staff.mail.writing import attach_all, to_answer
from civichub.web.ui.words import when_words


def _then(
    request: HttpRequest, reference: str, act: Callable[[Conversation], Any], done: str, *, to_inbox: bool = False
) -> HttpResponse:
    found = get_conversation_for(request.user, reference)
    try:
        act(found)
    except HubError as error:
        messages.error(request, error.message)
        return redirect("mail", reference)
    if done:
        messages.success(request, done)
    return redirect("mail-inbox") if to_inbox else redirect("mail", reference)


@staff("contact.handle")
@require_POST
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the answer, or an acknowledgement; what was typed is kept whatever happens."""
    found, now, sent = get_conversation_for(request.user, reference), timezone.now(), request.POST
    only_acknowledges = sent.get("as") == "acknowledgement"
    try:
        keep_draft(conversation=found, text=sent.get("text", ""), actor=request.user, at=now)
        if problems := attach_all(request, found):
            raise Invalid({"files": " ".join(problems)})
        moment = _moment(sent.get("send_at", ""))
        answer = Reply(
            text=sent.get("text", ""),
            only_acknowledges=only_acknowledges,
            copies=tuple(one.replace("\x00", "")[:300] for one in sent.getlist("copies")[:20]),
            send_at=moment,
            outcome=sent.get("outcome", "resolved"),
            avoidable=sent.get("avoidable", "not"),
        )
        mail_answering.send_reply(conversation=found, reply=answer, actor=request.user, at=now)
    except HubError as error:
        messages.error(request, error.message)
        return to_answer(reference)
    what = "Acknowledgement" if only_acknowledges else "Answer"
    when = f"on {when_words(moment)}" if moment else f"in {HELD_SECONDS} seconds"
    messages.success(request, f"{what} leaves {when}. Until then you can take it back below.")
    return redirect("mail", reference)


def _moment(text: str) -> datetime | None:
    """A London time as the field gives it, in UTC. Raises `Invalid`."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid({"send_at": "Enter a day and a time, like 27 March 2026 at 09:00."}) from error


@staff("contact.handle")
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Out of turn, as one's own."""
    return _then(
        request, reference,
        lambda found: mail_settling.take_conversation(conversation=found, actor=request.user, at=timezone.now()),
        "It is in your hands.",
    )  # fmt: skip


def _settle(request: HttpRequest, reference: str, act: Callable[..., Any], done: str) -> HttpResponse:
    answer = _then(
        request, reference, lambda found: act(conversation=found, actor=request.user, at=timezone.now()), done,
        to_inbox=True,
    )  # fmt: skip
    if "/mail/" in answer["Location"] and reference not in answer["Location"]:
        request.session["mail_undo"] = [reference]
    return answer


@staff("contact.handle")
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """It needs no answer."""
    return _settle(request, reference, mail_settling.close_without_reply, "Closed without a reply.")


@staff("contact.handle")
@require_POST
def spam(request: HttpRequest, reference: str) -> HttpResponse:
    """Nobody should read it."""
    return _settle(request, reference, mail_settling.mark_spam, "Marked as spam.")


@staff("contact.handle")
@require_POST
def bring_back(request: HttpRequest, reference: str) -> HttpResponse:
    """It waits for us again."""
    return _then(
        request, reference,
        lambda found: mail_settling.reopen_conversation(conversation=found, actor=request.user, at=timezone.now()),
        "It waits for us again.",
    )  # fmt: skip


@staff("contact.handle")
@require_POST
def identify(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who it is."""
    customer = get_customer_for(request.user, request.POST.get("customer", ""))

    def act(found: Conversation) -> None:
        if found.contact is None:
            raise Invalid({"customer": "Bring the conversation back first."})
        identify_customer(contact=found.contact, customer=customer, actor=request.user, at=timezone.now())

    return _then(request, reference, act, f"It is from {customer.display_name}.")


@staff("contact.handle")
@require_POST
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """It is about a case that is already there."""
    about = get_case_for(request.user, request.POST.get("case", ""))
    return _then(
        request, reference,
        lambda found: mail_settling.tie_to_case(
            conversation=found, case=about, actor=request.user, at=timezone.now()
        ),
        "Added to the case.",
    )  # fmt: skip


@staff("contact.handle")
@require_POST
def take_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Undo sending, while it is held."""
    return _then(
        request, reference,
        lambda found: mail_answering.take_back_reply(
            message=message_of(found, pk), actor=request.user, at=timezone.now()
        ),
        "Taken back. Your words are below, to be changed.",
    )  # fmt: skip


@staff("contact.handle")
@require_POST
def judge(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Whether a message from another address belongs here."""
    verdict = request.POST.get("verdict", "")
    if verdict not in ("accept", "accept_and_write", "reject"):
        raise Invalid({"verdict": "Choose whether it belongs here."})
    return _then(
        request, reference,
        lambda found: mail_settling.judge_stranger(
            message=message_of(found, pk), accept=verdict != "reject", write_there=verdict == "accept_and_write",
            actor=request.user, at=timezone.now(),
        ),
        "Put away. It is not part of the conversation." if verdict == "reject" else "It belongs to the conversation.",
    )  # fmt: skip
