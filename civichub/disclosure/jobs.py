"""Reminders to teams each morning, and copies whose time is over each night."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.disclosure.operations import forget_answer, remind_team
from civichub.disclosure.queries import answers_to_forget, asks_to_remind_of
from civichub.disclosure.reminding import DAYS_BEFORE


@app.periodic(cron="30 7 * * *")
@app.task(queue="clocks", queueing_lock="remind_teams_of_disclosure")
def remind_teams_each_morning(timestamp: int) -> None:
    """Each in a transaction of its own, so that one that fails holds up no other."""
    now = timezone.now()
    for ask in asks_to_remind_of(london_date(now) + timedelta(days=DAYS_BEFORE)):
        remind_team(ask=ask, actor=system_account(), at=now)


@app.periodic(cron="50 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_disclosure")
def forget_copies_each_night(timestamp: int) -> None:
    """Each in a transaction of its own. What a hold keeps is looked at again the next night."""
    now = timezone.now()
    for answer in answers_to_forget(london_date(now)):
        forget_answer(answer=answer, actor=system_account(), at=now)
