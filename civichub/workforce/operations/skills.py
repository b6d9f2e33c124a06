"""The only writers of skills: what there are, who has which, and what people say of themselves before it is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, HubError, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.workforce import policies
from civichub.workforce.models import Level, PersonSkill, Skill, SkillKind, SkillProposal

SKILL_KEY = re.compile(r"^[a-z][a-z0-9-]*(:[a-z0-9-]+)?$")
MOST_ROWS = 2000


@operation
def define_skill(*, key: str, kind: str, name: str, said: str, actor: Any, at: datetime) -> Skill:
    """Add a skill, or change the words of one. `key` is short and lasting: "language:pa", "bsl", "housing-benefit"."""
    require(policies.may_define_skill(actor))
    if not SKILL_KEY.match(key) or len(key) > 40:
        raise Invalid({"key": "Use small letters, digits and dashes, such as language:pa or housing-benefit."})
    if kind not in SkillKind.values:
        raise Invalid({"kind": "Choose a kind from the list."})
    name = clean_text(name, field="name", max_length=80, required=True)
    if Skill.objects.filter(name=name).exclude(key=key).exists():
        raise Invalid({"name": f"There is a skill called {name} already."})
    said = clean_text(said, field="said", max_length=100, required=True)
    skill, _ = Skill.objects.update_or_create(
        key=key, defaults={"kind": kind, "name": name, "said": said, "is_active": True}
    )
    audit("skill.defined", skill, actor=actor, at=at)
    return skill


@operation
def retire_skill(*, skill: Skill, actor: Any, at: datetime) -> Skill:
    """Nothing asks for it any more. Who had it keeps it in their history; defining it again brings it back.

    Raises `Conflict` while somebody has it whom `actor` does not manage: the list is one for the partnership.
    """
    skill = lock(skill)
    require(policies.may_define_skill(actor))
    held = PersonSkill.objects.filter(skill=skill, ended_at=None).select_related("person")
    others = sum(not policies.may_manage_person(actor, one.person) for one in held)
    if others:
        have = "person in another organisation has" if others == 1 else "people in other organisations have"
        raise Conflict(f"{others} {have} this skill. Ask whoever manages them first.")
    if skill.is_active:
        skill.is_active = False
        save(skill, "is_active")
        audit("skill.retired", skill, actor=actor, at=at)
    return skill


@operation
def record_skill(
    *,
    person: Any,
    skill: Skill,
    level: int,
    actor: Any,
    at: datetime,
    expires_on: date | None = None,
    evidence: str = "",
) -> PersonSkill:
    """Say how well somebody can do something. What was recorded before is ended, and kept."""
    require(policies.may_manage_person(actor, person))
    if level not in Level.values:
        raise Invalid({"level": "Choose a level from 1 to 5."})
    if expires_on is not None and expires_on < at.date():
        raise Invalid({"expires_on": "Give a day that is still to come, or leave it empty."})
    PersonSkill.objects.filter(person=person, skill=skill, ended_at=None).update(ended_at=at)
    held = PersonSkill.objects.create(
        person=person,
        skill=skill,
        level=level,
        expires_on=expires_on,
        evidence=clean_text(evidence, field="evidence", max_length=200),
        recorded_by=actor,
        recorded_at=at,
    )
    audit("skill.recorded", held, actor=actor, at=at, person=person.pk, skill=skill.key, level=level)
    return held


@operation
def end_skill(*, held: PersonSkill, actor: Any, at: datetime) -> PersonSkill:
    """They no longer do this: it is not asked of them again. Ending it twice changes nothing."""
    held = lock(held)
    require(policies.may_manage_person(actor, held.person))
    if held.ended_at is None:
        held.ended_at = at
        save(held, "ended_at")
        audit("skill.ended", held, actor=actor, at=at)
    return held


@dataclass(frozen=True)
class SkillRow:
    """A line of a file: who, what, how well, until when. `line` is its number there."""

    line: int
    person: Any
    skill: Skill | None
    level: int
    expires_on: date | None
    evidence: str


@operation
def record_skills(*, rows: Sequence[SkillRow], actor: Any, at: datetime) -> int:
    """Record the lines of a file: all of them, or none and `Invalid` naming each line and its fix. Returns how many."""
    require(policies.may_define_skill(actor))
    if len(rows) > MOST_ROWS:
        raise Invalid({"file": f"Send at most {MOST_ROWS:,} lines at once; this file has {len(rows):,}."})
    problems = []
    for row in rows:
        try:
            record_skill(
                person=row.person, skill=row.skill, level=row.level, expires_on=row.expires_on, evidence=row.evidence,
                actor=actor, at=at,
            )  # fmt: skip
        except HubError as error:
            problems.append(f"Line {row.line}: {error.message}")
    if problems:
        raise Invalid({"file": " ".join(problems[:20])})
    return len(rows)


@operation
def propose_skill(*, skill: Skill, level: int, actor: Any, at: datetime, evidence: str = "") -> SkillProposal:
    """Say that one can do something. Work asks for it once a manager has confirmed it; the newest word counts."""
    require(policies.may_propose_skill(actor))
    if not skill.is_active:
        raise Invalid({"skill": "Choose a skill from the list."})
    if level not in Level.values:
        raise Invalid({"level": "Choose a level from 1 to 5."})
    evidence = clean_text(evidence, field="evidence", max_length=200)
    SkillProposal.objects.filter(person=actor, skill=skill, decided_at=None).update(
        decided_at=at, decided_by=actor, accepted=False
    )
    proposal = SkillProposal.objects.create(person=actor, skill=skill, level=level, evidence=evidence, proposed_at=at)
    audit("skill.proposed", proposal, actor=actor, at=at, skill=skill.key, level=level)
    return proposal


@operation
def decide_proposal(
    *, proposal: SkillProposal, accept: bool, actor: Any, at: datetime, expires_on: date | None = None
) -> SkillProposal:
    """Confirm what somebody says of themselves, or not. Raises `Conflict` when somebody has decided meanwhile."""
    proposal = lock(proposal)
    require(policies.may_manage_person(actor, proposal.person))
    if proposal.decided_at is not None:
        raise Conflict("Somebody has decided this meanwhile.")
    if accept:
        record_skill(
            person=proposal.person, skill=proposal.skill, level=proposal.level, expires_on=expires_on,
            evidence=proposal.evidence or f"Confirmed by {actor}", actor=actor, at=at,
        )  # fmt: skip
    proposal.accepted, proposal.decided_by, proposal.decided_at = accept, actor, at
    save(proposal, "accepted", "decided_by", "decided_at")
    audit("skill.confirmed" if accept else "skill.not_confirmed", proposal, actor=actor, at=at)
    return proposal
