"""Each morning the providers whose turn it is are asked."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.directory.operations.suggestions import ask_provider
from civichub.directory.queries.asking import to_ask


@app.periodic(cron="15 9 * * *")
@app.task(queue="clocks", queueing_lock="ask_directory_providers")
def ask_directory_providers(timestamp: int) -> None:
    """Each record in a transaction of its own: one that cannot be asked does not hold up the others."""
    now = timezone.now()
    for service, occasion in to_ask(on=london_date(now)):
        ask_provider(service=service, occasion=occasion, actor=system_account(), at=now)
