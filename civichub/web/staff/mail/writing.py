"""The answer being written: its words, texts that are written often, and the files that go with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError
from civichub.core.references import format_reference
from civichub.knowledge.canned_texts import canned_texts_for
from civichub.knowledge.models import CannedText
from civichub.messaging.models import Conversation
from civichub.messaging.operations.mail_drafting import MOST_BYTES, attach_file, keep_draft, take_off_file
from civichub.messaging.queries.mail import enclosed_in_draft, get_conversation_for
from civichub.web.access import staff

MOST_TEXTS = 12
MOST_CHOSEN = 20


@staff("contact.handle")
@require_POST
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is typed; with ``insert`` a text that is written often is put after it, its blanks filled."""
    found, now = get_conversation_for(request.user, reference), timezone.now()
    words, wanted = request.POST.get("text", ""), request.POST.get("insert", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        canned = next((one for one in texts_of(found) if one.pk == int(wanted)), None)
        words = "\n\n".join(filter(None, [words.strip(), filled(canned.body, found, request.user) if canned else ""]))
    keep_draft(conversation=found, text=words, actor=request.user, at=now)
    if request.htmx:
        return HttpResponse(f"Draft kept at {timezone.localtime(now):%H:%M:%S}")
    return to_answer(reference)


@staff("contact.view")
@require_GET
def texts(request: HttpRequest, reference: str) -> HttpResponse:
    """The texts whose title or words match what is typed."""
    found = get_conversation_for(request.user, reference)
    words = request.GET.get("find", "").replace("\x00", "")[:100]
    return render(
        request, "staff/mail/texts.html", {"texts": texts_of(found, words)[:MOST_TEXTS], "conversation": found}
    )


def texts_of(found: Conversation, words: str = "") -> list[CannedText]:
    """The texts that fit, those in the person's language and for the service first."""
    service = found.contact.service_id if found.contact else found.mailbox.service_id
    return canned_texts_for(found.organisation_id, "email", service_id=service, language=found.language, words=words)


def filled(body: str, found: Conversation, user: Any) -> str:
    """A text with its blanks filled: {name}, {reference}, {case}, {service}, {organisation}, {my_name}."""
    contact = found.contact
    facts = {
        "name": found.correspondent_name or "Sir or Madam",
        "reference": format_reference(found.reference),
        "case": format_reference(found.case.reference) if found.case else "",
        "service": contact.service.title if contact and contact.service else "",
        "organisation": found.organisation.name,
        "my_name": user.name,
    }
    for name, value in facts.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def to_answer(reference: str) -> HttpResponse:
    """Back to where it is written."""
    target = redirect("mail", reference)
    target["Location"] += "#answer"
    return target


def enclosed_by(found: Conversation, user: Any) -> dict[str, Any]:
    """The files that go with this person's answer, as their part of the page shows them."""
    files = enclosed_in_draft(found, user)
    return {"enclosed": files, "checking": any(file.scan == "held" for file in files)}


def attach_all(request: HttpRequest, found: Conversation) -> list[str]:
    """Attach the files that were chosen; what is wrong with those that cannot be, a sentence each."""
    problems, now = [], timezone.now()
    for file in request.FILES.getlist("files")[:MOST_CHOSEN]:
        content = file.read(MOST_BYTES + 1)  # one byte more than is taken tells that it is too large
        try:
            attach_file(conversation=found, name=file.name or "file", content=content, actor=request.user, at=now)
        except HubError as error:
            problems.append(error.message)
    return problems


@staff("contact.handle")
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the chosen files with the answer, and keep what is typed."""
    found = get_conversation_for(request.user, reference)
    keep_draft(conversation=found, text=request.POST.get("text", ""), actor=request.user, at=timezone.now())
    problems = attach_all(request, found)
    if not request.FILES:
        problems = ["Choose a file first."]
    return _enclosed_again(request, found, problems)


@staff("contact.handle")
@require_POST
def take_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one file off again, and keep what is typed."""
    found, now, token = get_conversation_for(request.user, reference), timezone.now(), request.POST.get("file", "")
    keep_draft(conversation=found, text=request.POST.get("text", ""), actor=request.user, at=now)
    take_off_file(conversation=found, token=token.replace("\x00", ""), actor=request.user, at=now)
    return _enclosed_again(request, found, [])


def _enclosed_again(request: HttpRequest, found: Conversation, problems: list[str]) -> HttpResponse:
    if request.htmx:
        context = {"conversation": found, "problems": problems, **enclosed_by(found, request.user)}
        return render(request, "staff/mail/enclosed.html", context)
    for problem in problems:
        messages.error(request, problem)
    return to_answer(found.reference)


@staff("contact.handle")
@require_GET
def enclosed(request: HttpRequest, reference: str) -> HttpResponse:
    """The files again: asked for while the scanner looks at one of them."""
    found = get_conversation_for(request.user, reference)
    context = {"conversation": found, **enclosed_by(found, request.user)}
    return render(request, "staff/mail/enclosed.html", context)
