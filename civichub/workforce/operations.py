"""The only writers of skills, whereabouts and duty rotas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.workforce import policies
from civichub.workforce.models import (
    Duty,
    DutyTurn,
    Level,
    PersonSkill,
    Presence,
    Skill,
    SkillKind,
    Source,
    Whereabouts,
)

SKILL_KEY = re.compile(r"^[a-z][a-z0-9-]*(:[a-z0-9-]+)?$")


@operation
def define_skill(*, key: str, kind: str, name: str, said: str, actor: Any, at: datetime) -> Skill:
    """Add a skill, or change the words of one. `key` is short and lasting: "language:pa", "bsl", "housing-benefit"."""
    require(policies.may_define_skill(actor))
    if not SKILL_KEY.match(key):
        raise Invalid({"key": "Use small letters, digits and dashes, such as language:pa or housing-benefit."})
    if kind not in SkillKind.values:
        raise Invalid({"kind": "Choose a kind from the list."})
    name = clean_text(name, field="name", max_length=80, required=True)
    if Skill.objects.filter(name=name).exclude(key=key).exists():
        raise Invalid({"name": f"There is a skill called {name} already."})
    said = clean_text(said, field="said", max_length=100, required=True)
    skill, _ = Skill.objects.update_or_create(key=key, defaults={"kind": kind, "name": name, "said": said})
    audit("skill.defined", skill, actor=actor, at=at)
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


@operation
def set_presence(
    *,
    person: Any,
    status: str,
    actor: Any,
    at: datetime,
    starts_at: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
    place: str = "",
    reach: str = "",
    source: str = Source.HAND,
    source_key: str = "",
) -> Presence:
    """Say where somebody is from `starts_at` (now) `until` (something else is said).

    An entry with a `source_key` takes the place of the one that had that key, so a calendar can be sent again.
    """
    require(policies.may_set_presence(actor, person))
    if status not in Whereabouts.values:
        raise Invalid({"status": "Choose where they are from the list."})
    begins = starts_at or at
    if until is not None and until <= begins:
        raise Invalid({"until": "Give a time after it begins."})
    if source_key:
        Presence.objects.filter(person=person, source_key=source_key, withdrawn_at=None).update(withdrawn_at=at)
    presence = Presence.objects.create(
        person=person,
        status=status,
        reason=clean_text(reason, field="reason", max_length=120),
        place=clean_text(place, field="place", max_length=120),
        reach=clean_text(reach, field="reach", max_length=120),
        during=DateTimeTZRange(begins, until),
        planned=begins > at or source == Source.CALENDAR,
        source=source,
        source_key=source_key,
        set_by=actor,
        set_at=at,
    )
    audit("presence.set", presence, actor=actor, at=at, person=person.pk, status=status)
    return presence


@operation
def withdraw_presence(*, presence: Presence, actor: Any, at: datetime) -> Presence:
    """Take back what was said: what was said before counts again. Taking it back twice changes nothing."""
    presence = lock(presence)
    require(policies.may_set_presence(actor, presence.person))
    if presence.withdrawn_at is None:
        presence.withdrawn_at = at
        save(presence, "withdrawn_at")
        audit("presence.withdrawn", presence, actor=actor, at=at)
    return presence


@operation
def define_duty(
    *,
    organisation: Any,
    title: str,
    actor: Any,
    at: datetime,
    services: Sequence[int] = (),
    when_nobody: str = "",
) -> Duty:
    """A duty somebody always has. `when_nobody` says whom to ring when the rota has a gap."""
    require(policies.may_manage_duties(actor, organisation.pk))
    title = clean_text(title, field="title", max_length=80, required=True)
    details = {
        "services": sorted(set(services)),
        "when_nobody": clean_text(when_nobody, field="when_nobody", max_length=200),
        "is_active": True,
    }
    duty, _ = Duty.objects.update_or_create(organisation=organisation, title=title, defaults=details)
    audit("duty.defined", duty, actor=actor, at=at)
    return duty


@operation
def add_duty_turn(
    *, duty: Duty, person: Any, starts_at: datetime, ends_at: datetime, actor: Any, at: datetime, reach: str = ""
) -> DutyTurn:
    """Put somebody on the rota. Raises `Conflict` when somebody else has part of that time."""
    require(policies.may_manage_duties(actor, duty.organisation_id))
    if ends_at <= starts_at:
        raise Invalid({"ends_at": "Give an end that is after the start."})
    reach = clean_text(reach, field="reach", max_length=120)
    try:
        with transaction.atomic():
            turn = DutyTurn.objects.create(duty=duty, person=person, starts_at=starts_at, ends_at=ends_at, reach=reach)
    except IntegrityError as error:
        raise Conflict(
            "Somebody has part of that time already. Take their turn off first, or choose other times."
        ) from error
    audit("duty.turn_added", turn, actor=actor, at=at, person=person.pk)
    return turn


@operation
def withdraw_duty_turn(*, turn: DutyTurn, actor: Any, at: datetime) -> DutyTurn:
    """Take somebody off the rota again. Doing so twice changes nothing."""
    turn = lock(turn)
    require(policies.may_manage_duties(actor, turn.duty.organisation_id))
    if turn.withdrawn_at is None:
        turn.withdrawn_at = at
        save(turn, "withdrawn_at")
        audit("duty.turn_withdrawn", turn, actor=actor, at=at)
    return turn
