"""The end of recordings, and of sentences once recorded, whose time is over."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.telephony.operations import forget_recording, forget_sentences
from civichub.telephony.queries import outlived_recordings


@app.periodic(cron="35 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_recordings")
def forget_recordings_each_night(timestamp: int) -> None:
    """Each in a transaction of its own."""
    for recording in outlived_recordings(london_date(timezone.now())):
        forget_recording(recording=recording, actor=system_account(), at=timezone.now())


@app.periodic(cron="40 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_sentences")
def forget_sentences_each_night(timestamp: int) -> None:
    """What was replaced or removed too long ago to be brought back."""
    forget_sentences(actor=system_account(), at=timezone.now())
