"""What the hub says because a day has passed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.cases.queries.telling import missed_promises
from civichub.core.clocks import london_date
from civichub.notifications.subscribers import TOO_LATE, own_up_to_missed_promise


@app.periodic(cron="0 8 * * *")
@app.task(queue="notifications", queueing_lock="own_up_to_missed_promises")
def own_up_to_missed_promises(timestamp: int) -> None:
    """In the morning after a promise ran out and nobody said that it was kept, say so before the customer asks (B7)."""
    today = london_date(timezone.now())
    for case_id, promise_id in missed_promises(today, since=today - timedelta(days=TOO_LATE.days)):
        own_up_to_missed_promise(case_id, promise_id)
