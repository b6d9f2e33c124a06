"""The hub's own care for the line, for when no screen is there to set it going."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.routing.operations import keep_line


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="keep_line")
def keep_line_each_minute(timestamp: int) -> None:
    """Take back offers that rang out and work whose screen died, and offer it on."""
    keep_line(actor=system_account(), at=timezone.now())
