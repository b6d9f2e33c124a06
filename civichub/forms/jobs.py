"""Background work of forms."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.forms import queries
from civichub.forms.operations import expire_drafts
from civichub.forms.pay.flow import CannotPay, refresh_payment


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="settle_waiting_payments")
def settle_waiting_payments(timestamp: int) -> None:
    """Ask about payments that have waited for a while: a message may have been lost, or the payer walked away."""
    for payment in queries.payments_long_waiting(at=timezone.now()):
        try:
            refresh_payment(payment, at=timezone.now())
        except CannotPay:
            return


@app.periodic(cron="20 3 * * *")
@app.task(queue="upkeep", queueing_lock="expire_drafts")
def forget_old_drafts(timestamp: int) -> None:
    """Empty what nobody came back to."""
    while expire_drafts(actor=system_account(), at=timezone.now()):
        pass
