"""The outbox: what was sent, to whom, why by this channel, what was heard of it, and what a person may still do."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import NotFound, TransitionRefused
from civichub.core.references import parse_reference
from civichub.delivery import policies
from civichub.delivery.operations.queueing import cancel_message, record_posted, retry_message
from civichub.delivery.queries import OutboxFilters, address_for, error_words, get_message_for, outbox
from civichub.delivery.states import MESSAGE, STATES, Channel
from civichub.web.access import staff
from civichub.web.staff.asking import organisations_with
from civichub.web.ui.components import ChosenFilter, Column
from civichub.web.ui.paging import address_with, keyset_page

LONDON = ZoneInfo("Europe/London")
COLUMNS = (Column("When"), Column("To"), Column("What"), Column("By"), Column("State"))


def filters_from(request: HttpRequest) -> OutboxFilters:
    """The list that an address asks for; what cannot be read is left out."""
    get = request.GET
    body, channel, state = get.get("body", ""), get.get("channel", ""), get.get("state", "")
    about = get.get("about", "").replace("\x00", "")[:40].strip()
    return OutboxFilters(
        organisation_id=int(body) if body.isascii() and body.isdigit() and len(body) < 18 else None,
        channel=channel if channel in Channel.values else "",
        state=state if state in STATES else "",
        about_reference=parse_reference(about) or about,
        to=get.get("to", "").replace("\x00", "")[:120].strip(),
        since=_midnight(get.get("since", "")),
    )


def _midnight(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) if day else None


@staff("delivery.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Messages, the newest first, with the address as far as this reader may see it."""
    wanted = filters_from(request)
    found, pager = keyset_page(request, outbox(request.user, wanted), order=("-created_at", "-pk"))
    context = {
        "rows": [(message, address_for(request.user, message)) for message in found],
        "columns": COLUMNS,
        "pager": pager,
        "wanted": wanted,
        "states": STATES.items(),
        "channels": Channel.choices,
        "bodies": list(organisations_with(request, "delivery.view")),
        "since": request.GET.get("since", ""),
        "chosen": _chosen(request, wanted),
    }
    return render(request, "staff/outbox.html", context)


def _chosen(request: HttpRequest, wanted: OutboxFilters) -> list[ChosenFilter]:
    named = [
        ("body", "One body" if wanted.organisation_id else ""),
        ("channel", dict(Channel.choices).get(wanted.channel, "")),
        ("state", STATES.get(wanted.state, "")),
        ("about", f"About {wanted.about_reference}" if wanted.about_reference else ""),
        ("to", f"To “{wanted.to}”" if wanted.to else ""),
        ("since", f"Since {wanted.since.astimezone(LONDON):%-d %b %Y}" if wanted.since else ""),
    ]
    return [ChosenFilter(label, address_with(request, **{name: None})) for name, label in named if label]


@staff("delivery.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """One message as it was sent, why by this channel, and everything heard about it."""
    message = get_message_for(request.user, reference)
    may_change = policies.may_change_message(request.user, message)
    context = {
        "message_shown": message,
        "address": address_for(request.user, message),
        "hidden": not policies.may_see_address(request.user, message),
        "state": STATES[message.state],
        "error": error_words(message),
        "receipts": list(message.receipts.all()),
        "steps": [step for step in ("cancel", "retry", "post") if may_change and _possible(message, step)],
        "may_open_case": request.user.holds_anywhere("case.view") and message.about_type == "cases.case",
    }
    return render(request, "staff/outbox_message.html", context)


def _possible(message: Any, step: str) -> bool:
    try:
        MESSAGE.target(message.state, step)
    except TransitionRefused:
        return False
    return True


@staff("delivery.view")
@require_POST
def act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Stop a message that waits, send one again, or say that a letter was posted."""
    message, now = get_message_for(request.user, reference), timezone.now()
    if step == "cancel":
        why = request.POST.get("reason", "").replace("\x00", "").strip() or "Stopped from the outbox"
        cancel_message(message=message, reason=why, actor=request.user, at=now)
        messages.success(request, "Stopped. It will not be sent.")
    elif step == "retry":
        retry_message(message=message, actor=request.user, at=now)
        messages.success(request, "It is being sent again.")
    elif step == "post":
        record_posted(message=message, actor=request.user, at=now)
        messages.success(request, "It is down as posted.")
    else:
        raise NotFound
    return redirect("outbox-message", message.reference)
