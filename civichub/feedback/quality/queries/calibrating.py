"""Reads of calibrations: who answered what, how far they agree, and who drifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any

from django.db.models import Q, QuerySet

from civichub.core.errors import NotFound
from civichub.feedback.quality.agreement import interval, krippendorff_alpha, nominal, ordinal, percent_agreement
from civichub.feedback.quality.definition import NOT_APPLICABLE, Question
from civichub.feedback.quality.models import Calibration, Review
from civichub.feedback.quality.queries.forms import parsed

DRIFT = Decimal(5)  # per cent: half of what lies between two bands of the form that comes with the hub
ENOUGH = 3  # calibrations, before anybody is said to drift
LATEST = 12


def calibrations_of(user: Any) -> QuerySet[Calibration]:
    """The calibrations that `user` began or takes part in."""
    mine = Q(begun_by=user) | Q(reviews__scorer=user)
    found = Calibration.objects.visible_to(user).filter(mine).distinct()
    return found.select_related("contact", "begun_by", "form_version")


def calibration_for(user: Any, pk: int) -> Calibration:
    """One of them. Raises `NotFound`."""
    found = calibrations_of(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Compared:
    """One question: everybody's answers in the order of the scorers (empty where none), and how far they agree."""

    question: Question
    answers: tuple[str, ...]
    agreement: float | None
    usual: str


def compared(calibration: Calibration, reviews: Iterable[Review]) -> list[Compared]:
    """The answers of those who finished, question by question. `usual` is the answer most gave."""
    form, listed = parsed(calibration.form_version), list(reviews)
    rows = []
    for question in form.questions:
        values = [review.answers.get(question.key, "") for review in listed]
        said = [value for value in values if value]
        usual = max(sorted(set(said)), key=said.count, default="")
        labels = tuple(question.label_of(value) for value in values)
        rows.append(Compared(question, labels, percent_agreement(said), usual))
    return rows


def alpha_of(calibration: Calibration, reviews: Iterable[Review]) -> float | None:
    """Krippendorff's alpha over all questions of one contact: each question a unit, each answer its share of 0 to 1."""
    form, listed = parsed(calibration.form_version), list(reviews)
    units = []
    for question in form.questions:
        shares = (question.share_of(review.answers.get(question.key, "")) for review in listed)
        units.append([float(share) for share in shares if share is not None])
    return krippendorff_alpha(units, interval)


@dataclass(frozen=True)
class QuestionAgreement:
    """One question over several calibrations."""

    question: Question
    agreement: float | None
    alpha: float | None
    contacts: int


def agreement_by_question(calibrations: Iterable[Calibration]) -> list[QuestionAgreement]:
    """How far scorers agree on each question of a form, over the contacts they calibrated on; the latest version's.

    Alpha is over names where a question is yes, no or does not apply, and over ranks on a scale, where an answer that
    does not apply is no answer.
    """
    units: dict[str, list[list[str]]] = {}
    questions: dict[str, Question] = {}
    for calibration in calibrations:
        finished = [one for one in calibration.reviews.all() if one.state == "finished"]
        for question in parsed(calibration.form_version).questions:
            questions.setdefault(question.key, question)
            given = [review.answers.get(question.key, "") for review in finished]
            units.setdefault(question.key, []).append([value for value in given if value])
    rows = []
    for key, question in questions.items():
        known = [[one for one in unit if not (question.is_scale and one == NOT_APPLICABLE)] for unit in units[key]]
        agreed = [share for unit in units[key] if (share := percent_agreement(unit)) is not None]
        alpha = krippendorff_alpha(known, ordinal if question.is_scale else nominal)
        rows.append(QuestionAgreement(question, fmean(agreed) if agreed else None, alpha, len(agreed)))
    return rows


@dataclass(frozen=True)
class Drift:
    """How one scorer's sums differ from the agreed ones, in per cent: on the mean, and without the sign."""

    scorer: Any
    calibrations: int
    mean: Decimal
    size: Decimal

    @property
    def drifts(self) -> bool:
        """Whether it is more than chance over enough calibrations: always too kind, or always too strict."""
        return self.calibrations >= ENOUGH and abs(self.mean) >= DRIFT


def drift_of(calibrations: Iterable[Calibration]) -> list[Drift]:
    """Each scorer's difference from the agreed sums, by name: not a list by rank."""
    found: dict[int, list[Decimal]] = {}
    people: dict[int, Any] = {}
    for calibration in calibrations:
        for review in calibration.reviews.all():
            if calibration.percent is None or review.percent is None:
                continue
            people[review.scorer_id] = review.scorer
            found.setdefault(review.scorer_id, []).append(review.percent - calibration.percent)
    made = [Drift(people[pk], len(gaps), _mean(gaps), _mean([abs(gap) for gap in gaps])) for pk, gaps in found.items()]
    return sorted(made, key=lambda one: (one.scorer.name, one.scorer.pk))


def _mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"))


def agreed_lately(user: Any) -> list[Calibration]:
    """The latest agreed calibrations of the organisations in which `user` scores, with everybody's scores."""
    held = user.organisations_with("quality.score") | user.organisations_with("quality.manage")
    found = Calibration.objects.filter(organisation__in=held, state="agreed").order_by("-agreed_at")
    return list(found.select_related("form_version").prefetch_related("reviews__scorer")[:LATEST])
