"""Wording filters: `{{ case.opened_at|when }}`. The rules are in `civichub.web.ui.words`."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from civichub.web.ui import words
from civichub.web.ui.components import state_colour
from civichub.web.ui.tags.library import register

for _name, _function in (
    ("when", words.when_words),
    ("day", words.day_words),
    ("date_words", words.date_words),
    ("time_words", words.time_words),
    ("reference", words.shown_reference),
    ("spelled", words.spelled_reference),
    ("money", words.money_words),
    ("phone", words.phone_words),
    ("duration", words.duration_words),
    ("file_size", words.size_words),
):
    register.filter(_name, _function)
register.filter("state_colour", state_colour)


@register.filter
def ago(value: datetime | None) -> str:
    """`3 minutes ago`, counted from now."""
    return words.ago_words(value, timezone.now())


@register.filter
def short_when(value: datetime | None) -> str:
    """`2:05pm`, `3 Mar, 2:05pm` or `3 Mar 2025`, for dense lists."""
    return words.short_when(value, timezone.now())


@register.filter
def due_in(units_left: int | None, unit: str = "working day") -> str:
    """`due in 2 working days`; the unit is a singular noun."""
    return "" if units_left is None else words.due_words(units_left, unit)


@register.filter
def counted(count: int | None, noun: str) -> str:
    """`3 cases`, `1 case`: a number with its noun, thousands apart."""
    return f"{count or 0:,} {words.plural(count or 0, noun)}"


@register.filter
def grouped(count: int | None) -> str:
    """`112,374`: a number with its thousands apart."""
    return "" if count is None else f"{count:,}"


@register.simple_tag
def ui_time(value: date | datetime | None, style: str = "when") -> SafeString | str:
    """A time element. `style` is when, day, short or ago; the full words are its title. Raises `ValueError`."""
    if style not in {"when", "day", "short", "ago"}:
        raise ValueError(f"ui_time has no style {style!r}: use when, day, short or ago")
    if value is None:
        return ""
    full = words.when_words(value)
    now = timezone.now()
    shown = full
    if isinstance(value, datetime) and style in {"short", "ago"}:
        shown = words.short_when(value, now) if style == "short" else words.ago_words(value, now)
    elif style == "day":
        shown = words.day_words(value)
    whole = mark_safe(' class="hub-nowrap"' if style == "short" else "")
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', value.isoformat(), full, whole, shown)


@register.simple_tag
def ui_reference(reference: Any) -> SafeString:
    """A reference in groups that do not break over lines."""
    return format_html('<span class="hub-reference">{}</span>', words.shown_reference(str(reference or "")))
