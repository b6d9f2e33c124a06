"""What a team hears of deadlines that its procedure does not speak of, and whoever leads it of every one that is near.

A procedure does not speak of deadlines above all in cases that began before it did.

Reactions that `subscribers` registers, each to one event.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.events import DeadlineMissed, DeadlineNear
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.telling import due_moment, procedure_of
from civichub.notifications import planning
from civichub.notifications.operations import tell_leader, tell_team


def tell_team_that_it_is_near(event: DeadlineNear, at: datetime) -> None:
    """Once for each due day."""
    _tell(event, "clock_due_soon", at)


def tell_team_that_it_has_passed(event: DeadlineMissed, at: datetime) -> None:
    """Once for each due day; what passed long ago, as in cases brought in from elsewhere, is in the diary alone."""
    _tell(event, "clock_missed", at)


def tell_leader_that_it_is_near(event: DeadlineNear, at: datetime) -> None:
    """By name, beside whatever the team's mailbox gets; once for each time that the clock comes near its end."""
    now = timezone.now()
    if planning.is_news(at, now):
        tell_leader(facts=facts_for_message(event.case_id), event_key="leader_clock_due_soon",
                    occasion=f"near:{event.clock_id}:{at.isoformat()}", actor=system_account(), at=now)  # fmt: skip


REACTIONS = (
    (DeadlineNear, tell_team_that_it_is_near),
    (DeadlineNear, tell_leader_that_it_is_near),
    (DeadlineMissed, tell_team_that_it_has_passed),
)


def _tell(event: DeadlineNear | DeadlineMissed, event_key: str, at: datetime) -> None:
    now, due = timezone.now(), due_moment(event.clock_id)
    if due is None or planning.speaks_of_deadlines(procedure_of(event.case_id)):
        return
    if planning.is_news(at, now) and planning.is_news(due, now):
        tell_team(facts=facts_for_message(event.case_id), event_key=event_key, actor=system_account(), at=now,
                  occasion=f"{event_key}:{event.clock_id}:{due.isoformat()}")  # fmt: skip
