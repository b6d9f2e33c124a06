"""The hub counts the ledger of readings every few minutes, so that nobody can browse records unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.models import WatchedKind
from civichub.core.watch.operations import notice_pattern
from civichub.core.watch.queries import exports_since, noticed_since, readers_of_many

WINDOW = timedelta(hours=1)
# An advisor at a busy desk ends some fifteen contacts an hour and opens a handful of records in each.
MANY = 100
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours of London's day
LONDON = ZoneInfo("Europe/London")


def watch_readings(at: datetime) -> int:
    """Put before governance whoever opened very many records in the last hour, and exports at night; how many."""
    since, noticed = at - WINDOW, 0
    for reader, number in readers_of_many(since, more_than=MANY):
        noticed += _notice(WatchedKind.MANY, reader, f"Opened {number} different records within an hour.", since, at)
    for entry in exports_since(since):
        hour = entry.at.astimezone(LONDON).hour
        if hour >= NIGHT_BEGINS or hour < NIGHT_ENDS:
            words = f"{entry.ground}, at {entry.at.astimezone(LONDON):%H:%M} at night."
            noticed += _notice(WatchedKind.NIGHT, entry.actor, words, since, at)
    return noticed


def _notice(kind: str, reader: Any, words: str, since: datetime, at: datetime) -> int:
    if noticed_since(reader, kind, since):
        return 0
    homes = sorted({membership.organisation_id for membership in reader.memberships_in_force})
    for home in homes[:1]:
        notice_pattern(kind=kind, reader=reader, organisation_id=home, words=words, actor=system_account(), at=at)
    return len(homes[:1])


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="watch_readings")
def watch_again(timestamp: int) -> None:
    """Every five minutes."""
    watch_readings(timezone.now())
