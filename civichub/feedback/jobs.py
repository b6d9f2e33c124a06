"""What is looked at again later without anybody having to remember it."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.feedback.models import LearningAction
from civichub.feedback.operations import check_learning_action


def check_what_was_learnt() -> int:
    """Check every action whose twelve weeks are over; how many."""
    now = timezone.now()
    due = LearningAction.objects.filter(checked_at=None, check_on__lte=london_date(now)).order_by("check_on")[:500]
    for action in due:
        check_learning_action(action=action, actor=system_account(), at=now)
    return len(due)


@app.periodic(cron="40 4 * * *")
@app.task(queue="upkeep", queueing_lock="check_what_was_learnt")
def check_each_night(timestamp: int) -> None:
    """In the small hours."""
    check_what_was_learnt()
