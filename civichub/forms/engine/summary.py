"""Answers in words: rows for check answers, a case's title, facts other parts of the hub know how to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civichub.forms.definition import PLACEHOLDER, Form, Question
from civichub.forms.engine.cleaning import pounds
from civichub.forms.engine.dates import in_words
from civichub.forms.engine.paths import Answers, asked, is_met, walk

MAX_TITLE = 200


@dataclass(frozen=True)
class SummaryRow:
    """One row of check answers. `lines` are the answer, one line each; `page` is where Change goes."""

    page: str
    question: str
    label: str
    lines: tuple[str, ...]


def summary_rows(form: Form, answers: Answers, *, today: date) -> list[SummaryRow]:
    """The rows to check, in the order asked, for the pages these answers lead through."""
    way = walk(form, answers, today=today)
    rows = []
    for key in way.pages:
        page = form.page(key)
        for question in asked(form, page, way.answers, today=today):
            if question.in_summary:
                lines = answer_lines(question, way.answers.get(question.key))
                rows.append(SummaryRow(key, question.key, question.label, lines))
    return rows


def answer_lines(question: Question, value: object) -> tuple[str, ...]:
    """A kept answer as people would write it, one line each."""
    if value is None or value == "" or value == []:
        return ("Not provided",)
    if question.type == "date":
        return (in_words(date.fromisoformat(str(value))),)
    if question.type == "money" and isinstance(value, int | float):
        return (pounds(value),)
    if question.type == "number":
        return (f"{value:,} {question.unit}".strip(),)
    if question.type == "yes_no":
        return ("Yes" if value == "yes" else "No",)
    if question.type == "declaration":
        return ("Agreed",)
    if isinstance(value, list):
        return tuple(str(item["name"]) if isinstance(item, Mapping) else _label(question, str(item)) for item in value)
    if isinstance(value, Mapping):
        return _parts(question, value)
    return tuple(_label(question, str(value)).split("\n"))


def _label(question: Question, value: str) -> str:
    return next((option.label for option in question.options if option.value == value), value)


def _parts(question: Question, value: Mapping[str, object]) -> tuple[str, ...]:
    if question.type == "name":
        return (" ".join(str(value[part]) for part in ("first", "last") if value.get(part)),)
    lines = [str(value[part]) for part in ("description", "text", "postcode") if value.get(part)]
    if not lines and value.get("uprn"):
        lines = [f"Property {value['uprn']}"]
    if question.type == "location" and not lines:
        lines = ["The place marked on the map"]
    return tuple(lines)


def facts(form: Form, answers: Answers, *, today: date) -> dict[str, object]:
    """Answers under the names in `definition.FACTS` (``customer.email``), for those that the form declares and has."""
    kept = walk(form, answers, today=today).answers
    given = [question for question in form.questions if kept.get(question.key) not in (None, "", [])]
    found = {question.maps_to: kept[question.key] for question in given if question.maps_to}
    for question in given:
        for also in question.also_maps_to:
            if also.fact not in found and is_met(also.when, form, kept, today):
                found[also.fact] = kept[question.key]
    return found


def case_title(form: Form, answers: Answers, *, today: date) -> str:
    """A line that tells this case from others of its kind, at most 200 characters."""
    kept = walk(form, answers, today=today).answers
    questions = {question.key: question for question in form.questions}

    def words(key: str) -> str:
        value = kept.get(key)
        return ", ".join(answer_lines(questions[key], value)) if value not in (None, "", []) else ""

    title = PLACEHOLDER.sub(lambda match: words(match[1]), form.case_title) if form.case_title else form.title
    return " ".join(title.split()).strip(" :,-")[:MAX_TITLE] or form.title


def is_urgent(form: Form, answers: Answers, *, today: date) -> bool:
    """Whether the form says that these answers cannot wait."""
    return form.urgent_when is not None and is_met(
        form.urgent_when, form, walk(form, answers, today=today).answers, today
    )
