"""Background work of mail. Each job makes one call; what it does is decided there."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.messaging.fetching import fetch_mail
from civichub.messaging.intake import file_original, look_at_held_files
from civichub.messaging.queries.mail import mailboxes_to_fetch, originals_to_file

FORGOTTEN_AFTER = timedelta(minutes=2)


@app.periodic(cron="* * * * *")
@app.task(queue="delivery", queueing_lock="fetch_all_mail", lock="fetch_all_mail")
def fetch_all_mail(timestamp: int) -> None:
    """Look into every mailbox that is fetched; those that `civichub mail` watches are mostly empty by then."""
    for mailbox in mailboxes_to_fetch():
        fetch_mail(mailbox)


@app.periodic(cron="* * * * *")
@app.task(queue="delivery", queueing_lock="file_forgotten_mail")
def file_forgotten_mail(timestamp: int) -> None:
    """Originals whose own job was lost."""
    for original in originals_to_file(before=timezone.now() - FORGOTTEN_AFTER):
        file_original(original)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_at_held_mail_files")
def look_at_mail_files_again(timestamp: int) -> None:
    """Every minute, while a scanner is configured."""
    if settings.CLAMAV:
        look_at_held_files()
