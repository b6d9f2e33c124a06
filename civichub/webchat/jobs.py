"""Care for chats that have gone quiet, for files that wait for the scanner, and for transcripts whose time is over."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.core.scanning import ScannerDown, scan
from civichub.webchat.operations import care_for_chat, forget_chat, record_scan
from civichub.webchat.queries import chat_by_id, going_on, held_files, outlived


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="care_for_chats")
def care_for_chats_each_minute(timestamp: int) -> None:
    """Remind, ask, close: each chat in a transaction of its own, so that one that fails holds up no other."""
    for number in going_on():
        if chat := chat_by_id(number):
            care_for_chat(chat=chat, actor=system_account(), at=timezone.now())


def look_at_held_files(limit: int = 100) -> int:
    """Have the files that wait looked at, the oldest first; how many got a verdict. Stops when the scanner is down."""
    looked_at = 0
    for file in held_files(limit):
        with default_storage.open(file.path, "rb") as content:
            try:
                verdict = scan(content, settings.CLAMAV)
            except ScannerDown:
                return looked_at
        record_scan(
            file=file,
            infected=verdict.infected,
            signature=verdict.signature,
            actor=system_account(),
            at=timezone.now(),
        )
        looked_at += 1
    return looked_at


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_at_chat_files")
def look_again_at_chat_files(timestamp: int) -> None:
    """Every minute, while a scanner is configured."""
    if settings.CLAMAV:
        look_at_held_files()


@app.periodic(cron="20 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_chats")
def forget_chats_each_night(timestamp: int) -> None:
    """Each in a transaction of its own. What an open case keeps is looked at again the next night."""
    for number in outlived(london_date(timezone.now())):
        if chat := chat_by_id(number):
            forget_chat(chat=chat, actor=system_account(), at=timezone.now())
