"""Several score one contact blindly, compare, and agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.feedback.quality import policies
from civichub.feedback.quality.choosing import Why
from civichub.feedback.quality.models import Calibration, Review
from civichub.feedback.quality.queries.forms import parsed, scoring_form_for
from civichub.feedback.quality.states import CALIBRATION, REVIEW


@operation
def begin_calibration(*, contact: Any, scorers: Sequence[Any], due_on: date, actor: Any, at: datetime) -> Calibration:
    """Give the same contact to several scorers. It does not count in the figures of whose contact it was.

    Raises `Invalid` where the contact cannot be scored or fewer than two are left who have not scored it before.
    """
    require(policies.may_calibrate(actor, contact.organisation_id))
    if contact.handled_by_id is None or contact.state != "closed":
        raise Invalid({"reference": "Only a contact that somebody handled and closed can be scored."})
    version = scoring_form_for(contact, at)
    if version is None:
        raise Invalid({"reference": "There is no scoring form for this channel."})
    scored = set(Review.objects.filter(contact=contact).values_list("scorer", flat=True)) | {contact.handled_by_id}
    taking_part = [one for one in scorers if one.pk not in scored]
    if len(taking_part) < 2:
        raise Invalid({"scorers": "Choose two or more who did not handle this contact and have not scored it before."})
    calibration = Calibration.objects.create(
        organisation=contact.organisation, contact=contact, form_version=version, begun_by=actor, begun_at=at,
        due_on=due_on,
    )  # fmt: skip
    for scorer in taking_part:
        Review.objects.create(
            organisation=contact.organisation, contact=contact, form_version=version, person=contact.handled_by,
            scorer=scorer, why=Why.CALIBRATION, calibration=calibration, begun_at=at, due_on=due_on,
        )  # fmt: skip
    audit("quality.calibration_begun", calibration, actor=actor, at=at, scorers=[one.pk for one in taking_part])
    return calibration


@operation
def compare_calibration(*, calibration: Calibration, actor: Any, at: datetime) -> Calibration:
    """End the scoring and show everybody's answers to all who took part. Who has not finished is left out.

    Raises `Invalid` while fewer than two have finished.
    """
    calibration = lock(calibration)
    require(policies.may_settle_calibration(actor, calibration))
    if calibration.reviews.filter(state="finished").count() < 2:
        raise Invalid({"": "Two or more have to finish their scores before there is something to compare."})
    calibration.state = CALIBRATION.target(calibration.state, "compare")
    save(calibration, "state")
    for late in calibration.reviews.filter(state="to_do").select_for_update():
        late.state, late.reason = REVIEW.target(late.state, "set_aside"), "Not finished when the scores were compared"
        save(late, "state", "reason")
    audit("quality.calibration_compared", calibration, actor=actor, at=at)
    return calibration


@operation
def agree_calibration(
    *, calibration: Calibration, answers: Mapping[str, str], lesson: str, actor: Any, at: datetime
) -> Calibration:
    """Write down the answers on which the scorers agreed, and what they will all do from now on.

    Raises `Invalid` naming the questions without an answer.
    """
    calibration = lock(calibration)
    require(policies.may_settle_calibration(actor, calibration))
    form = parsed(calibration.form_version)
    score = form.score(answers)
    if score.missing or score.percent is None:
        raise Invalid(dict.fromkeys(score.missing, "Select an answer.") or {"": "No question applies."})
    calibration.state = CALIBRATION.target(calibration.state, "agree")
    calibration.answers, calibration.percent, calibration.agreed_at = form.known(answers), score.percent, at
    calibration.lesson = clean_text(lesson, field="lesson", max_length=4_000, lines=True)
    save(calibration, "state", "answers", "percent", "agreed_at", "lesson")
    audit("quality.calibration_agreed", calibration, actor=actor, at=at, percent=str(score.percent))
    return calibration
