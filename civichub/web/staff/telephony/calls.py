"""A call beside its contact: what can be asked of the exchange, what has happened, and what was recorded."""

from __future__ import annotations

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
from civichub.telephony.locking import Locked, unlock
from civichub.telephony.models import OrderKind
from civichub.telephony.operations import hold_recording, order_call
from civichub.telephony.policies import may_hear_recordings, may_order
from civichub.telephony.queries import Happened, call_of_contact, recording_heard_by, recordings_of, what_happened
from civichub.web.access import staff


def _call(request: HttpRequest, reference: str) -> Any:
    """The call of a contact that this person may see. Raises `NotFound`."""
    call = call_of_contact(get_contact_for(request.user, reference).pk)
    if call is None:
        raise NotFound()
    return call


@staff("contact.view")
@require_GET
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """The call as it stands; asked for again whenever something changes at this desk."""
    call = _call(request, reference)
    happened = what_happened(call)
    context = {
        "call": call, "reference": reference, "happened": happened, "buttons": _buttons(request.user, call, happened),
        "recordings": recordings_of(call) if may_hear_recordings(request.user, call) else [],
    }  # fmt: skip
    return render(request, "staff/telephony/panel.html", context)


def _buttons(user: Any, call: Any, happened: Happened) -> list[tuple[str, str]]:
    """What may be asked of the exchange just now, in the order in which it is wanted."""
    if not (happened.is_talking and may_order(user, call)):
        return []
    hold = OrderKind.RESUME if happened.is_held else OrderKind.HOLD
    kinds = [hold, OrderKind.HANG_UP]
    if happened.is_recorded:
        kinds.append(OrderKind.RESUME_RECORDING if happened.is_paused else OrderKind.PAUSE_RECORDING)
    return [(kind.value, kind.label) for kind in kinds]


@staff("contact.view")
@require_POST
def order(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Hold, go on, hang up, pause the recording; back to the contact."""
    call = _call(request, reference)
    try:
        order_call(call=call, kind=kind, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("contact", reference=reference)


@staff("work.supervise")
@require_GET
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """A recording, opened for this one answer and kept by no browser. Everybody who listens is written down."""
    recording = recording_heard_by(request.user, pk)
    audit_read(recording, actor=request.user, at=timezone.now(), ground="Runs the day of the line that was rung")
    with default_storage.open(recording.path) as file:
        content = unlock(Locked(file.read(), bytes(recording.key)))
    answer = HttpResponse(content, content_type="audio/wav")
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
