"""Whose turn it is to be asked whether their record is still right."""

from __future__ import annotations

from datetime import date, timedelta

from civichub.directory.assurance import Rules, ask_due
from civichub.directory.models import AssuranceRules, Service

LONGEST_AHEAD = timedelta(days=120)


def to_ask(*, on: date) -> list[tuple[Service, str]]:
    """(record, occasion) of every published record whose provider is due to be asked on that day and was not yet."""
    own = {held.keeper_id: held.rules for held in AssuranceRules.objects.all()}
    near = Service.objects.offered(on).filter(assured_until__lte=on + LONGEST_AHEAD)
    due = []
    for service in near.select_related("organization", "keeper").prefetch_related("asked").order_by("pk"):
        asked = {one.occasion for one in service.asked.all() if one.assured_until == service.assured_until}
        occasion = ask_due(on, service.dates, own.get(service.keeper_id, Rules()), asked=asked)
        if occasion:
            due.append((service, occasion))
    return due
