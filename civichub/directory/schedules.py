"""When something is on: an RFC 5545 rule with opening times, said in words, and asked whether it is open now. Pure.

A schedule is a mapping with the fields of HSDS 3.0: ``freq`` WEEKLY or MONTHLY, ``interval``, ``byday`` (``MO,WE`` or
``1MO``), ``bymonthday``, ``dtstart``, ``until``, ``valid_from`` and ``valid_to`` (ISO days), ``opens_at`` and
``closes_at`` (``10:00``), all of them text; times are London's. Without ``freq`` it is on once, on ``dtstart``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
        "SU": "Sunday"}  # fmt: skip
BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_ORDER = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}
_EVERY = {1: "Every", 2: "Every second", 3: "Every third", 4: "Every fourth"}
A_MONDAY = date(2024, 1, 1)
LOOKS_AHEAD_DAYS = 62
Schedule = Mapping[str, Any]


def rule_text(schedule: Schedule) -> str:
    """The recurrence rule of RFC 5545, ``FREQ=WEEKLY;BYDAY=MO,WE``; empty for what is on once."""
    if not schedule.get("freq"):
        return ""
    parts = [f"FREQ={schedule['freq']}"]
    if (schedule.get("interval") or 1) > 1:
        parts.append(f"INTERVAL={schedule['interval']}")
    parts += [f"{name.upper()}={schedule[name]}" for name in ("byday", "bymonthday") if schedule.get(name)]
    if schedule.get("until"):
        parts.append(f"UNTIL={schedule['until'].replace('-', '')}")
    return ";".join(parts)


def is_on(schedule: Schedule, day: date) -> bool:
    """Whether it takes place on that day."""
    first, last = _day(schedule, "valid_from"), _day(schedule, "valid_to")
    if (first and day < first) or (last and day > last):
        return False
    rule = rule_text(schedule)
    if not rule:
        return _day(schedule, "dtstart") == day
    began = _day(schedule, "dtstart") or first or A_MONDAY
    if day < began:
        return False
    moment = datetime.combine(day, time())
    found = rrulestr(rule, dtstart=datetime.combine(began, time())).between(moment, moment, inc=True)
    return bool(found)


def open_until(schedules: Iterable[Schedule], moment: datetime) -> time | None:
    """When what is open at `moment` (London time) closes; None when none of them is open or tells its times."""
    now, today = moment.time(), moment.date()
    for schedule in schedules:
        opens, closes = read_time(schedule.get("opens_at")), read_time(schedule.get("closes_at"))
        if opens is None or closes is None:
            continue
        if opens < closes:
            if opens <= now < closes and is_on(schedule, today):
                return closes
        elif (now >= opens and is_on(schedule, today)) or (now < closes and is_on(schedule, today - timedelta(days=1))):
            return closes
    return None


def next_on(schedules: Iterable[Schedule], moment: datetime) -> tuple[date, time | None] | None:
    """The next day, and time where it is told, at which one of them begins after `moment`; None within two months."""
    listed = list(schedules)
    for ahead in range(LOOKS_AHEAD_DAYS):
        day = moment.date() + timedelta(days=ahead)
        times = [read_time(one.get("opens_at")) for one in listed if is_on(one, day)]
        later = [one for one in times if ahead or one is None or one > moment.time()]
        if later:
            return day, min((one for one in later if one), default=None)
    return None


def in_words(schedule: Schedule) -> str:
    """``Every Monday and Wednesday, 10am to 12:30pm``."""
    days, hours = _days_in_words(schedule), _hours_in_words(schedule)
    until = _day(schedule, "until") or _day(schedule, "valid_to")
    start = _day(schedule, "valid_from")
    ends = f"until {_long(until)}" if until and schedule.get("freq") else ""
    begins = f"from {_long(start)}" if start and schedule.get("freq") and not ends else ""
    said = ", ".join(filter(None, (days, hours, begins, ends)))
    return ". ".join(filter(None, (said, schedule.get("description") or ""))) or "Times on request"


def _days_in_words(schedule: Schedule) -> str:
    freq, every = schedule.get("freq"), schedule.get("interval") or 1
    byday = BYDAY.findall(schedule.get("byday") or "")
    if not freq:
        day = _day(schedule, "dtstart")
        return f"{day:%A} {_long(day)}" if day else ""
    if freq == "WEEKLY":
        codes = [code for _, code in byday]
        begins = _day(schedule, "dtstart")
        if not codes and begins:
            codes = [list(DAYS)[begins.weekday()]]
        if every == 1 and (span := _span(codes)):
            return span
        often = _EVERY.get(every, f"Every {every} weeks on")
        return f"{often} {_joined([DAYS[code] for code in codes])}" if codes else f"{often} week"
    month = "the month" if every == 1 else f"every {_ORDER.get(every, every)} month"
    if byday:
        named = [f"{_ORDER.get(int(number or 1), number)} {DAYS[code]}" for number, code in byday]
        said = f"{_joined(named)} of {month}"
        return said[:1].upper() + said[1:]
    numbers = [part for part in (schedule.get("bymonthday") or "").split(",") if part]
    return f"Day {_joined(numbers)} of {month}" if numbers else f"Once in {month}"


def _span(codes: list[str]) -> str:
    """Three days or more in a row as a span: ``Monday to Friday``, ``Every day``."""
    places = sorted({list(DAYS).index(code) for code in codes})
    if len(places) == 7:
        return "Every day"
    if len(places) >= 3 and places[-1] - places[0] == len(places) - 1:
        names = list(DAYS.values())
        return f"{names[places[0]]} to {names[places[-1]]}"
    return ""


def _hours_in_words(schedule: Schedule) -> str:
    opens, closes = read_time(schedule.get("opens_at")), read_time(schedule.get("closes_at"))
    if opens and closes:
        return "at any time" if opens == closes else f"{clock_words(opens)} to {clock_words(closes)}"
    return f"from {clock_words(opens)}" if opens else f"until {clock_words(closes)}" if closes else ""


def clock_words(at: time) -> str:
    """``10am``, ``12:30pm``, ``midday``, ``midnight``."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def read_time(text: str | None) -> time | None:
    """A stored time, or None where there is none."""
    return time.fromisoformat(text).replace(tzinfo=None) if text else None


def _day(schedule: Schedule, name: str) -> date | None:
    value = schedule.get(name)
    return date.fromisoformat(value) if value else None


def _long(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
