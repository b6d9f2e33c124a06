"""Dates, waits, references, money and telephone numbers as people read and say them.

Instants come in as UTC-aware datetimes and are shown in Europe/London; elapsed time is computed in UTC, because
subtracting two local datetimes ignores the change of the clocks.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers

from civichub.core.clocks.english import clock_words
from civichub.core.references import format_reference, parse_reference

LONDON = ZoneInfo("Europe/London")
_PERIODS = ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def date_words(value: date | datetime | None) -> str:
    """`3 March 2026`; an instant is first moved to London."""
    if value is None:
        return ""
    day = _london_day(value)
    return f"{day.day} {day:%B %Y}"


def day_words(value: date | datetime | None) -> str:
    """`Tuesday 3 March 2026`."""
    return "" if value is None else f"{_london_day(value):%A} {date_words(value)}"


def time_words(value: datetime | None) -> str:
    """`2:05pm`, `9am`, `midday` or `midnight` in London, as the GOV.UK style guide writes times."""
    return "" if value is None else clock_words(value)


def when_words(value: date | datetime | None) -> str:
    """`Tuesday 3 March 2026 at 2:05pm`; a plain date has no time."""
    if value is None:
        return ""
    return f"{day_words(value)} at {time_words(value)}" if isinstance(value, datetime) else day_words(value)


def short_when(value: datetime | None, at: datetime) -> str:
    """For dense lists: `2:05pm` on the day of `at`, `3 Mar, 2:05pm` in its year, else `3 Mar 2025`."""
    if value is None:
        return ""
    local, today = value.astimezone(LONDON), at.astimezone(LONDON).date()
    if local.date() == today:
        return time_words(value)
    if local.year == today.year:
        return f"{local.day} {local:%b}, {time_words(value)}"
    return f"{local.day} {local:%b %Y}"


def ago_words(value: datetime | None, at: datetime) -> str:
    """`just now`, `3 minutes ago`, `in 2 hours`: the distance of `value` from the instant `at`, rounded down."""
    if value is None:
        return ""
    seconds = int((at.astimezone(UTC) - value.astimezone(UTC)).total_seconds())
    for length, name in _PERIODS:
        count = abs(seconds) // length
        if count:
            amount = f"{count} {plural(count, name)}"
            return f"{amount} ago" if seconds > 0 else f"in {amount}"
    return "just now" if seconds >= 0 else "in a moment"


def duration_words(seconds: float | None) -> str:
    """`12 seconds`, `4 minutes 5 seconds`, `2 hours 10 minutes`: two units at most."""
    if seconds is None:
        return ""
    rest = max(0, int(seconds))
    parts = []
    for length, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count} {plural(count, name)}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 seconds"


def due_words(units_left: int, unit: str = "working day") -> str:
    """`due in 2 working days`, `due today`, `1 working day late`; the caller's clock counts `units_left`.

    `unit` is a singular noun; for hours and minutes, no units left reads `due now`.
    """
    if units_left == 0:
        return "due today" if unit.endswith("day") else "due now"
    amount = f"{abs(units_left)} {plural(abs(units_left), unit)}"
    return f"due in {amount}" if units_left > 0 else f"{amount} late"


def shown_reference(reference: str | None) -> str:
    """A reference as printed and read aloud: `7km4pqxt9` gives `7KM-4PQ-XT9`. Others (a payment's) stay as they are."""
    text = (reference or "").strip()
    known = parse_reference(text)
    return format_reference(known) if known else text


def spelled_reference(reference: str | None) -> str:
    """The same reference for a screen reader or a telephone: every character apart, a comma between the groups."""
    return ", ".join(" ".join(group) for group in shown_reference(reference).replace("-", " ").split())


def money_words(pence: int | None) -> str:
    """Pounds from pence: `£12.50`, `£1,200` (no pence when there are none), `minus £3`."""
    if pence is None:
        return ""
    pounds = Decimal(abs(int(pence))) / 100
    amount = f"£{pounds:,.0f}" if pounds == pounds.to_integral_value() else f"£{pounds:,.2f}"
    return f"minus {amount}" if pence < 0 else amount


def phone_words(number: str | None) -> str:
    """A telephone number as it is said in Britain: `+441527534123` gives `01527 534123`; other text stays as it is."""
    text = str(number or "").strip()
    try:
        parsed = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(parsed):
        return text
    british = parsed.country_code == 44
    style = phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def size_words(count: int | None) -> str:
    """A file's size: `870 bytes`, `12 KB`, `3.4 MB` (1 KB is 1,000 bytes, as file managers count)."""
    if count is None:
        return ""
    if count < 1_000:
        return f"{count} {plural(count, 'byte')}"
    return f"{count / 1_000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def plural(count: int, noun: str) -> str:
    """`day` for 1, `days` otherwise; `enquiry` becomes `enquiries`."""
    if count == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _london_day(value: date | datetime) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value
