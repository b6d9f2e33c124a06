"""Reads about the partnership that any context may make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from civichub.organisations.models import Organisation, SharingAgreement, Team


def organisation_by_slug(slug: str) -> Organisation | None:
    """The active organisation with this slug, or None."""
    return Organisation.objects.filter(slug=slug, is_active=True).first()


def active_organisations() -> QuerySet[Organisation]:
    """Every organisation of the partnership that has not left it."""
    return Organisation.objects.filter(is_active=True)


def agreements_held_by(organisation_ids: Iterable[int], *, on: date) -> list[SharingAgreement]:
    """The agreements in force on that day which let any of these organisations see another's records."""
    return list(
        SharingAgreement.objects.filter(
            to_organisation__in=list(organisation_ids), ended_at=None, starts_on__lte=on, expires_on__gte=on
        ).select_related("from_organisation", "to_organisation")
    )


def teams_of(organisation_ids: Iterable[int]) -> QuerySet[Team]:
    """Active teams of these organisations."""
    return Team.objects.filter(organisation__in=list(organisation_ids), is_active=True).select_related("organisation")


def team_by_slug(organisation_id: int, slug: str) -> Team | None:
    """The active team of that organisation with this slug, or None."""
    return Team.objects.filter(organisation=organisation_id, slug=slug, is_active=True).first()


def agreements_seen_by(user: Any) -> QuerySet[SharingAgreement]:
    """The agreements, in force or not, that organisations give or hold whose agreements `user` manages."""
    own = user.organisations_with("sharing.manage")
    found = SharingAgreement.objects.filter(from_organisation__in=own) | SharingAgreement.objects.filter(
        to_organisation__in=own
    )
    return found.select_related("from_organisation", "to_organisation").order_by("-expires_on", "title", "pk")
