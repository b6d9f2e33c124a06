"""Reads of the register: which skills there are, who has which, and what people say of themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.workforce.models import PersonSkill, Skill, SkillProposal


def every_skill() -> QuerySet[Skill]:
    """Every skill, retired ones too, with how many have it (`held_by`)."""
    return Skill.objects.annotate(held_by=Count("holders", filter=Q(holders__ended_at=None)))


def skill_by_key(key: str) -> Skill | None:
    """The skill in use with that key, or None."""
    return Skill.objects.filter(key=key, is_active=True).first()


def _managed(user: Any) -> Q:
    managed = user.organisations_with("workforce.manage")
    return Q(person__memberships__organisation__in=managed, person__memberships__ends_at=None)


def register(user: Any, *, words: str = "", skill: str = "", run_out_by: date | None = None) -> QuerySet[PersonSkill]:
    """Who can do what, of those whom this user manages; `run_out_by` keeps what is to be checked by that day."""
    found = PersonSkill.objects.filter(_managed(user), ended_at=None, person__is_active=True)
    if words:
        found = found.filter(Q(person__name__icontains=words) | Q(skill__name__icontains=words))
    if skill:
        found = found.filter(skill__key=skill)
    if run_out_by is not None:
        found = found.filter(expires_on__lte=run_out_by)
    return found.select_related("person", "skill").distinct()


def held_by(user: Any, pk: int) -> PersonSkill:
    """One line of the register of those whom this user manages. Raises `NotFound`."""
    held = register(user).filter(pk=pk).first()
    if held is None:
        raise NotFound()
    return held


def own_skills(user: Any) -> list[PersonSkill]:
    """What is recorded of this person, languages first."""
    return list(PersonSkill.objects.filter(person=user, ended_at=None).select_related("skill"))


def open_proposals(user: Any) -> QuerySet[SkillProposal]:
    """What people whom this user manages say of themselves, and one's own, until it is decided, the oldest first."""
    found = SkillProposal.objects.filter(_managed(user) | Q(person=user), decided_at=None)
    return found.select_related("person", "skill").distinct().order_by("proposed_at", "pk")
