"""One conversation: what was written, who it is, the answer being written, and who else is writing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.cases.queries import cases_of_customers, get_case_for
from civichub.cases.queries.avoidable import suggest_avoidable
from civichub.contacts.models import Avoidable, ContactOutcome
from civichub.core.audit import audit_read
from civichub.core.errors import NotFound
from civichub.customers.queries import family_ids, search_customers, view_of
from civichub.delivery.queries import why_no_files
from civichub.delivery.states import Channel
from civichub.messaging import policies
from civichub.messaging.addressing import why_not_to_write
from civichub.messaging.models import Conversation, MessageKind
from civichub.messaging.operations.mail_waiting import in_whose_hands
from civichub.messaging.queries.mail import (
    draft_of,
    get_conversation_for,
    messages_of,
    writing_now,
)
from civichub.messaging.queries.standard import standing
from civichub.messaging.states import CONVERSATION
from civichub.web.access import staff
from civichub.web.staff.case_words import stage_of
from civichub.web.staff.mail.showing import address_shown, shown
from civichub.web.staff.mail.writing import MOST_TEXTS, enclosed_by, texts_of
from civichub.web.staff.requests import form_of


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything on one page; the reading is written down."""
    now, found = timezone.now(), get_conversation_for(request.user, reference)
    address = address_shown(found, request.user)
    said = [shown(message, found, address) for message in messages_of(found)]
    audit_read(found, actor=request.user, at=now, ground="Mail of your organisation")
    holder = in_whose_hands(found)
    context: dict[str, Any] = {
        "conversation": found,
        "address": address,
        "said": said,
        "title": found.subject or "No subject",
        "state": CONVERSATION.states[found.state],
        "holder": holder,
        "is_mine": holder is not None and holder.pk == request.user.pk,
        "standing": standing(found.wait, now) if found.wait else None,
        "may_answer": policies.may_answer_mail(request.user, found),
        "names": writing_now(found, besides=request.user, at=now),
        "steps": {step.name for step in CONVERSATION.steps_from(found.state)},
    }
    context |= _answering(found, said, request, now) | _who(found, request)
    return render(request, "staff/mail/conversation.html", context)


def _answering(found: Conversation, said: list[Any], request: HttpRequest, now: Any) -> dict[str, Any]:
    suggestion = suggest_avoidable(found.contact, at=now) if found.contact else None
    theirs = [one.message for one in said if one.message.kind == MessageKind.THEIRS]
    opened = found.contact is not None and found.contact.case_links.filter(opened_it=True).exists()
    return {
        "why_not": why_not_to_write(found, at=now),
        "draft": draft_of(found, request.user),
        "texts": texts_of(found)[:MOST_TEXTS],
        "why_no_files": why_no_files(Channel.EMAIL),
        **enclosed_by(found, request.user),
        "copies": theirs[-1].copies if theirs else [],
        "outcomes": ContactOutcome.choices,
        "outcome": ("case_opened" if opened else "case_updated" if found.case_id else "resolved",),
        "kinds": Avoidable.choices,
        "avoidable": (suggestion.kind if suggestion else "not",),
        "avoidable_why": suggestion.why if suggestion else "",
        "min_time": f"{timezone.localtime(now):%Y-%m-%dT%H:%M}",
    }


def _who(found: Conversation, request: HttpRequest) -> dict[str, Any]:
    contact = found.contact
    if contact is None:
        return {}
    known = {
        "case": _case_shown(found, request.user),
        "may_request": contact.state != "closed" and form_of(contact, timezone.now()) is not None,
    }
    if contact.customer_id:
        cases = cases_of_customers(request.user, family_ids(contact.customer_id), limit=6)
        return known | {
            "customer": view_of(contact.customer, request.user),
            "cases": [(case, stage_of(case)) for case in cases],
        }
    words = request.GET.get("q", found.correspondent).replace("\x00", "")[:200]
    return known | {"words": words, "hits": search_customers(request.user, words) if words.strip() else []}


def _case_shown(found: Conversation, user: Any) -> Any:
    """The case it is about, where this reader may see it: its title may say what is nobody else's business."""
    try:
        return get_case_for(user, found.case.reference) if found.case else None
    except NotFound:
        return None


@staff("contact.view")
@require_POST
def who_else(request: HttpRequest, reference: str) -> HttpResponse:
    """Who else is writing an answer: asked for again while the tab is in front."""
    found = get_conversation_for(request.user, reference)
    names = writing_now(found, besides=request.user, at=timezone.now())
    return render(request, "staff/mail/who_else.html", {"conversation": found, "names": names})
