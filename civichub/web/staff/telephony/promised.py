"""Call-backs that were promised for an hour: how many each half hour may take, and whether they were kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.core.clocks import LONDON
from civichub.routing.booking import LOOK_AHEAD, PromisedHalfHour, promised_half_hours
from civichub.routing.queries import queues_run_by
from civichub.web.access import staff

BEFORE = timedelta(days=7)


@staff("work.supervise")
@require_GET
def promised(request: HttpRequest) -> HttpResponse:
    """A week back and the days to come, of every queue whose day this person runs."""
    now, queues = timezone.now(), list(queues_run_by(request.user))
    midnight = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    found = promised_half_hours(queues, since=midnight - BEFORE, until=midnight + LOOK_AHEAD, at=now)
    by_queue: dict[int, list[PromisedHalfHour]] = defaultdict(list)
    for one in found:
        by_queue[one.queue.pk].append(one)
    rows: list[tuple[Any, list[PromisedHalfHour], dict[str, int]]] = [
        (queue, by_queue[queue.pk], _sums(by_queue[queue.pk]))
        for queue in queues
        if queue.call_backs_each_half_hour or queue.pk in by_queue
    ]
    shown = {queue.pk for queue, _, _ in rows}
    others = [queue for queue in queues if queue.pk not in shown]
    return render(request, "staff/telephony/promised.html", {"rows": rows, "others": others})


def _sums(half_hours: list[PromisedHalfHour]) -> dict[str, int]:
    return {word: sum(getattr(one, word) for one in half_hours) for word in ("promised", "kept", "broken")}
