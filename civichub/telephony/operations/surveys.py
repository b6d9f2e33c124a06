"""How it was: whom we ask after a call, and what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.telephony import policies
from civichub.telephony.models import Call, CallFact, SurveyShare
from civichub.telephony.surveys import ASKED, sample_of


@operation
def keep_survey_share(*, organisation: Any, service: Any, share: int, actor: Any, at: datetime) -> SurveyShare:
    """How many of a hundred callers about a service are asked, whatever their line says. Raises `Invalid`."""
    require(policies.may_set_up_lines(actor, organisation.pk))
    if not 0 <= share <= 100:
        raise Invalid({"share": "Enter a number from 0 to 100."})
    kept, _ = SurveyShare.objects.update_or_create(
        organisation=organisation, service=service, defaults={"share": share}
    )
    audit("survey_share.kept", kept, actor=actor, at=at, service=service.pk, share=share)
    return kept


@operation
def forget_survey_share(*, survey_share: SurveyShare, actor: Any, at: datetime) -> None:
    """From now on the share of the line decides for this service."""
    survey_share = lock(survey_share)
    require(policies.may_set_up_lines(actor, survey_share.organisation_id))
    audit("survey_share.forgotten", survey_share, actor=actor, at=at, service=survey_share.service_id)
    survey_share.delete()


@operation
def sample_survey(*, call: Call, actor: Any, at: datetime) -> bool:
    """Draw whether this caller is asked, and keep by which service and share they were; twice gives the same answer."""
    require(policies.may_keep_calls(actor))
    call = lock(call)
    sample = sample_of(call)
    if sample.is_drawn and not call.facts.filter(kind=ASKED).exists():
        by = {"service": sample.service, "share": sample.share}
        CallFact.objects.create(call=call, at=at, kind=ASKED, detail=by)
        audit("call.survey_asked", call, actor=actor, at=at, **by)
    return sample.is_drawn


@operation
def score_call(*, call: Call, score: int, actor: Any, at: datetime) -> Call:
    """How well we helped, 1 to 5, by the keys of the caller's telephone."""
    require(policies.may_keep_calls(actor))
    call = lock(call)
    call.survey_score = score
    save(call, "survey_score")
    CallFact.objects.create(call=call, at=at, kind="scored", detail={"score": score})
    audit("call.scored", call, actor=actor, at=at, score=score)
    return call
