"""Root cause, remedy and learning: written down, owned, done, and checked against what happened afterwards (F1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import comb
from typing import Any

from civichub.cases.queries.registers import cases_begun
from civichub.contacts.queries import contacts_begun
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.feedback import policies
from civichub.feedback.models import Finding, LearningAction, Remedy, RootCause, Verdict, Watch

SPAN = timedelta(weeks=12)
"""How long before and after an action is looked at: long enough for a count, short enough to still do something."""
CHANCE = 0.05
MOST_COUNTED = 400


@dataclass(frozen=True)
class Found:
    """What was found in a case. `remedies` are values of `Remedy`."""

    about: Any
    cause: str
    words: str
    remedies: Sequence[str] = ()
    remedy_words: str = ""
    remedy_due_on: date | None = None
    remedy_done_on: date | None = None


@operation
def record_finding(*, case: Any, found: Found, actor: Any, at: datetime) -> Finding:
    """Write down why it happened and how it is put right; again, and the first is replaced. Raises `Invalid`."""
    require(policies.may_record_finding(actor, case))
    errors = {}
    if found.cause not in RootCause.values:
        errors["cause"] = "Select the root cause."
    if not found.remedies or set(found.remedies) - set(Remedy.values):
        errors["remedies"] = "Select how it is put right."
    if found.remedy_done_on and found.remedy_done_on > london_date(at):
        errors["remedy_done_on"] = "The day on which it was done must be today or in the past."
    if errors:
        raise Invalid(errors)
    values = {
        "organisation": case.organisation,
        "about": found.about,
        "cause": found.cause,
        "words": clean_text(found.words, field="words", max_length=1000, required=True, lines=True),
        "remedies": sorted(set(found.remedies)),
        "remedy_words": clean_text(found.remedy_words, field="remedy_words", max_length=1000, lines=True),
        "remedy_due_on": found.remedy_due_on,
        "remedy_done_on": found.remedy_done_on,
        "recorded_by": actor,
        "at": at,
    }
    finding, _ = Finding.objects.update_or_create(case=case, defaults=values)
    audit("feedback.finding_recorded", case, actor=actor, at=at, finding=finding.pk, cause=found.cause)
    return finding


@operation
def add_learning_action(
    *,
    organisation: Any,
    about: Any,
    text: str,
    owner: Any,
    due_on: date,
    watch: str,
    actor: Any,
    at: datetime,
    finding: Finding | None = None,
) -> LearningAction:
    """Somebody changes something by a day. `watch` is what should become less afterwards. Raises `Invalid`."""
    require(policies.may_add_learning(actor, organisation.pk))
    if due_on < london_date(at):
        raise Invalid({"due_on": "Choose today or a later day."})
    if watch not in Watch.values:
        raise Invalid({"watch": "Select what should become less."})
    if owner is None or not owner.has_power("case.view", organisation.pk):
        raise Invalid({"owner": "Choose somebody who works for this organisation."})
    action = LearningAction.objects.create(
        finding=finding,
        organisation=organisation,
        about=about,
        text=clean_text(text, field="text", max_length=500, required=True),
        owner=owner,
        due_on=due_on,
        watch=watch,
        made_by=actor,
        made_at=at,
    )
    audit("feedback.learning_added", action, actor=actor, at=at, owner=owner.pk, due_on=due_on.isoformat())
    return action


@operation
def finish_learning_action(*, action: LearningAction, words: str, actor: Any, at: datetime) -> LearningAction:
    """It is done. From today twelve weeks are waited before it is looked at whether it helped."""
    action = lock(action)
    require(policies.may_finish_learning(actor, action))
    if action.done_on is not None:
        raise Conflict("This is done already.")
    action.done_on = london_date(at)
    action.check_on = action.done_on + SPAN
    action.done_words = clean_text(words, field="words", max_length=500, required=True)
    save(action, "done_on", "check_on", "done_words")
    audit("feedback.learning_done", action, actor=actor, at=at, check_on=action.check_on.isoformat())
    return action


@operation
def check_learning_action(*, action: LearningAction, actor: Any, at: datetime) -> LearningAction:
    """Count the twelve weeks before it was done and the twelve after, and say whether that differs from chance."""
    action = lock(action)
    require(policies.may_check_learning(actor, action))
    if action.done_on is None or action.check_on is None or london_date(at) < action.check_on:
        raise Conflict("Twelve weeks have not passed since this was done.")
    action.before = count_watched(action, action.done_on - SPAN, action.done_on)
    action.after = count_watched(action, action.done_on, action.check_on)
    action.verdict, action.checked_at = verdict_of(action.before, action.after), at
    save(action, "before", "after", "verdict", "checked_at")
    audit("feedback.learning_checked", action, actor=actor, at=at, verdict=action.verdict)
    return action


def count_watched(action: LearningAction, since: date, until: date) -> int:
    """How many of what the action watches began from `since` up to but not including `until`."""
    if action.watch == Watch.CASES:
        return cases_begun(action.about_id, action.organisation_id, since=since, until=until)
    if action.watch == Watch.CONTACTS:
        return contacts_begun(action.about_id, action.organisation_id, since=since, until=until)
    cause = action.finding.cause if action.finding else None
    found = Finding.objects.filter(organisation=action.organisation_id, about=action.about_id)
    found = found.filter(case__opened_at__date__gte=since, case__opened_at__date__lt=until)
    return found.filter(cause=cause).count() if cause else found.count()


def verdict_of(before: int, after: int) -> str:
    """Whether `after` differs from `before` by more than chance, for two equal spans of time.

    If nothing had changed, each event would be as likely to fall before as after: the chance of a split as uneven as
    this is that of so few heads in as many throws of a coin (Przyborowski and Wilenski 1940, Homogeneity of results in
    testing samples from Poisson series). Very large counts are scaled down, which only makes it more careful.
    """
    total = before + after
    if total > MOST_COUNTED:
        before, after = round(before * MOST_COUNTED / total), round(after * MOST_COUNTED / total)
        total = before + after
    fewer = min(before, after)
    chance = sum(comb(total, number) for number in range(fewer + 1)) / 2**total
    if chance >= CHANCE:
        return Verdict.UNCLEAR
    return Verdict.FELL if after < before else Verdict.ROSE
