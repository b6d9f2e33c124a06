"""One question of a form, from its YAML."""

from __future__ import annotations

from datetime import date

from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.reader import Mapping, Scalar
from civichub.forms.definition import (
    CHOICE_TYPES,
    FACTS,
    FILE_TYPES,
    QUESTION_TYPES,
    TEXT_FORMATS,
    AlsoMaps,
    Option,
    Question,
)

MAX_OPTIONS = 300
ERROR_CODES = (
    "required",
    "invalid",
    "too_long",
    "too_low",
    "too_high",
    "in_future",
    "in_past",
    "too_big",
    "too_many",
    "wrong_type",
    "not_an_option",
)
_LENGTHS = {"text": 200, "long_text": 4000}
MOST_MEGABYTES, MOST_FILES = 25, 10


def read_question(fields: Fields, conditions: Conditions) -> Question:
    """The question in `fields`; faults go to the problems of `fields`."""
    key = fields.key("question")
    fields.what = f'question "{key}"'
    kind = fields.choice("type", QUESTION_TYPES, default="text", required=True)
    common = {
        "label": fields.text("label", required=True, max_length=300),
        "short": fields.text("short", max_length=100),
        "hint": fields.text("hint", max_length=600),
        "help": fields.text("help", max_length=2000),
        "required": not fields.boolean("optional"),
        "only_when": conditions.read(fields, "only_when", scope=f"question:{key}"),
        "maps_to": _fact(fields, "maps_to", kind),
        "also_maps_to": tuple(_also(item, conditions, kind) for item in fields.items("also_maps_to", "a further fact")),
        "autocomplete": fields.text("autocomplete", max_length=40),
        "errors": _errors(fields),
        "in_summary": fields.boolean("in_summary", default=True),
        "options": _options(fields, kind),
    }
    question = Question(key=key, type=kind, place=fields.place("question"), **common, **_limits(fields, kind))
    fields.finish()
    return question


def _also(fields: Fields, conditions: Conditions, kind: str) -> AlsoMaps:
    found = AlsoMaps(_fact(fields, "fact", kind), conditions.read(fields, "when"))
    fields.finish()
    return found


def _fact(fields: Fields, name: str, kind: str) -> str:
    fact = fields.choice(name, FACTS)
    if fact and kind not in FACTS[fact]:
        wanted = " or ".join(FACTS[fact])
        fields.problems.add(
            fields.place(name), f"{fact} cannot come from a question of type {kind}", f"use type {wanted}"
        )
        return ""
    return fact


def _errors(fields: Fields) -> tuple[tuple[str, str], ...]:
    inner = fields.mapping("errors", what=f"the errors of {fields.what}")
    if inner is None:
        return ()
    found = tuple((code, inner.text(code, max_length=300)) for code in ERROR_CODES)
    inner.finish()
    return tuple((code, text) for code, text in found if text)


def _options(fields: Fields, kind: str) -> tuple[Option, ...]:
    if kind not in CHOICE_TYPES:
        if fields.node.get("options") is not None:
            fields.known.add("options")
            fields.problems.add(
                fields.place("options"),
                f"a question of type {kind} has no options",
                "use type radio, checkboxes or select",
            )
        return ()
    node = fields.raw("options")
    if not isinstance(node, Mapping):
        fields.problems.add(
            fields.place("options"), f"{fields.what} has no options", "add options: with value: label lines"
        )
        return ()
    if len(node.entries) < (1 if kind == "checkboxes" else 2):
        fields.problems.add(node, f"{fields.what} offers no choice", "add a second option")
    if len(node.entries) > MAX_OPTIONS:
        fields.problems.add(node, f"{fields.what} has {len(node.entries)} options", f"keep to {MAX_OPTIONS}")
    return tuple(_option(name, value, fields, kind) for name, value in node.entries)


def _option(name: Scalar, value: object, fields: Fields, kind: str) -> Option:
    if isinstance(value, Scalar) and value.text.strip():
        return Option(name.text, value.text.strip())
    if not isinstance(value, Mapping):
        fields.problems.add(
            name, f'option "{name.text}" of {fields.what} has no label', f"write {name.text}: and the words to show"
        )
        return Option(name.text, name.text)
    inner = Fields(value, fields.problems, f'option "{name.text}" of {fields.what}')
    option = Option(
        name.text,
        inner.text("label", required=True, max_length=300),
        inner.text("hint", max_length=300),
        inner.boolean("exclusive"),
    )
    inner.finish()
    if option.exclusive and kind != "checkboxes":
        fields.problems.add(
            name, f'option "{name.text}" cannot be exclusive', "only checkboxes can hold several values"
        )
    return option


def _limits(fields: Fields, kind: str) -> dict[str, object]:
    if kind in _LENGTHS:
        return _text_limits(fields, kind)
    if kind in ("number", "money"):
        return _number_limits(fields, kind)
    if kind == "date":
        return _date_limits(fields)
    return _file_limits(fields) if kind == "file" else {}


def _text_limits(fields: Fields, kind: str) -> dict[str, object]:
    length = fields.integer("max_length", default=_LENGTHS[kind], low=1, high=10_000)
    if kind == "long_text":
        return {"max_length": length}
    return {"max_length": length, "text_format": fields.choice("format", TEXT_FORMATS)}


def _number_limits(fields: Fields, kind: str) -> dict[str, object]:
    read = fields.pounds if kind == "money" else fields.number
    low, high = read("min"), read("max")
    if low is not None and high is not None and low > high:
        fields.problems.add(fields.place("min"), f"the least ({low}) is more than the most ({high})", "swap them")
    limits: dict[str, object] = {"minimum": low, "maximum": high}
    if kind == "number":
        limits["decimals"] = fields.integer("decimals", default=0, high=4)
        limits["unit"] = fields.text("unit", max_length=30)
    return limits


def _date_limits(fields: Fields) -> dict[str, object]:
    past, future = fields.boolean("past_only"), fields.boolean("future_only")
    if past and future:
        fields.problems.add(
            fields.place("future_only"), "no date is both past and future", "remove past_only or future_only"
        )
    days = {name: _iso_date(fields, name) for name in ("earliest", "latest")}
    if days["earliest"] and days["latest"] and days["earliest"] > days["latest"]:
        fields.problems.add(fields.place("earliest"), "the earliest day is after the latest", "swap them")
    return {"past_only": past, "future_only": future, **days}


def _iso_date(fields: Fields, name: str) -> str:
    text = fields.text(name)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        fields.problems.add(fields.place(name), f'"{text}" is not a day', "write it as 2026-09-01")
        return ""


def _file_limits(fields: Fields) -> dict[str, object]:
    types = fields.texts("types") or ("pdf", "jpg", "png")
    for wrong in set(types) - FILE_TYPES.keys():
        listed = ", ".join(FILE_TYPES)
        fields.problems.add(
            fields.place("types"), f'"{wrong}" is not a type of file we can check', f"use some of: {listed}"
        )
    return {
        "file_types": types,
        "max_megabytes": fields.integer("max_megabytes", default=10, low=1, high=MOST_MEGABYTES),
        "max_files": fields.integer("max_files", default=1, low=1, high=MOST_FILES),
    }
