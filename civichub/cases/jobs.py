"""The hub's own care for cases: deadlines that come near, files to be looked at, councillors whose part is over."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.cases.namesakes import notice_namesakes
from civichub.cases.operations.attachments import record_scan
from civichub.cases.operations.representing import end_followed_up
from civichub.cases.operations.watching import watch_deadline
from civichub.cases.queries.diary import clocks_to_watch
from civichub.cases.queries.files import held_attachments
from civichub.core.scanning import ScannerDown, scan


def look_at_held_files(limit: int = 100) -> int:
    """Have the files that wait looked at, the oldest first; how many got a verdict. Stops when the scanner is down."""
    looked_at = 0
    for attachment in held_attachments(limit):
        with default_storage.open(attachment.path, "rb") as content:
            try:
                verdict = scan(content, settings.CLAMAV)
            except ScannerDown:
                return looked_at
        record_scan(
            attachment=attachment,
            infected=verdict.infected,
            signature=verdict.signature,
            actor=system_account(),
            at=timezone.now(),
        )
        looked_at += 1
    return looked_at


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_at_held_files")
def look_again(timestamp: int) -> None:
    """Every minute, while a scanner is configured."""
    if settings.CLAMAV:
        look_at_held_files()


def watch_deadlines(limit: int = 500) -> int:
    """Say of every clock whose time has come that it is near its end, or past it; how many were looked at."""
    now, actor = timezone.now(), system_account()
    found = clocks_to_watch(now, limit)
    for clock in found:
        watch_deadline(clock=clock, actor=actor, at=now)
    return len(found)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="clocks", queueing_lock="watch_deadlines")
def watch_each_five_minutes(timestamp: int) -> None:
    """Warnings fall on the midnight before a working day, so five minutes are soon enough."""
    watch_deadlines()


@app.periodic(cron="20 4 * * *")
@app.task(queue="upkeep", queueing_lock="end_followed_up")
def end_followed_up_each_night(timestamp: int) -> None:
    """A councillor acts no longer in a case that has been closed for weeks."""
    end_followed_up(actor=system_account(), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="notice_namesakes")
def notice_namesakes_again(timestamp: int) -> None:
    """Every five minutes, who reads cases of people of their own name is put before governance."""
    notice_namesakes(timezone.now())
