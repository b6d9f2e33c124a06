"""Reads of rotas: whose turn it is, and when it is nobody's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from civichub.core.clocks import OFFICE, calendars_of_office, london_date, parse_calendar
from civichub.core.errors import NotFound
from civichub.organisations.queries import office_calendar
from civichub.workforce import policies, rota
from civichub.workforce.models import Duty, DutyTurn


def duties_kept_by(user: Any) -> QuerySet[Duty]:
    """The duties of the organisations whose rotas this person keeps."""
    found = Duty.objects.filter(organisation__in=user.organisations_with("workforce.manage"))
    return found.select_related("organisation")


def duty_kept_by(user: Any, pk: int) -> Duty:
    """One of them. Raises `NotFound`."""
    duty = duties_kept_by(user).filter(pk=pk).first()
    if duty is None:
        raise NotFound()
    return duty


def turns_of(duty: Duty, since: datetime, until: datetime) -> list[DutyTurn]:
    """The turns of a duty that run in that stretch, by time."""
    found = duty.turns.filter(withdrawn_at=None, ends_at__gt=since, starts_at__lt=until)
    return list(found.select_related("person"))


def gaps_in(
    duty: Duty, since: datetime, until: datetime, *, turns: Iterable[DutyTurn] | None = None
) -> list[rota.Span]:
    """When somebody should have this duty and nobody does, in that stretch."""
    if turns is None:
        turns = turns_of(duty, since, until)
    return rota.gaps(_needed(duty, since, until), [(turn.starts_at, turn.ends_at) for turn in turns])


def _needed(duty: Duty, since: datetime, until: datetime) -> list[rota.Span]:
    """When somebody has to have it: its own hours, or those of the office."""
    calendar = office_calendar(duty.organisation)
    if duty.hours:
        nations = [duty.organisation.clock_nation]
        calendar = parse_calendar({"id": OFFICE, "name": duty.title, "nations": nations, "hours": duty.hours})
    index = calendars_of_office(calendar).index(OFFICE)
    found = []
    for ordinal in range(london_date(since).toordinal(), london_date(until).toordinal() + 1):
        for opens, closes in index.spans(ordinal):
            span = (datetime.fromtimestamp(opens, UTC), datetime.fromtimestamp(closes, UTC))
            if span[1] > since and span[0] < until:
                found.append((max(span[0], since), min(span[1], until)))
    return found


def turn_kept_by(user: Any, pk: int) -> DutyTurn:
    """A turn that stands, of a duty whose rota this person keeps, or one's own. Raises `NotFound`."""
    turn = DutyTurn.objects.select_related("duty__organisation", "person").filter(pk=pk, withdrawn_at=None).first()
    if turn is None or not policies.may_give_turn(user, turn):
        raise NotFound()
    return turn


def turns_to_come(user: Any, at: datetime) -> list[DutyTurn]:
    """One's own next turns."""
    found = DutyTurn.objects.filter(person=user, withdrawn_at=None, ends_at__gt=at, duty__is_active=True)
    return list(found.select_related("duty")[:20])


def turns_of_people(people: Iterable[int], since: datetime, until: datetime) -> list[DutyTurn]:
    """The turns of these people that meet a stretch of time, by start."""
    found = DutyTurn.objects.filter(person__in=list(people), starts_at__lt=until, ends_at__gt=since)
    return list(found.filter(withdrawn_at=None).order_by("starts_at"))
