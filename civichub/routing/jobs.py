"""The hub's own care for the line, for when no screen is there to set it going."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.routing.models import Queue
from civichub.routing.operations import keep_line, learn_waits, score_waits, watch_queue


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="keep_line")
def keep_line_each_minute(timestamp: int) -> None:
    """Take back offers that rang out and work whose screen died, and offer it on."""
    keep_line(actor=system_account(), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="watch_queues")
def watch_queues_each_minute(timestamp: int) -> None:
    """Look an hour ahead for every queue, and warn before its standard is broken."""
    actor = system_account()
    for queue in Queue.objects.select_related("organisation").order_by("pk"):
        watch_queue(queue=queue, actor=actor, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="score_waits")
def score_waits_each_minute(timestamp: int) -> None:
    """See what came of the waits that were told."""
    score_waits(actor=system_account(), at=timezone.now())


@app.periodic(cron="40 2 * * *")
@app.task(queue="clocks", queueing_lock="learn_waits")
def learn_waits_each_night(timestamp: int) -> None:
    """Learn every queue's waits anew while nobody is in line."""
    actor = system_account()
    for queue in Queue.objects.filter(is_active=True).order_by("pk"):
        learn_waits(queue=queue, actor=actor, at=timezone.now())
