"""Background work of delivery. Each job makes one call; what it does is decided there."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from civichub.accounts.queries import system_account
from civichub.delivery import queries
from civichub.delivery.operations.upkeep import requeue_forgotten
from civichub.delivery.sender import STUCK_AFTER, deliver, reconcile


@app.task(name="civichub.delivery.jobs.send_message", queue="delivery", retry=RetryStrategy(max_attempts=6, wait=20))
def send_message(message_id: int) -> None:
    """One attempt at one message. The retry is for our own database; providers' errors are kept on the message."""
    deliver(message_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="delivery", queueing_lock="reconcile_messages")
def reconcile_messages(timestamp: int) -> None:
    """Settle what a killed worker left "being sent", and give a new job to what lost its own."""
    now = timezone.now()
    for message_id in queries.stuck_messages(before=now - STUCK_AFTER):
        reconcile(message_id)
    requeue_forgotten(actor=system_account(), at=now)
