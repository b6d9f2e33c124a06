"""A kind's own hours of the week, and the days on which they are others."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from civichub.appointments import policies
from civichub.appointments.models import Kind, KindDay, KindHours
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text


@operation
def add_kind_hours(
    *, kind: Kind, site: Any, weekday: int, starts: time, ends: time, from_day: date, actor: Any, at: datetime,
    until_day: date | None = None,
) -> KindHours:  # fmt: skip
    """That a kind is held on a weekday (Monday is 0) at a site, or at all of them, from a day, until a day or for good.

    From the first row in force on, the kind is held at its own hours only.
    """
    require(policies.may_manage(actor, kind.organisation_id))
    _check_site(kind, site)
    if ends <= starts or not 0 <= weekday <= 6:
        raise Invalid({"ends": "The end must be after the beginning."})
    if until_day and until_day < from_day:
        raise Invalid({"until_day": "The last day must not be before the first."})
    row = KindHours.objects.create(
        kind=kind, site=site, weekday=weekday, starts=starts, ends=ends, from_day=from_day, until_day=until_day
    )
    audit("kind_hours.added", row, actor=actor, at=at, kind=kind.slug, weekday=weekday)
    return row


@operation
def end_kind_hours(*, hours: KindHours, last_day: date, actor: Any, at: datetime) -> KindHours:
    """It is held then up to and on `last_day`. What is booked later stays until somebody moves it."""
    hours = lock(hours)
    require(policies.may_manage(actor, hours.kind.organisation_id))
    hours.until_day = last_day
    save(hours, "until_day")
    audit("kind_hours.ended", hours, actor=actor, at=at, last_day=last_day.isoformat())
    return hours


@operation
def set_kind_day(
    *, kind: Kind, site: Any, day: date, reason: str, actor: Any, at: datetime, starts: time | None = None,
    ends: time | None = None,
) -> KindDay:  # fmt: skip
    """Other hours on one day, also on a bank holiday; or none, when both times are left out. A second time replaces it.

    What is booked then stays: see `cancel_many`.
    """
    require(policies.may_manage(actor, kind.organisation_id))
    _check_site(kind, site)
    if (starts is None) != (ends is None) or (starts and ends and ends <= starts):
        raise Invalid({"ends": "Enter both times, the end after the beginning, or neither."})
    words = clean_text(reason, field="reason", max_length=120, required=True)
    row, _ = KindDay.objects.update_or_create(
        kind=kind, site=site, day=day, defaults={"starts": starts, "ends": ends, "reason": words}
    )
    audit("kind_day.set", row, actor=actor, at=at, kind=kind.slug, day=day.isoformat())
    return row


@operation
def unset_kind_day(*, row: KindDay, actor: Any, at: datetime) -> Kind:
    """The day is as every other after all."""
    require(policies.may_manage(actor, row.kind.organisation_id))
    kind = row.kind
    audit("kind_day.unset", row, actor=actor, at=at, kind=kind.slug, day=row.day.isoformat())
    row.delete()
    return kind


def _check_site(kind: Kind, site: Any) -> None:
    if site is not None and not kind.sites.filter(pk=site.pk).exists():
        raise Invalid({"site_id": "Choose a site at which it is held."})
