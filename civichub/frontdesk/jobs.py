"""The hub's own care for front desks."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.retry import RetryStrategy

from civichub.accounts.queries import system_account
from civichub.frontdesk.operations import close_past_days, note_print, note_who_is_near, watch_screens
from civichub.frontdesk.printer import PrinterSilent, send, ticket_bytes
from civichub.frontdesk.queries import open_desks, print_by_id, ticket_text

PRINT_TRIES = 3
PRINT_AGAIN_AFTER_SECONDS = 5


@app.periodic(cron="7 * * * *")
@app.task(queue="clocks", queueing_lock="close_past_days")
def close_past_days_each_hour(timestamp: int) -> None:
    """Nobody waits overnight. By the hour, so that a hub that was down at midnight catches up."""
    close_past_days(actor=system_account(), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="look_who_is_near")
def look_who_is_near(timestamp: int) -> None:
    """By the minute too: time alone brings somebody within ten minutes of the front."""
    for desk in open_desks():
        note_who_is_near(desk=desk, actor=system_account(), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="watch_screens")
def watch_screens_each_minute(timestamp: int) -> None:
    """Boards, wallboards and kiosks that have stopped asking."""
    watch_screens(actor=system_account(), at=timezone.now())


@app.task(
    queue="delivery", pass_context=True, retry=RetryStrategy(max_attempts=PRINT_TRIES, wait=PRINT_AGAIN_AFTER_SECONDS)
)
def print_ticket(context: JobContext, print_id: int) -> None:
    """Hand a ticket to the printer; after three tries say at the desk that it will not come."""
    asked = print_by_id(print_id)
    if asked is None or asked.state != "waiting":
        return
    try:
        send(asked.visit.desk.printer_address, ticket_bytes(ticket_text(asked.visit)))
    except PrinterSilent as error:
        if context.job.attempts + 1 < PRINT_TRIES:
            raise
        note_print(asked=asked, why_not=error.message, actor=system_account(), at=timezone.now())
    else:
        note_print(asked=asked, why_not="", actor=system_account(), at=timezone.now())
