"""From YAML text to a `Form`, or to every problem in it."""

from __future__ import annotations

from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.problems import DefinitionError, Problem, Problems
from civichub.core.definitions.reader import Mapping, read
from civichub.forms.definition import Form
from civichub.forms.parsing.checks import check_form
from civichub.forms.parsing.whole import read_form


def examine(text: str) -> tuple[Form | None, list[Problem]]:
    """The form in `text`, or None, and every problem by line. The form is given only when there is no problem."""
    node, found = read(text)
    problems = Problems(found)
    if node is None:
        return None, problems.sorted()
    if not isinstance(node, Mapping):
        problems.add(node, "a form is written as name: value lines", "start with form: and its name")
        return None, problems.sorted()
    conditions = Conditions(problems)
    form = read_form(node, problems, conditions)
    check_form(form, problems, conditions)
    return (None if problems.found else form), problems.sorted()


def parse_form(text: str) -> Form:
    """The form in `text`. Raises `DefinitionError`, which holds every problem."""
    form, problems = examine(text)
    if form is None:
        raise DefinitionError(problems)
    return form


def lint(text: str) -> list[Problem]:
    """Every problem of `text` by line; empty when it can be published."""
    return examine(text)[1]
