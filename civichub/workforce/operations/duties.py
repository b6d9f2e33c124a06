"""The only writers of duties and their rotas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from civichub.core.audit import audit
from civichub.core.clocks import LONDON, SpecError, parse_calendar
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.workforce import policies, rota
from civichub.workforce.models import Duty, DutyTurn

MOST_TURNS = 400


@operation
def define_duty(
    *,
    organisation: Any,
    title: str,
    actor: Any,
    at: datetime,
    services: Sequence[int] = (),
    when_nobody: str = "",
    hours: Mapping[str, Any] | None = None,
) -> Duty:
    """A duty somebody has in these `hours`, or those of the office. `when_nobody` says whom to ring in a gap."""
    require(policies.may_manage_duties(actor, organisation.pk))
    title = clean_text(title, field="title", max_length=80, required=True)
    if hours:
        try:
            parse_calendar({"id": "duty", "name": title, "hours": dict(hours)})
        except SpecError as error:
            raise Invalid({"hours": f"Change the hours: {error}."}) from error
    details = {
        "hours": dict(hours or {}),
        "services": sorted(set(services)),
        "when_nobody": clean_text(when_nobody, field="when_nobody", max_length=200),
        "is_active": True,
    }
    duty, _ = Duty.objects.update_or_create(organisation=organisation, title=title, defaults=details)
    audit("duty.defined", duty, actor=actor, at=at)
    return duty


@operation
def end_duty(*, duty: Duty, actor: Any, at: datetime) -> Duty:
    """Nobody needs to have it any more. Its turns to come are taken off; doing so twice changes nothing."""
    duty = lock(duty)
    require(policies.may_manage_duties(actor, duty.organisation_id))
    if duty.is_active:
        duty.is_active = False
        save(duty, "is_active")
        duty.turns.filter(ends_at__gt=at, withdrawn_at=None).update(withdrawn_at=at)
        audit("duty.ended", duty, actor=actor, at=at)
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
def add_weekly_turns(
    *,
    duty: Duty,
    person: Any,
    weekdays: Sequence[int],
    begins: time,
    ends: time,
    first: date,
    last: date,
    actor: Any,
    at: datetime,
    reach: str = "",
) -> list[DutyTurn]:
    """A turn on each of these weekdays (0 is Monday) from `first` to `last`: all, or none and the day in the way.

    London times; an end that is not after the begin is on the next day.
    """
    spans = rota.weekly(weekdays, begins, ends, first, last)
    if not spans:
        raise Invalid({"weekdays": "Choose weekdays that come between the first and the last day."})
    if len(spans) > MOST_TURNS:
        raise Invalid({"last": f"Plan at most {MOST_TURNS} turns at once; these would be {len(spans)}."})
    turns = []
    for starts_at, ends_at in spans:
        try:
            made = add_duty_turn(
                duty=duty, person=person, starts_at=starts_at, ends_at=ends_at, reach=reach, actor=actor, at=at
            )
        except Conflict as error:
            day = starts_at.astimezone(LONDON)
            words = f"Somebody has part of {day:%A %-d %B} already. Leave that day out, or take their turn off."
            raise Conflict(words) from error
        turns.append(made)
    return turns


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


@operation
def give_turn(*, turn: DutyTurn, person: Any, actor: Any, at: datetime, reach: str = "") -> DutyTurn:
    """Somebody else takes this turn. The old one stays in the history."""
    turn = lock(turn)
    require(policies.may_give_turn(actor, turn))
    if turn.withdrawn_at is not None:
        raise Conflict("This turn was taken off the rota meanwhile.")
    turn.withdrawn_at = at
    save(turn, "withdrawn_at")
    made = DutyTurn.objects.create(
        duty=turn.duty, person=person, starts_at=turn.starts_at, ends_at=turn.ends_at,
        reach=clean_text(reach, field="reach", max_length=120),
    )  # fmt: skip
    audit("duty.turn_given", made, actor=actor, at=at, from_person=turn.person_id, to_person=person.pk)
    return made


@operation
def swap_turns(*, turn: DutyTurn, other: DutyTurn, actor: Any, at: datetime) -> tuple[DutyTurn, DutyTurn]:
    """Two people change turns, each with their own number to ring."""
    first, second = turn.person, other.person
    if turn.pk == other.pk or first.pk == second.pk:
        raise Invalid({"other": "Choose a turn of somebody else."})
    if turn.duty_id != other.duty_id:
        raise Invalid({"other": "Choose a turn of the same duty."})
    mine = give_turn(turn=turn, person=second, reach=other.reach, actor=actor, at=at)
    theirs = give_turn(turn=other, person=first, reach=turn.reach, actor=actor, at=at)
    return mine, theirs
