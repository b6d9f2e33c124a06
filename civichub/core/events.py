"""Facts go upward: an event is stored and becomes one job per subscriber, in the transaction that made it true."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import RetryStrategy

from civichub.core.jobs import QUEUES
from civichub.core.models import StoredEvent
from civichub.core.prepared import insert

E = TypeVar("E", bound="Event")
Reaction = Callable[[E, datetime], None]


@dataclasses.dataclass(frozen=True)
class Event:
    """Base of every fact. Subclasses hold ids and plain values, so that an older or newer listener can read them."""

    @classmethod
    def event_name(cls) -> str:
        """``context.ClassName``, e.g. ``cases.CaseResolved``: stored, so a class that moves must keep its name."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


_listeners: dict[type[Event], list[tuple[str, str]]] = defaultdict(list)
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


def subscriber(event: type[E], *, queue: str) -> Callable[[Reaction[E]], Reaction[E]]:
    """Register `function(event, at)` to run as a background job after each `event`. It must tolerate repeats.

    `queue` must be one of `core.jobs.QUEUES`. The job is retried eight times over about a day, then kept as failed.
    """
    if queue not in QUEUES:
        raise ValueError(f"queue {queue!r} is not in core.jobs.QUEUES, so no worker would take it")

    def register(function: Reaction[E]) -> Reaction[E]:
        name = f"{function.__module__}.{function.__name__}"

        @app.task(name=name, queue=queue, retry=RETRY)
        def run(event_id: int) -> None:
            stored = StoredEvent.objects.get(pk=event_id)
            function(_load(event, stored.payload), stored.at)

        _listeners[event].append((name, queue))
        return function

    return register


def _load(event: type[E], payload: dict[str, Any]) -> E:
    known = {field.name for field in dataclasses.fields(event)}
    return event(**{key: value for key, value in payload.items() if key in known})


def publish(*events: Event, at: datetime) -> None:
    """Store the facts and defer their subscribers in the caller's transaction: one insert for each of the two."""
    rows = [StoredEvent(at=at, name=event.event_name(), payload=dataclasses.asdict(event)) for event in events]
    rows = [insert(row) for row in rows] if len(rows) == 1 else StoredEvent.objects.bulk_create(rows)
    jobs = [
        Job(id=None, queue=queue, lock=None, queueing_lock=None, task_name=name, task_kwargs={"event_id": row.pk})
        for event, row in zip(events, rows, strict=True)
        for name, queue in _listeners[type(event)]
    ]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)
