"""The documentation of forms and procedures says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civichub.core.definitions.expressions import parse
from civichub.core.definitions.expressions.syntax import FUNCTIONS
from civichub.forms.definition import FACTS, FILE_TYPES, QUESTION_TYPES, TEXT_FORMATS
from civichub.forms.parsing import lint
from civichub.forms.parsing.questions import ERROR_CODES

DOCS = Path(__file__).resolve().parents[3] / "docs"
REFERENCE = (DOCS / "reference" / "form-yaml.md").read_text()


def test_the_form_in_the_guide_can_be_published() -> None:
    (sample,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "how-to" / "make-a-form.md").read_text(), re.S)
    assert lint(sample) == []


@pytest.mark.parametrize("word", [*QUESTION_TYPES, *FACTS, *FILE_TYPES, *TEXT_FORMATS, *ERROR_CODES, *FUNCTIONS])
def test_the_reference_names_everything_there_is(word: str) -> None:
    assert f"`{word}" in REFERENCE


def test_the_conditions_in_the_reference_can_be_read() -> None:
    (sample,) = re.findall(r"## Conditions\n\n```\n(.*?)```", REFERENCE, re.S)
    for line in sample.splitlines():
        parse(line)
