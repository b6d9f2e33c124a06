"""Whether anybody is there to serve a queue: cheap enough for pages that everybody opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from civichub.core.prepared import Given, prepared
from civichub.routing.models import Queue, Seat, WorkItem
from civichub.routing.operations.offering import SCREEN_LOST_AFTER_SECONDS
from civichub.routing.states import IN_HAND


def at_the_queue(queue: Queue, at: datetime) -> tuple[bool, int]:
    """Whether somebody who serves the queue is ready or busy, and how many wait in it. One statement."""
    alive = at - timedelta(seconds=SCREEN_LOST_AFTER_SECONDS)
    rows = _at_the_queue(queue=queue.pk, alive=alive)
    return rows[0] if rows else (False, 0)


@prepared
def _at_the_queue() -> QuerySet[Queue]:
    here = Seat.objects.filter(person__queues_served__queue=OuterRef("pk")).exclude(state="left")
    busy = WorkItem.objects.filter(taken_by=OuterRef("person"), state__in=IN_HAND)
    there = here.filter(Q(state="ready", seen_at__gte=Given("alive")) | Q(Exists(busy)))
    waiting = Count("items", filter=Q(items__state__in=("waiting", "offered")))
    found = Queue.objects.filter(pk=Given("queue")).annotate(anybody=Exists(there), waiting=waiting)
    return found.values_list("anybody", "waiting")
