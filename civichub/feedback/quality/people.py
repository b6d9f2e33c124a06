"""Who leads whom, and who scores whose contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from civichub.accounts.queries import memberships_at, staff_holding
from civichub.accounts.roles import ROLE_POWERS

HANDLING = frozenset(role for role, powers in ROLE_POWERS.items() if "contact.handle" in powers)
SCORING = frozenset(role for role, powers in ROLE_POWERS.items() if "quality.score" in powers)
MANAGING = frozenset(role for role, powers in ROLE_POWERS.items() if "quality.manage" in powers)
A_MONTH = timedelta(days=30)


def handlers(organisation_id: int, team_id: int | None, at: datetime) -> QuerySet[Any]:
    """The people of a team, or of a whole organisation, who handle contacts, by name."""
    found = memberships_at(at).filter(organisation=organisation_id, role__in=HANDLING)
    return staff_holding(found.filter(team=team_id) if team_id else found)


def led_by(user: Any, at: datetime) -> frozenset[int]:
    """The people whom `user` leads, by id: those of their own team who handle contacts, or of the whole organisation
    for a leader without a team. A team leader does not lead others who score; a manager of quality does.
    """
    theirs = Q(pk=None)
    for own in user.memberships_in_force:
        if own.role in SCORING and user.is_active:
            whom = HANDLING if own.role in MANAGING else HANDLING - SCORING
            home = Q(team=own.team_id) if own.team_id else Q()
            theirs |= Q(organisation=own.organisation_id, role__in=whom) & home
    return frozenset(memberships_at(at).filter(theirs).values_list("user", flat=True)) - {user.pk}


def people_led_by(user: Any, at: datetime) -> QuerySet[Any]:
    """The same people, by name."""
    return staff_holding(memberships_at(at).filter(user__in=led_by(user, at)))


def may_score_for(organisation_id: int, at: datetime, *, but: Iterable[int] = ()) -> list[Any]:
    """Those who score in an organisation, without some of them, by name."""
    found = memberships_at(at).filter(organisation=organisation_id, role__in=SCORING)
    return list(staff_holding(found).exclude(pk__in=list(but)))


def scorers_of(person: Any, organisation_id: int, at: datetime, *, but: Iterable[int] = ()) -> list[Any]:
    """Who may score this person's contacts: those who lead them, else anybody else who scores in the organisation."""
    found = may_score_for(organisation_id, at, but={person.pk, *but})
    return [one for one in found if person.pk in led_by(one, at)] or found


def is_new(person: Any, at: datetime, months: int) -> bool:
    """Whether somebody began here, in any role, less than so many months ago."""
    began = person.memberships.order_by("starts_at").values_list("starts_at", flat=True).first()
    return began is not None and began > at - months * A_MONTH
