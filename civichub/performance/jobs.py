"""The hub counts the service levels every hour, so that both sides see a month as it runs."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.performance.operations import count_service_level
from civichub.performance.queries.service_levels import levels_to_count, months_to_count


def count_service_levels(at: datetime) -> None:
    """The running month of every level, and the one before, in which late entries may still change something."""
    for level in levels_to_count(london_date(at)):
        for month in months_to_count(london_date(at)):
            count_service_level(level=level, month=month, actor=system_account(), at=at)


@app.periodic(cron="7 * * * *")
@app.task(queue="measures", queueing_lock="count_service_levels")
def count_again(timestamp: int) -> None:
    """Every hour."""
    count_service_levels(timezone.now())
