"""Checking answers, a page at a time for a screen or all at once for the API, by one set of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civichub.forms.definition import Eligibility, Form, Page, Question
from civichub.forms.engine.cleaning import CLEANERS, AttachedFile, clean_files
from civichub.forms.engine.paths import Answers, is_met, walk_with
from civichub.forms.engine.reading import Refused, about

_VERBS = {
    **dict.fromkeys(("radio", "checkboxes", "select", "yes_no"), "Select"),
    "file": "Upload",
    "declaration": "Confirm",
}


@dataclass(frozen=True)
class FieldError:
    """One fault in an answer. `field` is the name of the box on the page (``born__day``); `code` is for programs."""

    question: str
    field: str
    code: str
    message: str


@dataclass(frozen=True)
class Validated:
    """The outcome of `validate_all`: what counts, what is wrong, and whether the person may apply at all."""

    answers: dict[str, object]
    errors: tuple[FieldError, ...]
    pages: tuple[str, ...]
    refusal: Eligibility | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be sent."""
        return not self.errors and self.refusal is None


def validate_page(
    form: Form,
    page: str,
    raw: Mapping[str, object],
    files: Sequence[AttachedFile] = (),
    *,
    answers: Answers | None = None,
    today: date,
) -> tuple[dict[str, object], list[FieldError]]:
    """The clean answers of one page, and what is wrong with it.

    `raw` maps question keys to values as `raw_from_fields` or the API gives them; `answers` are those of earlier pages.
    Questions whose condition is not met are left out of both. Raises `KeyError` for a page that does not exist.
    """
    return _validate(form, form.page(page), raw, files, answers or {}, today)


def _validate(
    form: Form, page: Page, raw: Mapping[str, object], files: Sequence[AttachedFile], before: Answers, today: date
) -> tuple[dict[str, object], list[FieldError]]:
    clean: dict[str, object] = {}
    errors: list[FieldError] = []
    for question in page.questions:
        if not is_met(question.only_when, form, {**before, **clean}, today):
            continue
        try:
            clean[question.key] = clean_answer(question, raw.get(question.key), files, today=today)
        except Refused as error:
            field = f"{question.key}__{error.part}" if error.part else question.key
            errors.append(FieldError(question.key, field, error.code, question.error(error.code) or error.message))
    return clean, errors


def clean_answer(question: Question, raw: object, files: Sequence[AttachedFile] = (), *, today: date) -> object:
    """`raw` as it is kept, None when empty and optional. Raises `Refused`."""
    if question.type == "file":
        value: object = clean_files(question, [file for file in files if file.question == question.key])
    else:
        value = CLEANERS[question.type](question, raw, today)
    if value is None or value == "" or value == []:
        if question.required:
            raise Refused("required", f"{_VERBS.get(question.type, 'Enter')} {about(question)}", _first_part(question))
        return None
    return value


def _first_part(question: Question) -> str:
    return {"name": "first", "address": "line1", "date": "day", "location": "description"}.get(question.type, "")


def validate_all(
    form: Form, raw: Mapping[str, object], files: Sequence[AttachedFile] = (), *, today: date
) -> Validated:
    """Check a whole set of answers, page by page as somebody would meet them.

    Answers to pages that these answers do not lead to are dropped; answers to questions that do not exist are errors,
    so that a program's spelling mistake cannot pass for an answer left out.
    """
    known = {question.key for question in form.questions}
    errors = [
        FieldError(str(key)[:60], str(key)[:60], "unknown", f"There is no question “{str(key)[:60]}” in this form")
        for key in raw
        if key not in known
    ]

    def visit(page: Page, before: Answers) -> Answers:
        clean, wrong = _validate(form, page, raw, files, before, today)
        errors.extend(wrong)
        return {**before, **clean}

    way = walk_with(form, visit, today=today)
    return Validated(way.answers, tuple(errors), way.pages, way.refusal)
