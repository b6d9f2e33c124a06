"""Writing what is offered to whom, and keeping what was said to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.knowledge import policies
from civichub.knowledge.events import PromptAnswered
from civichub.knowledge.models import PromptAnswer, PromptRule
from civichub.knowledge.prompting import faults_of
from civichub.knowledge.states import PROMPT_ANSWERS

MOST_MONTHS = 60


@dataclass(frozen=True)
class PromptText:
    """What an editor typed: what is offered, why in words that may be said aloud, when, and how long to be quiet."""

    offer: str
    because: str
    condition: str
    service: Any
    from_day: date
    words: str = ""
    until_day: date | None = None
    quiet_months: int = 12


@operation
def write_prompt(*, organisation: Any, text: PromptText, actor: Any, at: datetime) -> PromptRule:
    """A new rule. Raises `Invalid` by field: a condition that cannot be read names what is wrong with it."""
    require(policies.may_edit_prompt(actor, organisation.pk))
    rule = PromptRule.objects.create(organisation=organisation, written_by=actor, written_at=at, **_checked(text))
    audit("prompt.written", rule, actor=actor, at=at, condition=rule.condition)
    return rule


@operation
def change_prompt(*, rule: PromptRule, text: PromptText, actor: Any, at: datetime) -> PromptRule:
    """Say it anew. What was answered stays with it. Raises `Invalid` by field."""
    rule = lock(rule)
    require(policies.may_edit_prompt(actor, rule.organisation_id))
    values = _checked(text)
    for name, value in values.items():
        setattr(rule, name, value)
    save(rule, *values)
    audit("prompt.changed", rule, actor=actor, at=at, condition=rule.condition)
    return rule


@operation
def end_prompt(*, rule: PromptRule, actor: Any, at: datetime) -> PromptRule:
    """Offer it no more from today on. Raises `Conflict` when it had ended."""
    rule = lock(rule)
    require(policies.may_edit_prompt(actor, rule.organisation_id))
    yesterday = london_date(at) - timedelta(days=1)
    if rule.until_day and rule.until_day <= yesterday:
        raise Conflict("This has ended already.")
    rule.from_day, rule.until_day = min(rule.from_day, yesterday), yesterday
    save(rule, "from_day", "until_day")
    audit("prompt.ended", rule, actor=actor, at=at)
    return rule


@operation
def answer_prompt(
    *, rule: PromptRule, contact: Any, said: str, actor: Any, at: datetime, customer: Any = None
) -> PromptAnswer:
    """What the person said. A second answer in the same contact takes the place of the first. Raises `Invalid`."""
    require(policies.may_answer_prompt(actor, contact))
    if said not in dict(PROMPT_ANSWERS):
        raise Invalid({"said": "Choose what they said."})
    answer, _ = PromptAnswer.objects.update_or_create(
        rule=rule,
        contact_reference=contact.reference,
        defaults={
            "organisation_id": contact.organisation_id,
            "customer": customer,
            "said": said,
            "person": actor,
            "answered_at": at,
        },
    )
    audit("prompt.answered", answer, actor=actor, at=at, said=said)
    publish(PromptAnswered(answer_id=answer.pk, rule_id=rule.pk, said=said), at=at)
    return answer


def _checked(text: PromptText) -> dict[str, Any]:
    condition = clean_text(text.condition, field="condition", max_length=1_000, required=True, lines=True)
    if faults := faults_of(condition):
        raise Invalid({"condition": " ".join(faults[:3])})
    if text.until_day and text.until_day < text.from_day:
        raise Invalid({"until_day": "The last day must be the first day or later."})
    if not 1 <= text.quiet_months <= MOST_MONTHS:
        raise Invalid({"quiet_months": f"Enter a number of months from 1 to {MOST_MONTHS}."})
    return {
        "offer": clean_text(text.offer, field="offer", max_length=120, required=True),
        "because": clean_text(text.because, field="because", max_length=200, required=True),
        "words": clean_text(text.words, field="words", max_length=1_000, lines=True),
        "condition": condition,
        "service": text.service,
        "quiet_months": text.quiet_months,
        "from_day": text.from_day,
        "until_day": text.until_day,
    }
