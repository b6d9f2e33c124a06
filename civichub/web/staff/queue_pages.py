"""For whoever runs the day: every queue live, its line, its people, and what would happen if."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError, Invalid, NotFound
from civichub.routing import operations
from civichub.routing.alerts import alert_history, alert_run_by, alerts_of
from civichub.routing.models import WorkItem
from civichub.routing.queries import (
    item_for,
    line_of,
    open_or_opens_at,
    people_of,
    queue_run_by,
    queues_now,
    queues_run_by,
)
from civichub.routing.what_if import what_if
from civichub.web.access import staff
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

RUNS = "work.supervise"
MOST_PEOPLE_MORE = 10
ALERTS = (Column("When"), Column("What"), Column("Seen to"), Column("Cleared"))


@staff(RUNS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every queue that this person runs, at this moment."""
    now = timezone.now()
    queues = list(queues_run_by(request.user))
    context = {"queues": queues_now(queues, now), "alerts": alerts_of(queues), "now": now}
    return render(request, "staff/queues.html", context)


@staff(RUNS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One queue: who waits, in the order of being served; who serves it; and what more or fewer people would change."""
    now, queue = timezone.now(), queue_run_by(request.user, pk)
    more = _whole(request.GET.get("people", "0"), MOST_PEOPLE_MORE)
    people = people_of(queue)
    context = {
        "queue": queue,
        "alerts": alerts_of([queue]),
        "serves": any(member.person_id == request.user.pk for member, _, _ in people),
        "state": queues_now([queue], now)[0],
        "line": line_of(queue, now),
        "people": people,
        "others": [other for other in queues_run_by(request.user) if other.pk != queue.pk],
        "opens_at": open_or_opens_at(queue, now),
        "more": more,
        "fewer": -more,
        "forecast": what_if(queue, now, people_more=more),
        "as_it_is": what_if(queue, now),
        "now": now,
    }
    return render(request, "staff/queue.html", context)


def _whole(text: str, most: int) -> int:
    try:
        return max(-most, min(most, int(text)))
    except ValueError:
        return 0


def _change(request: HttpRequest, pk: int, act: Callable[[WorkItem], Any], done: str) -> HttpResponse:
    item = item_for(request.user, pk)
    queue = queue_run_by(request.user, item.queue_id)
    try:
        act(item)
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("queue", queue.pk)


@staff(RUNS)
@require_POST
def re_prioritise(request: HttpRequest, pk: int) -> HttpResponse:
    """Before others, or no longer."""
    priority, why = _whole(request.POST.get("priority", ""), 2), request.POST.get("why", "")
    return _change(
        request, pk,
        lambda item: operations.re_prioritise(
            item=item, priority=priority, why=why, actor=request.user, at=timezone.now()
        ),
        "Its place has changed.",
    )  # fmt: skip


@staff(RUNS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another queue that this person runs."""
    item_for(request.user, pk)
    to = request.POST.get("queue", "")
    if not (to.isdigit() and len(to) < 18):
        raise Invalid({"queue": "Choose a queue from the list."})
    queue = queue_run_by(request.user, int(to))
    return _change(
        request, pk,
        lambda item: operations.move_work(item=item, queue=queue, actor=request.user, at=timezone.now()),
        f"Moved to {queue.name}. It keeps its waiting time.",
    )  # fmt: skip


@staff(RUNS)
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """To one person at once."""
    wanted = request.POST.get("person", "")
    item = item_for(request.user, pk)
    person = next((m.person for m, _, _ in people_of(item.queue) if str(m.person_id) == wanted), None)
    if person is None:
        raise NotFound()
    return _change(
        request, pk,
        lambda one: operations.pull_work(item=one, person=person, actor=request.user, at=timezone.now()),
        f"{person} has it now.",
    )  # fmt: skip


@staff(RUNS)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one sees to a warning."""
    alert = alert_run_by(request.user, pk)
    operations.acknowledge_alert(alert=alert, actor=request.user, at=timezone.now())
    messages.success(request, "Your colleagues see that you see to it.")
    return redirect("queue", alert.queue_id)


@staff(RUNS)
@require_GET
def alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """Every warning of a queue, the newest first."""
    queue = queue_run_by(request.user, pk)
    rows, pager = keyset_page(request, alert_history(queue), order=("-raised_at", "-pk"))
    return render(request, "staff/queue_alerts.html", {"queue": queue, "rows": rows, "pager": pager, "columns": ALERTS})
