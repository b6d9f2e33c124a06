"""Warnings about queues: raised while there is time to act, kept until their cause has gone for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from civichub.core.audit import audit
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.delivery.drafts import Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel, Purpose
from civichub.routing import policies
from civichub.routing.models import Alert, AlertKind, Queue
from civichub.routing.watching import findings

CALM = timedelta(minutes=3)  # how long its cause must be gone: a line that wavers would ring again and again


@operation
def watch_queue(*, queue: Queue, actor: Any, at: datetime) -> list[Alert]:
    """Look an hour ahead: raise, renew and clear the warnings of a queue. Returns those that stand."""
    require(policies.may_watch_queues(actor))
    queue = lock(queue)
    open_now = {alert.kind: alert for alert in queue.alerts.filter(cleared_at=None).exclude(kind=AlertKind.SILENT)}
    found = findings(queue, at, said=open_now.keys()) if queue.is_active else {}
    for kind, words in found.items():
        if (alert := open_now.get(kind)) is not None:
            _renew(alert, words, queue, at)
        else:
            open_now[kind] = _raise(queue, kind, words, actor, at)
    for kind in open_now.keys() - found.keys():
        _calm(open_now[kind], queue, actor, at)
    return [alert for alert in open_now.values() if alert.cleared_at is None]


@operation
def warn_of_screens(*, queue: Queue, words: str, actor: Any, at: datetime) -> Alert | None:
    """Raise, renew or (without `words`) clear the warning of silent screens; returns it while it stands."""
    require(policies.may_watch_queues(actor))
    queue = lock(queue)
    alert = queue.alerts.filter(cleared_at=None, kind=AlertKind.SILENT).first()
    if words and alert is None:
        return _raise(queue, AlertKind.SILENT.value, words, actor, at)
    if words and alert is not None:
        _renew(alert, words, queue, at)
    elif alert is not None:
        _calm(alert, queue, actor, at)
    return alert if alert and alert.cleared_at is None else None


def _raise(queue: Queue, kind: str, words: str, actor: Any, at: datetime) -> Alert:
    alert = Alert.objects.create(queue=queue, kind=kind, words=words, raised_at=at, seen_at=at)
    audit("alert.raised", alert, actor=actor, at=at, queue=queue.pk, kind=kind, words=words)
    if queue.alert_email:
        _email(alert, queue, actor, at)
    _tell(queue)
    return alert


def _renew(alert: Alert, words: str, queue: Queue, at: datetime) -> None:
    changed = alert.words != words
    alert.words, alert.seen_at, alert.calm_since = words, at, None
    save(alert, "words", "seen_at", "calm_since")
    if changed:
        _tell(queue)


def _calm(alert: Alert, queue: Queue, actor: Any, at: datetime) -> None:
    if alert.calm_since is None:
        alert.calm_since = at
        save(alert, "calm_since")
    elif at - alert.calm_since >= CALM:
        alert.cleared_at = at
        save(alert, "cleared_at")
        audit("alert.cleared", alert, actor=actor, at=at, queue=queue.pk)
        _tell(queue)


def _tell(queue: Queue) -> None:
    announce(f"queue-{queue.pk}", f"alerts-{queue.organisation_id}")


def _email(alert: Alert, queue: Queue, actor: Any, at: datetime) -> None:
    address = f"{settings.PUBLIC_URL}/staff/queues/{queue.pk}/"
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=queue.alert_email,
        subject=f"{queue.name}: {AlertKind(alert.kind).label.lower()}",
        body=f"{alert.words}\n\nThe queue as it stands now: {address}\n\nYou get one email for each warning.",
        recipient=f"routing.queue:{queue.pk}",
        recipient_verified=True,
        purpose=Purpose.STAFF,
        why_channel="Email: set for the warnings of this queue.",
        is_urgent=True,
    )
    queue_message(draft=draft, organisation=queue.organisation, actor=actor, at=at, dedupe_key=f"alert:{alert.pk}")


@operation
def acknowledge_alert(*, alert: Alert, actor: Any, at: datetime) -> Alert:
    """Somebody sees to it. It stays on the board until it clears, and rings no more. Twice changes nothing."""
    alert = lock(alert)
    require(policies.may_run_queue(actor, alert.queue))
    if alert.acknowledged_at is None:
        alert.acknowledged_by, alert.acknowledged_at = actor, at
        save(alert, "acknowledged_by", "acknowledged_at")
        audit("alert.acknowledged", alert, actor=actor, at=at, queue=alert.queue_id)
        _tell(alert.queue)
    return alert
