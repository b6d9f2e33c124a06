"""Arithmetic that a form does for people, shown line by line: what it comes to, why, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from civichub.core.definitions.expressions import evaluate
from civichub.forms.definition import Form
from civichub.forms.engine.paths import Answers, is_met, walk


@dataclass(frozen=True)
class Worked:
    """One line worked out: its amount in pence, what it means and where its rule stands. `total`: what it leads to."""

    key: str
    label: str
    pence: int
    says: str
    source: str
    total: bool


def worked_out(form: Form, answers: Answers, *, today: date) -> list[Worked]:
    """The lines that these answers lead to, in order. A line of which an answer is missing is left out."""
    kept = walk(form, answers, today=today).answers
    lines: dict[str, float] = {}
    found = []
    for line in form.workings:
        if not is_met(line.only_when, form, kept, today):
            continue
        facts = {"answers": kept, "organisation": form.organisation, "lines": lines}
        value = evaluate(line.value, facts, today=today)
        if isinstance(value, int | float) and not isinstance(value, bool):
            lines[line.key] = round(value)
            found.append(Worked(line.key, line.label, round(value), line.says, line.source, line.total))
    return found
