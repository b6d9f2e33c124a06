"""What the hub says because a day has passed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.cases.queries.telling import missed_promises
from civichub.core.clocks import LONDON, london_date
from civichub.notifications.operations import send_team_digest
from civichub.notifications.planning import TOO_LATE
from civichub.notifications.queries import teams_waiting_for_summary
from civichub.notifications.subscribers import own_up_to_missed_promise
from civichub.organisations.queries import teams_with_summary_at


@app.periodic(cron="0 8 * * *")
@app.task(queue="notifications", queueing_lock="own_up_to_missed_promises")
def own_up_to_missed_promises(timestamp: int) -> None:
    """In the morning after a promise ran out and nobody said that it was kept, say so before the customer asks (B7)."""
    today = london_date(timezone.now())
    for case_id, promise_id in missed_promises(today, since=today - timedelta(days=TOO_LATE.days)):
        own_up_to_missed_promise(case_id, promise_id)


def send_summaries(hour: int) -> int:
    """Send what waits to the teams that chose this hour of London's day; how many got something."""
    teams = teams_with_summary_at(hour, teams_waiting_for_summary())
    now = timezone.now()
    return sum(send_team_digest(team=team, actor=system_account(), at=now) is not None for team in teams)


@app.periodic(cron="0 * * * *")
@app.task(queue="notifications", queueing_lock="send_team_summaries")
def send_team_summaries(timestamp: int) -> None:
    """On the hour."""
    send_summaries(timezone.now().astimezone(LONDON).hour)
