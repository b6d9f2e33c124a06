"""A scoring form, and the sum of its answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from civichub.core.definitions.problems import Place

NOT_APPLICABLE = "na"
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Level:
    """One answer to a question: its number as it is kept, what it is called, and what share of the weight it brings."""

    value: str
    label: str
    share: Decimal


@dataclass(frozen=True)
class Question:
    """`fails`: the lowest answer fails the whole contact, whatever else was done well."""

    key: str
    text: str
    help: str
    levels: tuple[Level, ...]
    is_scale: bool
    weight: int
    may_not_apply: bool
    fails: bool
    place: Place

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be answered, as (value, label), the lowest first."""
        listed = tuple((level.value, level.label) for level in self.levels)
        return (*listed, (NOT_APPLICABLE, "Does not apply")) if self.may_not_apply else listed

    def share_of(self, value: str) -> Decimal | None:
        """What share of the weight an answer brings; None for one that does not apply."""
        return next((level.share for level in self.levels if level.value == value), None)

    def label_of(self, value: str) -> str:
        """What an answer is called."""
        return dict(self.choices).get(value, "")


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    questions: tuple[Question, ...]
    place: Place


@dataclass(frozen=True)
class Band:
    """What a score of `least` per cent or more is called."""

    least: int
    label: str


@dataclass(frozen=True)
class Score:
    """The sum of a form's answers.

    `percent` has one decimal, and is 0 where a question `failed`; `without_failing` is what it would have been. Both
    are None while nothing that was answered applies. `missing` are the keys of questions without an answer.
    """

    percent: Decimal | None
    without_failing: Decimal | None
    sections: dict[str, Decimal | None]
    failed: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ScoringForm:
    """`channels` are those whose contacts it is for."""

    key: str
    title: str
    channels: tuple[str, ...]
    guidance: str
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order asked."""
        return tuple(question for section in self.sections for question in section.questions)

    def band_of(self, percent: Decimal | None) -> str:
        """What a score is called, or nothing while there is none."""
        if percent is None:
            return ""
        return next((band.label for band in reversed(self.bands) if percent >= band.least), "")

    def known(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Those of `answers` that are answers to this form's questions."""
        possible = {question.key: dict(question.choices) for question in self.questions}
        return {key: value for key, value in answers.items() if value in possible.get(key, {})}

    def score(self, answers: Mapping[str, str]) -> Score:
        """The sum: the weighted mean of the answers that apply, each from 0 (lowest) to 100 (highest)."""
        found = self.known(answers)
        lowest = {question.key: question.levels[0].value for question in self.questions if question.fails}
        failed = tuple(key for key, value in lowest.items() if found.get(key) == value)
        whole = _mean(self.questions, found)
        return Score(
            percent=whole if whole is None or not failed else Decimal("0.0"),
            without_failing=whole,
            sections={section.key: _mean(section.questions, found) for section in self.sections},
            failed=failed,
            missing=tuple(question.key for question in self.questions if question.key not in found),
        )


def _mean(questions: Iterable[Question], answers: Mapping[str, str]) -> Decimal | None:
    pairs = [(question.weight, question.share_of(answers.get(question.key, ""))) for question in questions]
    applying = [(weight, share) for weight, share in pairs if share is not None]
    weights = sum(weight for weight, _ in applying)
    if not weights:
        return None
    points = sum((weight * share for weight, share in applying), Decimal(0))
    return (WHOLE * points / weights).quantize(Decimal("0.1"), ROUND_HALF_UP)
