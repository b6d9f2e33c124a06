"""A call beside its contact: what can be asked of the exchange, what has happened, and what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.contacts.queries import get_contact_for
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.telephony.interpreters import interpreter_for, interpreters_for
from civichub.telephony.locking import Locked, unlock
from civichub.telephony.models import OrderKind
from civichub.telephony.operations import ask_in, hold_recording, listen_in, order_call, put_through_call
from civichub.telephony.payments import payments_in
from civichub.telephony.policies import may_hear_recordings, may_listen_in, may_order
from civichub.telephony.queries import (
    Happened,
    Others,
    call_of_contact,
    colleagues_to_ask,
    others_on,
    phone_of,
    recording_heard_by,
    recordings_heard_by,
    what_happened,
)
from civichub.telephony.relay import HOW_TO_TALK
from civichub.web.access import staff
from civichub.web.byte_ranges import in_part


def call_of(request: HttpRequest, reference: str) -> Any:
    """The call of a contact that this person may see. Raises `NotFound`."""
    call = call_of_contact(get_contact_for(request.user, reference).pk)
    if call is None:
        raise NotFound()
    return call


@staff("contact.view")
@require_GET
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """The call as it stands; asked for again whenever something changes at this desk."""
    call = call_of(request, reference)
    happened = what_happened(call)
    others, talks = others_on(call), happened.is_talking and may_order(request.user, call)
    context = {
        "call": call, "reference": reference, "happened": happened, "others": others, "talks": talks,
        "buttons": _buttons(happened, others) if talks else [],
        "interpreters": interpreters_for(request.user, call) if talks and not others.guest else [],
        "colleagues": colleagues_to_ask(request.user) if talks and not others.guest else [],
        "listening": _ways_to_listen(request.user, call, happened, others),
        "how_to_talk": HOW_TO_TALK.get(call.relay, ()),
        "payments": payments_in(call),
        "recordings": recordings_heard_by(request.user, call),
        "may_hold": may_hear_recordings(request.user, call),
    }  # fmt: skip
    return render(request, "staff/telephony/panel.html", context)


KEYS = {OrderKind.HOLD: "l", OrderKind.RESUME: "l", OrderKind.TOGETHER: "t", OrderKind.SEND_AWAY: "z"}
"""Keys of a conversation: as the strip of a telephone in the browser has them, and no other part of the page."""


def _buttons(happened: Happened, others: Others) -> list[tuple[str, str, str]]:
    """What may be asked of the exchange just now, in the order in which it is wanted: kind, words and key."""
    if others.guest:
        kinds = [OrderKind.TOGETHER] if others.guest_is_in and happened.is_held else []
        kinds.append(OrderKind.SEND_AWAY)
    else:
        kinds = [OrderKind.RESUME if happened.is_held else OrderKind.HOLD]
    kinds.append(OrderKind.HANG_UP)
    if happened.is_recorded:
        kinds.append(OrderKind.RESUME_RECORDING if happened.is_paused else OrderKind.PAUSE_RECORDING)
    return [(kind.value, kind.label, KEYS.get(kind, "")) for kind in kinds]


def _ways_to_listen(user: Any, call: Any, happened: Happened, others: Others) -> list[tuple[str, str]]:
    """For a team leader with a telephone: how they may hear the conversation, other than they do."""
    if not (happened.is_talking and may_listen_in(user, call)) or phone_of(user) is None:
        return []
    ways = [OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.JOIN_IN]
    kinds = [way for way in ways if way != others.manner]
    return [(kind.value, kind.label) for kind in (*kinds, *([OrderKind.STOP_LISTENING] if others.manner else []))]


@staff("contact.view")
@require_POST
def order(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Hold, go on, hang up, pause the recording; back to the contact."""
    return _then(request, reference, lambda call, **by: order_call(call=call, kind=kind, **by))


@staff("contact.view")
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ring a colleague, an interpreter, or another number outside, while the caller hears music."""
    whom = {name: request.POST.get(name, "").strip() for name in ("extension", "number")}

    def act(call: Any, **by: Any) -> None:
        interpreter, language = interpreter_for(request.user, call, request.POST.get("interpreter", ""))
        ask_in(call=call, **whom, interpreter=interpreter, language=language, **by)

    return _then(request, reference, act)


@staff("contact.view")
@require_POST
def through(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave the caller with them; a colleague gets the notes."""
    notes = request.POST.get("notes", "").strip() or "We spoke before they were put through."
    return _then(request, reference, lambda call, **by: put_through_call(call=call, notes=notes, **by))


@staff("work.supervise")
@require_POST
def hear(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Listen to a conversation, whisper to its advisor, speak to both, or stop."""
    return _then(request, reference, lambda call, **by: listen_in(call=call, kind=kind, **by))


def _then(request: HttpRequest, reference: str, act: Callable[..., Any]) -> HttpResponse:
    """Do it with that call, and go back to its contact."""
    call = call_of(request, reference)
    try:
        act(call, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("contact", reference=reference)


@staff("contact.view")
@require_GET
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """A recording, or the part that a player asks for, opened for this one answer and kept by no browser. Everybody who
    listens is written down."""
    recording = recording_heard_by(request.user, pk)
    runs = may_hear_recordings(request.user, recording.call)
    ground = "Runs the day of the line that was rung" if runs else "Took the call"
    audit_read(recording, actor=request.user, at=timezone.now(), ground=ground)
    with default_storage.open(recording.path) as file:
        content = unlock(Locked(file.read(), bytes(recording.key)))
    answer = in_part(content, request.headers.get("Range", ""), content_type="audio/wav")
    answer["Content-Disposition"] = f'inline; filename="{recording.name}.wav"'
    answer["Cache-Control"] = "no-store"
    return answer


@staff("work.supervise")
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a recording beyond its time and say why; with no reason, no longer."""
    recording = recording_heard_by(request.user, pk)
    try:
        hold_recording(recording=recording, why=request.POST.get("why", ""), actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("contact", reference=recording.call.contact.reference)
