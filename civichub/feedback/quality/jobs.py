"""The draw of contacts to score, each night; whatever was drawn already is not drawn again."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.feedback.quality.operations import draw_contacts
from civichub.feedback.quality.queries.choosing import rules_in_force


@app.periodic(cron="5 5 * * *")
@app.task(queue="upkeep", queueing_lock="draw_contacts_to_score")
def draw_contacts_each_night(timestamp: int) -> None:
    """Each rule in a transaction of its own."""
    for rule in rules_in_force():
        draw_contacts(rule=rule, actor=system_account(), at=timezone.now())
