"""Calendars read every ten minutes, and old whereabouts forgotten each night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError
from civichub.workforce.calendar_fetch import NotRead, fetch_calendar
from civichub.workforce.calendar_files import busy_times
from civichub.workforce.models import CalendarFeed
from civichub.workforce.operations import forget_old_whereabouts, note_calendar_problem, read_calendar
from civichub.workforce.operations.presence import may_fetch


@app.periodic(cron="*/10 * * * *")
@app.task(queue="clocks", queueing_lock="read_calendars")
def read_calendars_every_ten_minutes(timestamp: int) -> None:
    """Every calendar that somebody let the hub follow; one that fails does not hold up the others."""
    for feed in CalendarFeed.objects.exclude(address="").filter(person__is_active=True).select_related("person"):
        read_one(feed)


def read_one(feed: CalendarFeed) -> None:
    """One calendar, from its address to the whiteboard; what goes wrong is kept for its person."""
    actor = system_account()
    try:
        if not may_fetch(feed.address):
            raise NotRead("Calendars of this place are not read any more. Upload a file instead.")
        busy = busy_times(fetch_calendar(feed.address), timezone.now())
    except (NotRead, HubError) as error:
        note_calendar_problem(feed=feed, problem=str(error), actor=actor, at=timezone.now())
    else:
        read_calendar(person=feed.person, busy=busy, actor=actor, at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queue="clocks", queueing_lock="forget_whereabouts")
def forget_old_whereabouts_each_night(timestamp: int) -> None:
    """Where people were is kept for a year."""
    forget_old_whereabouts(actor=system_account(), at=timezone.now())
