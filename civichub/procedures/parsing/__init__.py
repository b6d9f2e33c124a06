"""From YAML text to a `Procedure`, or to every problem in it."""

from __future__ import annotations

from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.expressions import Kind, NameType
from civichub.core.definitions.problems import DefinitionError, Problem, Problems
from civichub.core.definitions.reader import Mapping, read
from civichub.procedures.definition import Procedure
from civichub.procedures.parsing.checks import check_procedure, event_names
from civichub.procedures.parsing.whole import read_procedure

__all__ = ["event_names", "examine", "lint", "parse_procedure"]


def examine(text: str) -> tuple[Procedure | None, list[Problem]]:
    """The procedure in `text`, or None, and every problem by line. It is given only when there is no problem."""
    node, found = read(text)
    problems = Problems(found)
    if node is None:
        return None, problems.sorted()
    if not isinstance(node, Mapping):
        problems.add(node, "a procedure is written as name: value lines", "start with procedure: and its name")
        return None, problems.sorted()
    conditions = Conditions(problems)
    procedure = read_procedure(node, problems, conditions)
    check_procedure(procedure, problems)
    conditions.check_all(lambda _: _any_answer(conditions))
    return (None if problems.found else procedure), problems.sorted()


def _any_answer(conditions: Conditions) -> dict[str, NameType]:
    """A procedure serves several forms, so any answer may be named; nothing but answers, though."""
    answers = {
        name for _, expression, _, _ in conditions.waiting for name in expression.names if name.startswith("answers.")
    }
    return {
        **{name: NameType(Kind.ANY) for name in answers},
        "organisation": NameType(Kind.TEXT),
        "service": NameType(Kind.TEXT),
        "today": NameType(Kind.DATE),
    }


def parse_procedure(text: str) -> Procedure:
    """The procedure in `text`. Raises `DefinitionError`, which holds every problem."""
    procedure, problems = examine(text)
    if procedure is None:
        raise DefinitionError(problems)
    return procedure


def lint(text: str) -> list[Problem]:
    """Every problem of `text` by line; empty when it can be published."""
    return examine(text)[1]
