"""The names of boxes on a page, and the way back from what a browser sends to the answers they make up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from civichub.forms.definition import Page, Question

PARTS = {
    "name": ("first", "last"),
    "address": ("uprn", "line1", "line2", "town", "postcode"),
    "location": ("latitude", "longitude", "description", "uprn"),
    "date": ("day", "month", "year"),
}


def field_names(question: Question) -> tuple[str, ...]:
    """The box names of a question: its key, or ``key__part`` for each part. No key holds two underscores."""
    return tuple(f"{question.key}__{part}" for part in PARTS.get(question.type, ())) or (question.key,)


def raw_from_fields(page: Page, fields: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The answers of `page` as `validate_page` wants them, from box names to values (a QueryDict's ``lists``)."""
    raw: dict[str, object] = {}
    for question in page.questions:
        if question.type in PARTS:
            parts = PARTS[question.type]
            raw[question.key] = {part: _last(fields, f"{question.key}__{part}") for part in parts}
        elif question.type == "checkboxes":
            raw[question.key] = list(fields.get(question.key, ()))
        elif question.type != "file":
            raw[question.key] = _last(fields, question.key)
    return raw


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name) or ("",)
    return values[-1]


def fields_from_answers(page: Page, answers: Mapping[str, object]) -> dict[str, str | list[str]]:
    """What each box of `page` shows for kept answers: the way back of `raw_from_fields`."""
    shown: dict[str, str | list[str]] = {}
    for question in page.questions:
        value = answers.get(question.key)
        if question.type == "checkboxes":
            shown[question.key] = [str(item) for item in value] if isinstance(value, list) else []
        elif question.type == "date":
            year, month, day = str(value).split("-") if value else ("", "", "")
            boxes = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
            shown |= {f"{question.key}__{part}": text for part, text in boxes.items()}
        elif question.type in PARTS:
            parts = dict(value) if isinstance(value, Mapping) else {}
            parts["line1"] = parts.get("text", "")
            shown |= {f"{question.key}__{part}": _shown(parts.get(part)) for part in PARTS[question.type]}
        elif question.type != "file":
            shown[question.key] = (
                f"{value / 100:.2f}" if question.type == "money" and isinstance(value, int) else _shown(value)
            )
    return shown


def _shown(value: object) -> str:
    return "" if value is None else str(value)
