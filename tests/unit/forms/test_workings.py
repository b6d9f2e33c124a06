"""A form's arithmetic, line by line, as the regulations on charging for care set it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from civichub.forms.engine import worked_out
from civichub.forms.parsing import lint, parse_form
from civichub.forms.shipped import shipped_sources

TEXT = shipped_sources()["financial-assessment"]
FORM, TODAY = parse_form(TEXT), date(2026, 11, 22)
ANSWERS = {"pension": 25_000, "benefits": 7_000, "housing": 2_000, "disability": 1_500, "cost": 40_000}


def lines(**answers: Any) -> dict[str, int]:
    return {line.label: line.pence for line in worked_out(FORM, {**ANSWERS, **answers}, today=TODAY)}


@pytest.mark.parametrize(
    ("savings", "added"), [(1_425_001, 100), (1_450_000, 100), (1_450_001, 200), (1_530_000, 500), (2_325_000, 3_600)]
)
def test_each_250_pounds_above_14250_or_part_of_it_adds_one(savings: int, added: int) -> None:
    assert lines(savings=savings)["Added for savings"] == added


def test_the_sum_is_shown_with_its_reasons() -> None:
    worked = lines(savings=1_530_000)
    assert worked["Your income, a week"] == 32_000
    assert worked["What you could pay"] == 32_000 + 500 - 25_000 - 2_000 - 1_500
    total = next(line for line in worked_out(FORM, {**ANSWERS, "savings": 0}, today=TODAY) if line.total)
    assert (total.pence, total.label) == (3_500, "You may have to pay, a week")
    assert all(line.says for line in worked_out(FORM, {**ANSWERS, "savings": 0}, today=TODAY))


def test_nobody_pays_less_than_nothing_or_more_than_it_costs() -> None:
    assert lines(savings=0, pension=10_000, benefits=0)["You may have to pay, a week"] == 0
    assert lines(savings=0, pension=90_000)["You may have to pay, a week"] == 40_000


def test_above_the_upper_limit_all_of_it_is_paid() -> None:
    assert lines(savings=2_325_001) == {"You pay for all of it": 40_000}


def test_a_line_may_name_only_lines_before_it() -> None:
    wrong = TEXT.replace("value: answers.pension + answers.benefits", "value: answers.pension + lines.tariff")
    assert any('no answer "tariff"' in str(problem) for problem in lint(wrong))
    assert worked_out(FORM, {}, today=TODAY) == []
