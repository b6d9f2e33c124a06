"""Each morning's care for what staff look up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.knowledge.operations.reminders import remind_keepers


@app.periodic(cron="40 5 * * *")
@app.task(queue="notifications", queueing_lock="remind_keepers")
def remind_keepers_each_morning(timestamp: int) -> None:
    """Tell keepers what is to be read again."""
    remind_keepers(actor=system_account(), at=timezone.now())
