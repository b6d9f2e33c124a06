"""One appointment at the desk, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.appointments import operations, policies
from civichub.appointments.models import Appointment
from civichub.appointments.operations import Who
from civichub.appointments.queries import get_appointment_for, here_early, is_waiting, sheltered_ids
from civichub.appointments.states import TO_COME
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.web.access import staff
from civichub.workforce.queries import active_skills

DONE = {
    "arrive": (operations.check_in, "They are checked in."),
    "not-arrived": (operations.undo_check_in, "The check-in is undone."),
    "attended": (operations.finish_appointment, "It is over."),
    "missed": (operations.miss_appointment, "Noted that nobody came."),
    "earlier": (operations.ask_for_earlier, "They are on the list for an earlier time."),
    "keep": (operations.stop_waiting, "They keep the time they have."),
}  # type: dict[str, tuple[Callable[..., Any], str]]


@staff()
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one appointment; the reading is written down."""
    user, now = request.user, timezone.now()
    appointment = get_appointment_for(user, reference)
    audit_read(appointment, actor=user, at=now, ground="An appointment of their organisation, or their own")
    hidden = appointment.pk in sheltered_ids([appointment]) and not user.has_power(
        "customer.view_at_risk_address", appointment.organisation_id
    )
    begun = appointment.starts_at <= now
    values = {
        "appointment": appointment, "history": appointment.history.select_related("actor"), "hidden": hidden,
        "back_url": f"{reverse('appointment-day')}?from={london_date(appointment.starts_at)}",
        "may_change": policies.may_change(user, appointment), "begun": begun, "to_come": appointment.state in TO_COME,
        "waiting": is_waiting(appointment), "may_fill": _may_fill(appointment, now),
        "early": here_early(appointment) if _may_fill(appointment, now) else [],
        "interpreter": dict(active_skills().values_list("key", "name")).get(appointment.interpreter, ""),
    }  # fmt: skip
    return render(request, "staff/appointments/appointment.html", values)


def _may_fill(appointment: Appointment, now: Any) -> bool:
    gone = appointment.state in ("no_show", "cancelled")
    return gone and appointment.starts_at <= now < appointment.ends_at


@staff()
@require_POST
def act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Check in, undo, finish, note an absence, cancel, wait for an earlier time, say where the call is held."""
    appointment, now = get_appointment_for(request.user, reference), timezone.now()
    try:
        if step == "cancel":
            reason = request.POST.get("reason", "") or "The office had to cancel"
            operations.cancel_appointment(appointment=appointment, reason=reason, actor=request.user, at=now,
                                          by_customer="asked" in request.POST)  # fmt: skip
            words = "It is cancelled, and they are told."
        elif step == "link":
            link = request.POST.get("link", "").strip()
            operations.set_video_link(appointment=appointment, link=link, actor=request.user, at=now)
            words = "The link is changed, and they are told."
        elif step in DONE:
            operation, words = DONE[step]
            operation(appointment=appointment, actor=request.user, at=now)
        else:
            raise NotFound()
    except NotFound:
        raise
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("appointment", appointment.reference)


@staff()
@require_POST
def fill(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the rest of a missed time to somebody who is here."""
    missed, now = get_appointment_for(request.user, reference), timezone.now()
    chosen = request.POST.get("appointment", "")[:12]
    try:
        came = operations.fill_from_waiting(
            missed=missed, appointment=get_appointment_for(request.user, chosen) if chosen else None,
            who=Who(request.POST.get("name", "")), actor=request.user, at=now,
        )  # fmt: skip
    except NotFound:
        raise
    except HubError as error:
        messages.error(request, error.message)
        return redirect("appointment", missed.reference)
    messages.success(request, "They have the time now.")
    return redirect("appointment", came.reference)
