"""Reads of prompts: what to offer to somebody at the desk, and what came of offering it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.knowledge.models import PromptAnswer, PromptRule
from civichub.knowledge.prompting import Facts, is_met, quiet_until, share

MOST_AT_ONCE = 2
"""Two offers are a service; five are a sales call."""
LOOKED_BACK = timedelta(days=31 * 60)


@dataclass(frozen=True)
class Prompt:
    """Something to offer, and, once it was answered in this contact, what was said."""

    rule: PromptRule
    answer: PromptAnswer | None


@dataclass(frozen=True)
class Uptake:
    """How one rule was answered since a moment."""

    rule: PromptRule
    accepted: int
    declined: int
    unfit: int

    @property
    def accepted_words(self) -> str:
        return share(self.accepted, self.accepted + self.declined + self.unfit)

    @property
    def times(self) -> int:
        return self.accepted + self.declined + self.unfit


def prompts_for(
    facts: Facts, *, organisation_id: int, family: tuple[int, ...], contact_reference: str, at: datetime
) -> list[Prompt]:
    """What to offer in this contact: rules whose condition holds, that were not answered lately by the same person.

    `family` are the person's customer records, empty for an unknown one. Two queries; one where nothing holds.
    """
    today = london_date(at)
    rules = PromptRule.objects.in_force(today).filter(organisation=organisation_id).select_related("service")
    met = [rule for rule in rules if rule.service.slug != facts.asked and is_met(rule.condition, facts, today=today)]
    if not met:
        return []
    theirs = Q(contact_reference=contact_reference) | Q(customer__in=family, answered_at__gte=at - LOOKED_BACK)
    answers: dict[int, PromptAnswer] = {}
    quiet: set[int] = set()
    for answer in PromptAnswer.objects.filter(theirs, rule__in=met).select_related("rule"):
        if answer.contact_reference == contact_reference:
            answers[answer.rule_id] = answer
        elif today < quiet_until(london_date(answer.answered_at), answer.rule.quiet_months):
            quiet.add(answer.rule_id)
    shown = [Prompt(rule, answers.get(rule.pk)) for rule in met if rule.pk in answers or rule.pk not in quiet]
    return shown[:MOST_AT_ONCE]


def prompt_rule_by_id(pk: int) -> PromptRule | None:
    """One rule, of whatever organisation: it holds no personal data. Answering it asks the policy."""
    return PromptRule.objects.select_related("service", "organisation").filter(pk=pk).first()


def prompt_rules_kept_by(user: Any) -> QuerySet[PromptRule]:
    """What `user` may change, by what is offered."""
    return PromptRule.objects.kept_by(user).select_related("service", "organisation", "written_by")


def prompt_rule_kept_by(user: Any, pk: int) -> PromptRule:
    """One rule that `user` may change. Raises `NotFound` for any other."""
    rule = prompt_rules_kept_by(user).filter(pk=pk).first()
    if rule is None:
        raise NotFound
    return rule


def uptake_of(rules: QuerySet[PromptRule], *, since: datetime) -> list[Uptake]:
    """What came of each rule since then; no person is in it."""
    counted = rules.annotate(
        **{
            name: Count("answers", filter=Q(answers__said=name, answers__answered_at__gte=since))
            for name in ("accepted", "declined", "unfit")
        }
    )
    return [Uptake(rule, rule.accepted, rule.declined, rule.unfit) for rule in counted]
