"""The hub's own care for appointments, by the minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.appointments.operations import lapse_offers, let_go_holds, offer_open_times, remind_people, tell_of_bulk


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="let_go_of_held_times")
def let_go_of_held_times(timestamp: int) -> None:
    """Free what nobody went on to book, and pass on offers that nobody answered."""
    let_go_holds(actor=system_account(), at=timezone.now())
    lapse_offers(actor=system_account(), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", queueing_lock="tell_of_bulk_cancellations")
def tell_of_bulk_cancellations(timestamp: int) -> None:
    """Tell people once it can no longer be undone."""
    tell_of_bulk(actor=system_account(), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="clocks", queueing_lock="remind_of_appointments")
def remind_of_appointments(timestamp: int) -> None:
    """From eight in the morning on; whatever was missed while the hub was down is caught up."""
    remind_people(actor=system_account(), at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="clocks", queueing_lock="offer_open_times_to_who_waits")
def offer_open_times_to_who_waits(timestamp: int) -> None:
    """Times that nobody gave back but that are new, as hours that were added, reach those who wait too."""
    offer_open_times(actor=system_account(), at=timezone.now())
