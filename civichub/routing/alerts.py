"""Alerts, warnings that a queue's standard is in danger: reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.routing import policies
from civichub.routing.models import Alert, Queue


def alerts_of(queues: Iterable[Queue]) -> list[Alert]:
    """The warnings that stand for these queues, the newest first."""
    found = Alert.objects.filter(queue__in=[queue.pk for queue in queues], cleared_at=None)
    return list(found.select_related("queue", "acknowledged_by"))


def alerts_for(user: Any) -> list[Alert]:
    """The warnings that nobody has answered yet, of the queues whose day this person runs, the newest first."""
    runs = user.organisations_with("work.supervise")
    if not runs:
        return []
    found = Alert.objects.filter(queue__organisation__in=runs, cleared_at=None, acknowledged_at=None)
    return list(found.select_related("queue"))


def alert_history(queue: Queue) -> QuerySet[Alert]:
    """Every warning of a queue, cleared or not."""
    return Alert.objects.filter(queue=queue).select_related("acknowledged_by")


def alert_run_by(user: Any, pk: int) -> Alert:
    """A warning of a queue whose day this person runs. Raises `NotFound`."""
    alert = Alert.objects.select_related("queue", "queue__organisation").filter(pk=pk).first()
    if alert is None or not policies.may_run_queue(user, alert.queue):
        raise NotFound()
    return alert
