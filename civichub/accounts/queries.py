"""Reads about accounts that any context may make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from civichub.accounts.models import ApiToken, Membership, SavedList, User, UserKind
from civichub.accounts.roles import Role
from civichub.core.prepared import Given, prepared

SYSTEM_EMAIL = "hub@system.invalid"


def system_account() -> User:
    """The account that acts when no person does: jobs, imports, subscribers. Made by the first migration."""
    return _account(pk=_system_account_id())[0]


@prepared
def _account() -> QuerySet[User]:
    return User.objects.filter(pk=Given("pk"))


@lru_cache(maxsize=1)
def _system_account_id() -> int:
    return User.objects.get(email=SYSTEM_EMAIL).pk


def account_by_id(account_id: int) -> User | None:
    """The account that an event names, or None once it is gone."""
    found = _account(pk=account_id)
    return found[0] if found and found[0].is_active else None


def staff_of(organisation_ids: Iterable[int]) -> QuerySet[User]:
    """Active staff with a current membership in any of these organisations, by name."""
    current = Q(memberships__ends_at=None, memberships__organisation__in=list(organisation_ids))
    return User.objects.filter(current, kind=UserKind.STAFF, is_active=True).distinct().order_by("name")


def memberships_at(at: datetime) -> QuerySet[Membership]:
    """The memberships that hold at that moment, in organisations that have not left."""
    return Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, organisation__is_active=True
    ).select_related("organisation", "team")


def staff_holding(memberships: QuerySet[Membership]) -> QuerySet[User]:
    """The active staff who hold any of these, each once, by name."""
    found = User.objects.filter(kind=UserKind.STAFF, is_active=True, memberships__in=memberships)
    return found.distinct().order_by("name", "pk")


def leaders_of(team_ids: Iterable[int], at: datetime) -> dict[int, User]:
    """Who leads each of these teams at that moment: the leader who has led it longest, for a team that has one."""
    held = memberships_at(at).filter(team__in=list(team_ids), role=Role.TEAM_LEADER, user__is_active=True)
    found: dict[int, User] = {}
    for membership in held.select_related("user").order_by("starts_at", "pk"):
        found.setdefault(membership.team_id, membership.user)
    return found


def teams_led_by(user: User, at: datetime) -> set[int]:
    """The ids of the teams that this person leads at that moment."""
    held = memberships_at(at).filter(user=user, role=Role.TEAM_LEADER, team__isnull=False)
    return set(held.values_list("team", flat=True))


def staff_member(pk: str) -> User | None:
    """The active member of staff with this number as a form sends it, or None."""
    if not (pk.isdigit() and len(pk) < 18):
        return None
    return User.objects.filter(pk=int(pk), kind=UserKind.STAFF, is_active=True).first()


def token_for(key: str, at: datetime) -> ApiToken | None:
    """The usable token behind a key another system sent, or None."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    token = ApiToken.objects.select_related("client", "organisation").filter(digest=digest).first()
    return token if token and token.usable(at) else None


def saved_lists(user: User, page: str) -> list[SavedList]:
    """The lists of one page that this person kept, and those shared with their teams."""
    return list(SavedList.objects.filter(Q(user=user) | Q(team__in=user.team_ids), page=page).distinct())


def memberships_managed_by(user: Any) -> QuerySet[Membership]:
    """Every membership, ended or not, in the organisations whose accounts `user` manages, by name."""
    found = Membership.objects.filter(organisation__in=user.organisations_with("accounts.manage"))
    return found.select_related("user", "organisation", "team").order_by("user__name", "user__pk", "role", "pk")


def tokens_managed_by(user: Any) -> QuerySet[ApiToken]:
    """Every key, revoked or not, of the organisations whose keys `user` manages, newest first."""
    found = ApiToken.objects.filter(organisation__in=user.organisations_with("api.manage"))
    return found.select_related("organisation", "client").order_by("-created_at", "-pk")
