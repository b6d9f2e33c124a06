"""Reading the single values of a document: each takes what came and the field's name, and gives it fit to store."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.directory.schedules import BYDAY

Reader = Callable[[Any, str], Any]
OLDEST, DEAREST = 130, 1_000_000


def as_text(longest: int, *, lines: bool = False) -> Reader:
    """Text of at most so many characters."""

    def read(value: Any, field: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str | int | float):
            raise Invalid({field: "This has to be text."})
        return clean_text(str(value), field=field, max_length=longest, lines=lines)

    return read


def as_choice(*choices: str) -> Reader:
    """One of these words, or nothing."""

    def read(value: Any, field: str) -> str:
        if value in (None, ""):
            return ""
        if value not in choices:
            raise Invalid({field: f"This has to be one of: {', '.join(filter(None, choices))}."})
        return str(value)

    return read


def as_email(value: Any, field: str) -> str:
    """An email address."""
    text = as_text(254)(value, field)
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise Invalid({field: "Enter an email address like name@example.org."}) from error
    return text


def as_address(value: Any, field: str) -> str:
    """A web address; nothing but http and https, since it becomes a link."""
    text = as_text(400)(value, field)
    if text and "://" not in text and "." in text and " " not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise Invalid({field: "Enter a web address that begins with https://."}) from error
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or " " in text):
        raise Invalid({field: "Enter a web address that begins with https://."})
    return text


def as_whole(value: Any, field: str) -> int | None:
    """An age in whole years."""
    number = _number(value, field)
    if number is None:
        return None
    if not 0 <= number <= OLDEST:
        raise Invalid({field: f"Enter an age from 0 to {OLDEST}."})
    return int(number)


def as_amount(value: Any, field: str) -> float | None:
    """Pounds."""
    number = _number(value, field)
    if number is not None and not 0 <= number <= DEAREST:
        raise Invalid({field: "Enter an amount in pounds."})
    return round(number, 2) if number is not None else None


def as_degrees(most: int) -> Reader:
    """WGS84 degrees."""

    def read(value: Any, field: str) -> float | None:
        number = _number(value, field)
        if number is not None and abs(number) > most:
            raise Invalid({field: f"Degrees go from -{most} to {most}."})
        return round(number, 7) if number is not None else None

    return read


def as_interval(value: Any, field: str) -> int:
    """Every how many weeks or months."""
    number = _number(value, field)
    if number is not None and not 1 <= number <= 52:
        raise Invalid({field: "Enter a number from 1 to 52."})
    return int(number) if number else 1


def _number(value: Any, field: str) -> float | None:
    if value in (None, ""):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise Invalid({field: "Enter a number."}) from error
    if not math.isfinite(number):
        raise Invalid({field: "Enter a number."})
    return number


def as_day(value: Any, field: str) -> str:
    """An ISO day; the time that some feeds add to it is left out."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = as_text(40)(value, field)
    if not text:
        return ""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise Invalid({field: "Enter a day like 2026-03-31."}) from error


def as_time(value: Any, field: str) -> str:
    """A time of the day as ``10:00``, whatever zone the feed hangs on to it: what is open is open in local time."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = as_text(40)(value, field)
    if not text:
        return ""
    try:
        found = datetime.fromisoformat(text).time() if "T" in text else time.fromisoformat(text)
    except ValueError as error:
        raise Invalid({field: "Enter a time like 10:30."}) from error
    return f"{found:%H:%M}"


_RULE = re.compile(rf"({BYDAY.pattern})(,({BYDAY.pattern}))*")


def as_rule_days(value: Any, field: str) -> str:
    """Days of RFC 5545: ``MO,WE`` or ``1MO``."""
    text = as_text(60)(value, field).replace(" ", "").upper()
    if text and not _RULE.fullmatch(text):
        raise Invalid({field: "Give days as MO, TU, WE and so on, or 1MO for the first Monday of the month."})
    return text


def as_month_days(value: Any, field: str) -> str:
    """Days of the month, ``1,15``."""
    text = as_text(60)(value, field).replace(" ", "")
    if text and not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 31 for part in text.split(",")):
        raise Invalid({field: "Give days of the month from 1 to 31, with commas between."})
    return text
