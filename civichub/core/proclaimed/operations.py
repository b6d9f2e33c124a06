"""The only writers of proclaimed holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import NATIONS, known_holidays
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.models import ProclaimedHoliday
from civichub.core.operations import lock, operation, require, save
from civichub.core.proclaimed import policies
from civichub.core.proclaimed.events import HolidayProclaimed, HolidayWithdrawn
from civichub.core.text import clean_text


@operation
def add_proclaimed_holiday(
    *,
    date: dt.date,
    name: str,
    nations: Iterable[str],
    source: str,
    actor: Any,
    at: dt.datetime,
    replaces: dt.date | None = None,
) -> ProclaimedHoliday:
    """Add a bank holiday proclaimed since the product was shipped; open clocks are counted again in the background.

    `nations`: any of ENG, WLS, SCT, NIR. `source`: the legal source, printed in every sum that uses the day.
    `replaces`: the usual bank holiday that is moved to `date` (1971 Act s1(2)). Raises `Invalid` naming the field.
    """
    require(policies.may_add_proclaimed_holiday(actor))
    name = clean_text(name, field="name", max_length=120, required=True)
    source = clean_text(source, field="source", max_length=300, required=True)
    chosen = sorted(set(nations))
    _check_days(date, name, chosen, replaces)
    holiday = ProclaimedHoliday.objects.create(
        date=date, name=name, nations=chosen, source=source, replaces=replaces, added_by=actor, added_at=at
    )
    audit("holiday.proclaimed", holiday, actor=actor, at=at, date=date.isoformat(), nations=chosen, source=source)
    publish(HolidayProclaimed(holiday_id=holiday.pk), at=at)
    return holiday


@operation
def withdraw_proclaimed_holiday(
    *, holiday: ProclaimedHoliday, why: str, actor: Any, at: dt.datetime
) -> ProclaimedHoliday:
    """Take out a day that was entered by mistake; the row stays, open clocks are counted again."""
    holiday = lock(holiday)
    require(policies.may_withdraw_proclaimed_holiday(actor))
    if holiday.withdrawn_at is not None:
        raise Conflict("This holiday has been withdrawn already.")
    holiday.withdrawn_at, holiday.withdrawn_why = at, clean_text(why, field="why", max_length=300, required=True)
    save(holiday, "withdrawn_at", "withdrawn_why")
    audit("holiday.withdrawn", holiday, actor=actor, at=at, date=holiday.date.isoformat(), why=holiday.withdrawn_why)
    publish(HolidayWithdrawn(holiday_id=holiday.pk), at=at)
    return holiday


def _check_days(date: dt.date, name: str, nations: list[str], replaces: dt.date | None) -> None:
    table = known_holidays()
    if not nations or set(nations) - set(NATIONS):
        raise Invalid({"nations": f"Choose one or more of {', '.join(NATIONS.values())}."})
    if not table.first <= date <= table.last:
        raise Invalid({"date": f"Choose a day between {table.first:%-d %B %Y} and {table.last:%-d %B %Y}."})
    if all(date in table.dates(nation) for nation in nations):
        raise Invalid({"date": f"{date:%-d %B %Y} is a bank holiday there already; there is nothing to add."})
    if replaces and not all(replaces in table.dates(nation) for nation in nations):
        raise Invalid({"replaces": f"{replaces:%-d %B %Y} is no bank holiday in every nation you chose."})
    if ProclaimedHoliday.objects.filter(date=date, name=name, withdrawn_at=None).exists():
        raise Invalid({"date": f"{name} on {date:%-d %B %Y} has been added already."})
