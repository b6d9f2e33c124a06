"""The counter: call the next, serve, set aside, pass on, finish; all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.frontdesk import operations
from civichub.frontdesk.queries import (
    cautions_at,
    counter_at,
    counters_of,
    desks_for,
    parked_at,
    queues_of,
    visit_for,
    visit_in_hand,
    wait_now,
    waiting_at,
)
from civichub.web.access import staff
from civichub.web.staff.front_desk_forms import FinishForm
from civichub.web.ui.components import Column
from civichub.workforce.queries import active_skills

TAKES = "work.take"


@staff(TAKES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Whoever stands in front of one, and who waits; or the counters to choose from."""
    return _page(request, None)


def _page(request: HttpRequest, form: FinishForm | None) -> HttpResponse:
    counter, now = counter_at(request.user), timezone.now()
    if counter is None:
        desks = [(desk, counters_of(desk)) for desk in desks_for(request.user)]
        return render(request, "staff/counter_choose.html", {"desks": desks})
    visit = visit_in_hand(request.user)
    services = [one for one in visit.services.all() if one.done_at is None] if visit else []
    reason = {"reason": visit.contact.reason if visit.contact else visit.reason} if visit else {}
    context = {
        "cautions": cautions_at(counter, visit) if visit else [],
        "counter": counter, "desk": counter.desk, "visit": visit, "services": services,
        "waiting": waiting_at(counter.desk, now), "parked": parked_at(counter.desk), "queues": queues_of(counter.desk),
        "rooms": [one for one in counters_of(counter.desk) if one.private and one.pk != counter.pk],
        "form": form or FinishForm(initial=reason), "has_errors": form is not None,
        "columns": [Column(label) for label in ("Ticket", "For", "Needs", "Waits", *([] if visit else ["Call"]))],
        "usual": wait_now(counter.desk, now), "now": now,
        "languages": dict(active_skills().values_list("key", "name")),
    }  # fmt: skip
    return render(request, "staff/counter.html", context)


def _then(request: HttpRequest, act: Callable[[], Any], done: str = "") -> HttpResponse:
    try:
        if act() and done:
            messages.success(request, done)
    except HubError as error:
        messages.error(request, error.message)
    return redirect("counter")


@staff(TAKES)
@require_POST
def stand(request: HttpRequest) -> HttpResponse:
    """Stand at a counter."""
    counters = {str(one.pk): one for desk in desks_for(request.user) for one in counters_of(desk)}
    if (counter := counters.get(request.POST.get("counter", ""))) is None:
        raise NotFound()
    return _then(request, lambda: operations.stand_at(counter=counter, actor=request.user, at=timezone.now()))


@staff(TAKES)
@require_POST
def step_away(request: HttpRequest) -> HttpResponse:
    """Leave the counter."""
    return _then(request, lambda: operations.step_away(actor=request.user, at=timezone.now()), "Your counter is free.")


@staff(TAKES)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """The next whom this person can serve."""

    def act() -> None:
        if operations.call_next(actor=request.user, at=timezone.now()) is None:
            messages.info(request, "Nobody is waiting whom you can serve. You can pick somebody from the list.")

    return _then(request, act)


@staff(TAKES)
@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of a visit, by its word in `STEPS`."""
    visit = visit_for(request.user, pk)
    if step == "finish":
        return _finish(request, visit)
    if (do := STEPS.get(step)) is None:
        raise Http404
    return _then(request, lambda: do(request, visit, {"visit": visit, "actor": request.user, "at": timezone.now()}))


def _finish(request: HttpRequest, visit: Any) -> HttpResponse:
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    details = {key: form.cleaned_data[key] for key in ("outcome", "avoidable", "reason", "notes")}
    return _then(
        request, lambda: operations.finish_visit(visit=visit, actor=request.user, at=timezone.now(), **details),
        f"{visit} is finished.",
    )  # fmt: skip


def _recall(request: HttpRequest, visit: Any, by: dict[str, Any]) -> Any:
    rooms = {str(one.pk): one for one in counters_of(visit.desk)}
    return operations.recall_visitor(counter=rooms.get(request.POST.get("counter", "")), **by)


def _park(request: HttpRequest, visit: Any, by: dict[str, Any]) -> Any:
    return operations.park_visit(notes=request.POST.get("notes", ""), **by)


def _pass_on(request: HttpRequest, visit: Any, by: dict[str, Any]) -> Any:
    queues = {str(queue.pk): queue for queue in queues_of(visit.desk)}
    chosen = queues.get(request.POST.get("queue", ""))
    passed = operations.pass_on(notes=request.POST.get("notes", ""), queue=chosen, **by)
    messages.success(request, f"{visit} waits for {chosen or 'a colleague'}, at the old place, with your notes.")
    return passed


STEPS: dict[str, Callable[[HttpRequest, Any, dict[str, Any]], Any]] = {
    "call": lambda request, visit, by: operations.call_visitor(**by),
    "recall": _recall,
    "begin": lambda request, visit, by: operations.begin_with(**by),
    "no-show": lambda request, visit, by: operations.miss_call(**by),
    "put-back": lambda request, visit, by: operations.put_visitor_back(**by),
    "park": _park,
    "resume": lambda request, visit, by: operations.resume_visit(**by),
    "pass-on": _pass_on,
    "next-service": lambda request, visit, by: operations.serve_next_service(**by),
}
