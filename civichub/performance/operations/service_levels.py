"""Agreeing service levels, and counting month by month how far they are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.performance import policies
from civichub.performance.models import Promised, ServiceLevel, ServiceLevelMonth
from civichub.performance.queries.service_levels import counted, first_of


@operation
def agree_service_level(
    *,
    promised_by: Any,
    promised_to: Any,
    title: str,
    counts: str,
    target: int,
    source: str,
    starts_on: date,
    actor: Any,
    at: datetime,
    service: Any = None,
    clock: str = "",
) -> ServiceLevel:
    """Write down one line of a service level agreement, by somebody who keeps them for one of the two sides.

    `target` is a percentage, 1 to 100; `clock` a clock's key, "" for every clock. Raises `Invalid` naming the field.
    """
    require(policies.may_keep_levels(actor, promised_by.pk) or policies.may_keep_levels(actor, promised_to.pk))
    errors = {}
    if promised_by.pk == promised_to.pk:
        errors["promised_to"] = "Choose another organisation: nobody agrees a level with themselves."
    if counts not in Promised.values:
        errors["counts"] = "Select what is counted."
    if not 1 <= target <= 100:
        errors["target"] = "Enter a percentage from 1 to 100."
    if counts == Promised.CALLS and service is not None:
        errors["service"] = "Calls are counted by organisation, and not by service."
    if errors:
        raise Invalid(errors)
    level = ServiceLevel.objects.create(
        promised_by=promised_by, promised_to=promised_to, counts=counts, target=target, service=service,
        title=clean_text(title, field="title", max_length=160, required=True),
        clock=clean_text(clock, field="clock", max_length=40) if counts == Promised.CASES else "",
        source=clean_text(source, field="source", max_length=200, required=True), starts_on=starts_on,
    )  # fmt: skip
    audit("service_level.agreed", level, actor=actor, at=at, by=promised_by.pk, to=promised_to.pk, target=target)
    return level


@operation
def end_service_level(*, level: ServiceLevel, ends_on: date, actor: Any, at: datetime) -> ServiceLevel:
    """The level holds no longer after that day. Its months stay."""
    level = lock(level)
    require(
        policies.may_keep_levels(actor, level.promised_by_id) or policies.may_keep_levels(actor, level.promised_to_id)
    )
    if level.ends_on is not None:
        raise Conflict("This level has ended already.")
    if ends_on < level.starts_on:
        raise Invalid({"ends_on": "It must end on or after the day on which it began."})
    level.ends_on = ends_on
    save(level, "ends_on")
    audit("service_level.ended", level, actor=actor, at=at, ends_on=ends_on.isoformat())
    return level


@operation
def count_service_level(*, level: ServiceLevel, month: date, actor: Any, at: datetime) -> ServiceLevelMonth | None:
    """Count one month of a level anew from the record; None for a month in which it did not hold."""
    require(policies.may_count(actor))
    month = first_of(month)
    if month < first_of(level.starts_on) or (level.ends_on and month > level.ends_on) or month > london_date(at):
        return None
    found, before = counted(level, month, at), ServiceLevelMonth.objects.filter(level=level, month=month).first()
    kept, _ = ServiceLevelMonth.objects.update_or_create(
        level=level, month=month, defaults={"due": found.due, "kept": found.kept, "counted_at": at}
    )
    if before is None or (before.due, before.kept) != (kept.due, kept.kept):
        audit("service_level.counted", level, actor=actor, at=at, month=month.isoformat(), due=kept.due, kept=kept.kept)
    return kept
