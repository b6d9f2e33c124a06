"""A form's questions as attributes of a service definition, and attributes as answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from civichub.forms import engine
from civichub.forms.definition import Form, Question

DATATYPES = {
    **dict.fromkeys(("text", "name", "email", "phone", "postcode", "nino"), "string"),
    **dict.fromkeys(("long_text", "address", "location"), "text"),
    **dict.fromkeys(("number", "money"), "number"),
    **dict.fromkeys(("radio", "select", "yes_no", "declaration"), "singlevaluelist"),
    "date": "datetime",
    "checkboxes": "multivaluelist",
}
STANDARD_FIELDS = {"customer.name", "customer.email", "customer.phone", "case.location", "case.description"}
_NAME = re.compile(r"attribute\[([^\[\]]{1,80})\](?:\[[^\[\]]{0,20}\])?")


def is_attribute(question: Question) -> bool:
    """Whether it is asked as an attribute: not what a field of the standard asks for, and not a file."""
    return question.maps_to not in STANDARD_FIELDS and question.type != "file"


def definition(form: Form, today: date) -> list[dict[str, Any]]:
    """The attributes in the order asked. Required are those that everybody is asked."""
    always = set(engine.path(form, {}, today=today))
    found = []
    for page in form.pages:
        for question in filter(is_attribute, page.questions):
            required = question.required and page.key in always and not page.only_when and not question.only_when
            found.append(_attribute(question, required, len(found) + 1))
    return found


def _attribute(question: Question, required: bool, order: int) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "variable": True,
        "code": question.key,
        "datatype": DATATYPES[question.type],
        "required": required,
        "datatype_description": question.hint or None,
        "order": order,
        "description": question.label,
    }
    if values := _values(question):
        shown["values"] = [{"key": key, "name": name} for key, name in values]
    return shown


def _values(question: Question) -> list[tuple[str, str]]:
    if question.type == "yes_no":
        return [("yes", "Yes"), ("no", "No")]
    if question.type == "declaration":
        return [("yes", "I confirm this")]
    return [(option.value, option.label) for option in question.options]


def given_attributes(posted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The values of each attribute, from ``attribute[code]`` and ``attribute[code][]``; empty ones are absent."""
    found: dict[str, list[str]] = {}
    for name, values in posted.items():
        if match := _NAME.fullmatch(name):
            found.setdefault(match[1], []).extend(value for value in values if value.strip())
    return {code: values for code, values in found.items() if values}


def raw_answers(form: Form, attributes: Mapping[str, list[str]], standard: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as `validate_all` wants them; `standard` are facts from the fields of the standard, by fact."""
    raw: dict[str, Any] = {
        question.key: standard[question.maps_to]
        for question in form.questions
        if question.maps_to in STANDARD_FIELDS and standard.get(question.maps_to)
    }
    kinds = {question.key: question.type for question in form.questions if is_attribute(question)}
    for code, values in attributes.items():
        kind = kinds.get(code, "")
        raw[code] = values if kind == "checkboxes" else values[-1][:10] if kind == "date" else values[-1]
    return raw
