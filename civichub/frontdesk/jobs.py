"""The hub's own care for front desks."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.frontdesk.operations import close_past_days


@app.periodic(cron="7 * * * *")
@app.task(queue="clocks", queueing_lock="close_past_days")
def close_past_days_each_hour(timestamp: int) -> None:
    """Nobody waits overnight. By the hour, so that a hub that was down at midnight catches up."""
    close_past_days(actor=system_account(), at=timezone.now())
