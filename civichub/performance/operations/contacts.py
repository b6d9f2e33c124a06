"""Counting contacts, and entering figures by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require, save
from civichub.core.text import clean_text
from civichub.performance import policies
from civichub.performance.models import ContactFact, MonthlyCount, MonthlyEntry

LARGEST_ENTRY = 100_000_000


@operation
def count_contact(*, contact: Any, actor: Any, at: datetime) -> bool:
    """Add a closed contact to its month (of London time, by when it began). Returns False for a repeat."""
    require(policies.may_count(actor))
    month = london_date(contact.started_at).replace(day=1)
    fact, created = ContactFact.objects.get_or_create(
        contact=contact,
        defaults={
            "organisation_id": contact.organisation_id,
            "service_id": contact.service_id,
            "month": month,
            "channel": contact.channel,
            "self_service": contact.self_service,
        },
    )
    if created:
        add_to_month(fact.organisation_id, month, fact.channel, self_service=fact.self_service, count=1)
        audit("measure.contact_counted", fact, actor=actor, at=at)
    return created


@operation
def count_contacts(*, contacts: Sequence[Any], actor: Any, at: datetime) -> int:
    """As `count_contact` for many at once, in two statements a month and channel; returns how many were new."""
    require(policies.may_count(actor))
    columns = [
        [contact.pk for contact in contacts],
        [contact.organisation_id for contact in contacts],
        [contact.service_id for contact in contacts],
        [london_date(contact.started_at).replace(day=1) for contact in contacts],
        [contact.channel for contact in contacts],
        [contact.self_service for contact in contacts],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ContactFact._meta.db_table} "
            "(contact_id, organisation_id, service_id, month, channel, self_service) SELECT * FROM "
            "unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::varchar[], %s::boolean[]) "
            "ON CONFLICT (contact_id) DO NOTHING RETURNING organisation_id, month, channel, self_service",
            columns,
        )
        counted = cursor.fetchall()
    # Sorted, so that two workers take the months' rows in one order and never wait for each other in a ring.
    for (organisation_id, month, channel, self_service), number in sorted(Counter(counted).items()):
        add_to_month(organisation_id, month, channel, self_service=self_service, count=number)
    if counted:
        audit("measure.contacts_counted", contacts[0], actor=actor, at=at, contacts=len(counted))
    return len(counted)


def add_to_month(organisation_id: int, month: date, channel: str, *, self_service: bool, count: int) -> None:
    """Add to a month's sum in one statement: two workers at once lose nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {MonthlyCount._meta.db_table} (organisation_id, month, channel, self_service, count) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (organisation_id, month, channel, self_service) "
            f"DO UPDATE SET count = {MonthlyCount._meta.db_table}.count + EXCLUDED.count",
            [organisation_id, month, channel, self_service, count],
        )


@operation
def enter_figure(
    *,
    organisation: Any,
    month: date,
    channel: str,
    self_service: bool,
    value: int,
    source: str,
    actor: Any,
    at: datetime,
    label: str = "",
) -> MonthlyEntry:
    """Enter a month's contacts by hand, naming the source. The same month again is a correction; both are kept."""
    require(policies.may_enter_figures(actor, organisation.pk))
    if not 0 <= value <= LARGEST_ENTRY:
        raise Invalid({"value": f"Enter a whole number from 0 to {LARGEST_ENTRY:,}."})
    if month.replace(day=1) > london_date(at):
        raise Invalid({"month": "Choose this month or an earlier one."})
    in_force = MonthlyEntry.objects.select_for_update().filter(
        organisation=organisation,
        month=month.replace(day=1),
        channel=channel,
        self_service=self_service,
        replaced_at=None,
    )
    for old in in_force:
        old.replaced_at = at
        save(old, "replaced_at")
    entry = MonthlyEntry.objects.create(
        organisation=organisation,
        month=month.replace(day=1),
        channel=channel,
        label=clean_text(label, field="label", max_length=80),
        self_service=self_service,
        value=value,
        source=clean_text(source, field="source", max_length=300, required=True),
        entered_by=actor,
        entered_at=at,
    )
    audit("measure.figure_entered", entry, actor=actor, at=at, value=value, month=month.isoformat())
    return entry
