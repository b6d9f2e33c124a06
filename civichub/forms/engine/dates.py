"""Dates as people type them: three boxes, month names allowed, and messages that name the box to mend."""

from __future__ import annotations

import re
from datetime import date

from civichub.forms.definition import Question
from civichub.forms.engine.reading import Refused, about, capital, parts_of, read_text

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
OLDEST_YEAR, LATEST_YEAR = 1880, 2200


def in_words(day: date) -> str:
    """3 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def clean_date(question: Question, raw: object, today: date) -> str | None:
    """The day as ``2026-09-01``, or None when every box is empty. Raises `Refused` naming the box."""
    day = _read(question, raw)
    if day is None:
        return None
    subject = capital(about(question))
    if question.past_only and day > today:
        raise Refused("in_future", f"{subject} must be today or in the past")
    if question.future_only and day < today:
        raise Refused("in_past", f"{subject} must be today or in the future")
    if question.earliest and day.isoformat() < question.earliest:
        raise Refused("in_past", f"{subject} must be {in_words(date.fromisoformat(question.earliest))} or later")
    if question.latest and day.isoformat() > question.latest:
        raise Refused("in_future", f"{subject} must be {in_words(date.fromisoformat(question.latest))} or earlier")
    return day.isoformat()


def _read(question: Question, raw: object) -> date | None:
    if isinstance(raw, str) and (iso := re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", raw)):
        raw = {"year": iso[1], "month": iso[2], "day": iso[3]}
    parts = parts_of(raw, question)
    texts = {part: read_text(parts.get(part), question, limit=20, part=part) for part in ("day", "month", "year")}
    if not any(texts.values()):
        return None
    missing = [part for part, text in texts.items() if not text]
    if missing:
        raise Refused("invalid", f"{capital(about(question))} must include a {' and '.join(missing)}", missing[0])
    numbers = {part: _number(text, part) for part, text in texts.items()}
    unreadable = next((part for part, number in numbers.items() if number is None), "")
    if not unreadable and not OLDEST_YEAR <= (numbers["year"] or 0) <= LATEST_YEAR:
        raise Refused("invalid", f"{capital(about(question))} must have a year of 4 numbers, like 2026", "year")
    try:
        return date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)
    except ValueError as error:
        raise Refused("invalid", f"{capital(about(question))} must be a real date", unreadable or "day") from error


def _number(text: str, part: str) -> int | None:
    if part == "month" and len(text) >= 3 and text.isalpha():
        return next((n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(text.lower())), None)
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
