"""A second, deliberately naive way of counting: one day at a time, from other tables and sharing no code."""

import calendar
import datetime as dt

import holidays as independent

ONE = dt.timedelta(days=1)
NATIONS_OF = {
    "england": ("ENG",),
    "england_boxing_day": ("ENG",),
    "england_office_hours": ("ENG",),
    "wales": ("WLS",),
    "scotland": ("SCT",),
    "northern_ireland": ("NIR",),
    "uk_any_part": ("ENG", "WLS", "SCT", "NIR"),
}
YEARS = range(2023, 2032)
_OFF = {n: set(independent.country_holidays("GB", subdiv=n, years=YEARS)) for n in ("ENG", "WLS", "SCT", "NIR")}


def is_working(day: dt.date, calendar_id: str) -> bool:
    """Whether a day counts."""
    if calendar_id == "calendar_days":
        return True
    if day.weekday() in (5, 6):
        return False
    if calendar_id == "england_boxing_day" and (day.month, day.day) in ((12, 25), (12, 26)):
        return False
    return all(day not in _OFF[nation] for nation in NATIONS_OF[calendar_id])


def due(rule, start: dt.date, *, pauses=(), amount=None) -> dt.date:
    """The due day of a rule in days or months. `pauses`: pairs of days, the one it began on and the one it ended on."""
    amount = rule.amount if amount is None else amount
    held = set()
    for began, ended in pauses:
        day = began if rule.pause_from == "same_day" else began + ONE
        while day <= ended:
            held.add(day)
            day += ONE
    later = _months_later if rule.unit == "months" else _days_later
    end = later(rule, start, amount, held)
    while rule.roll and not is_working(end, rule.calendar):
        end += ONE
    return end


def _days_later(rule, start: dt.date, amount: int, held: set) -> dt.date:
    counted, day = 0, start - ONE if rule.day_one == "same_day" else start
    while counted < amount:
        day += ONE
        if day in held:
            continue
        if rule.unit == "calendar_days" or is_working(day, rule.calendar):
            counted += 1
    return day


def _months_later(rule, start: dt.date, amount: int, held: set) -> dt.date:
    year, month = start.year, start.month
    for _ in range(amount):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    end = dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    if rule.end_on == "day_before_corresponding_date":
        end -= ONE
    day = start
    while day <= end:
        if day in held:
            end += ONE
        day += ONE
    return end
