"""Background work of hand-over."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from civichub.accounts.queries import system_account
from civichub.handover.bringing import work_on
from civichub.handover.listening import compare_all, fetch_news
from civichub.handover.operations.queueing import wake
from civichub.handover.operations.uploads import TAKE_BACK_WITHIN, forget_file, wake_upload
from civichub.handover.queries.connections import open_connections
from civichub.handover.queries.outbox import has_work
from civichub.handover.queries.uploads import files_over, unfinished_uploads
from civichub.handover.sender import drain, settle_stuck


@app.task(
    name="civichub.handover.jobs.drain_connection", queue="handover", retry=RetryStrategy(max_attempts=6, wait=20)
)
def drain_connection(connection_id: int) -> None:
    """Send what waits. The retry is for our own database; their faults are kept on the dispatch."""
    if drain(connection_id):
        wake(connection_id)


@app.periodic(cron="* * * * *")
@app.task(queue="handover", queueing_lock="wake_connections")
def wake_connections(timestamp: int) -> None:
    """Settle what a killed worker left, and wake every connection by which something may go by now."""
    settle_stuck()
    now = timezone.now()
    for link in open_connections():
        if has_work(link, now):
            wake(link.pk)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="handover", queueing_lock="ask_back_offices")
def ask_back_offices(timestamp: int) -> None:
    """What they report since we asked last."""
    for link in open_connections():
        fetch_news(link)


@app.periodic(cron="30 4 * * *")
@app.task(queue="handover", queueing_lock="compare_with_back_offices")
def compare_with_back_offices(timestamp: int) -> None:
    """Once a night: how does everything stand with those who can be asked?"""
    for link in open_connections():
        compare_all(link)


@app.task(name="civichub.handover.jobs.work_on_upload", queue="upkeep", retry=RetryStrategy(max_attempts=4, wait=30))
def work_on_upload(upload_id: int) -> None:
    """The next step with a file that was brought in at the desk."""
    work_on(upload_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="wake_uploads")
def wake_uploads(timestamp: int) -> None:
    """Go on with the files whose worker was killed."""
    for upload_id in unfinished_uploads():
        wake_upload(upload_id)


@app.periodic(cron="10 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_uploads")
def forget_uploads(timestamp: int) -> None:
    """Delete the files behind imports that can be taken back no longer."""
    now = timezone.now()
    for upload in files_over(now - TAKE_BACK_WITHIN):
        forget_file(upload=upload, actor=system_account(), at=now)
