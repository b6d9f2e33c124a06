"""One dispatch: what it tells, every try, and what a person may do; and doing it for many."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import NotFound
from civichub.handover import policies
from civichub.handover.operations.queueing import (
    replay_connection,
    resend_dispatch,
    resend_the_undelivered,
    set_aside_dispatch,
)
from civichub.handover.queries.outbox import error_words, get_dispatch_for, waits_behind
from civichub.handover.states import DISPATCH, STATES
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.handover.connecting import connection_to_manage
from civichub.web.ui.forms import DateField, HubForm

LONDON = ZoneInfo("Europe/London")
LABELS = {"sent": "Sent", "internal": "The hub itself was interrupted"}


class ReplayForm(HubForm):
    """Of which days."""

    first = DateField(label="First day", missing="Enter the first day")
    last = DateField(label="Last day", missing="Enter the last day")


@staff("handover.view")
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispatch."""
    dispatch = get_dispatch_for(request.user, pk)
    may_change = policies.may_change_dispatch(request.user, dispatch)
    open_steps = {step.name for step in DISPATCH.steps_from(dispatch.state)}
    context = {
        "dispatch": dispatch,
        "state": STATES[dispatch.state],
        "error": error_words(dispatch.error),
        "tries": [
            (datetime.fromisoformat(at), code == "sent", LABELS.get(code) or error_words(code))
            for at, code in reversed(dispatch.tries)
        ],
        "behind": waits_behind(dispatch),
        "steps": [step for step in ("resend", "set_aside") if may_change and step in open_steps],
        "may_open_case": request.user.has_power("case.view", dispatch.case.organisation_id),
    }
    return render(request, "staff/handover/dispatch.html", context)


@staff("handover.view")
@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Send it again, or set it aside."""
    dispatch, acting = get_dispatch_for(request.user, pk), {"actor": request.user, "at": timezone.now()}
    if step == "resend":
        resend_dispatch(dispatch=dispatch, **acting)
        messages.success(request, "It is being sent again.")
    elif step == "set_aside":
        why = request.POST.get("why", "").replace("\x00", "").strip()
        set_aside_dispatch(dispatch=dispatch, why=why or "Set aside on its page", **acting)
        messages.success(request, "Set aside. What waited behind it goes on.")
    else:
        raise NotFound
    return redirect("case", dispatch.case.reference) if request.POST.get("back") == "case" else redirect("dispatch", pk)


@staff("handover.manage")
@require_POST
def resend_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again everything that was given up."""
    link = connection_to_manage(request, pk)
    number = resend_the_undelivered(connection=link, actor=request.user, at=timezone.now())
    messages.success(request, f"{number:,} being sent again.")
    return redirect("handover-connection", pk)


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again all that they were told in a while, because they lost it."""
    link = connection_to_manage(request, pk)
    page = FormPage(
        "Send again what they were told", reverse("handover-connection", args=[pk]), "It is being sent again.",
        caption=link.name, button="Send again",
        guidance="Everything that was sent on these days goes once more, under the same keys, so that a system which "
        "has it already knows the repeat. At most 10,000.",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        replay_connection(
            connection=link, since=_midnight(data["first"]), until=_midnight(data["last"] + timedelta(days=1)),
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    return ask_and_do(request, ReplayForm(request.POST or None), page, act)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)
