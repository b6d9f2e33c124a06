"""Reads about the partnership that any context may make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from civichub.core.clocks import OFFICE, Calendar, parse_calendar
from civichub.core.prepared import Given, prepared
from civichub.organisations.models import OfficeClosure, Organisation, SharingAgreement, Team

# What an organisation that has set no hours keeps, as in the calendar `england_office_hours`.
USUAL_HOURS = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def organisation_by_slug(slug: str) -> Organisation | None:
    """The active organisation with this slug, or None."""
    return Organisation.objects.filter(slug=slug, is_active=True).first()


def active_organisations() -> QuerySet[Organisation]:
    """Every organisation of the partnership that has not left it."""
    return Organisation.objects.filter(is_active=True)


def agreements_held_by(organisation_ids: Iterable[int], *, on: date) -> list[SharingAgreement]:
    """The agreements in force on that day which let any of these organisations see another's records."""
    return _agreements(holders=list(organisation_ids), on=on)


@prepared
def _agreements() -> QuerySet[SharingAgreement]:
    found = SharingAgreement.objects.filter(to_organisation__among=Given("holders"), ended_at=None)
    found = found.filter(starts_on__lte=Given("on"), expires_on__gte=Given("on"))
    return found.select_related("from_organisation", "to_organisation")


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


def office_calendar(organisation: Organisation, team_id: int | None = None) -> Calendar:
    """The organisation's hours with its closures, and with those of a team of it: `office_hours` in a rule.

    An organisation without hours of its own keeps Monday to Friday, 9am to 5pm. Where closures meet on a day, being
    closed beats special hours, and the team's special hours beat those of the whole office.
    """
    found = OfficeClosure.objects.filter(Q(team=None) | Q(team=team_id), organisation=organisation, site=None)
    closures = sorted(found.filter(withdrawn_at=None), key=lambda one: (not one.windows, one.team_id is not None))
    data = {
        "id": OFFICE,
        "name": f"Opening hours of {organisation.name}",
        "nations": [organisation.clock_nation],
        "hours": organisation.office_hours or USUAL_HOURS,
        "closures": [closure.as_data() for closure in closures],
    }
    return parse_calendar(data, where=organisation.slug)


def closures_of(organisation_ids: Iterable[int], *, since: date | None = None) -> QuerySet[OfficeClosure]:
    """Closures of these organisations, their teams and sites, withdrawn or not, the latest first.

    `since`: only those that end on that day or later.
    """
    found = OfficeClosure.objects.filter(organisation__in=list(organisation_ids))
    found = found.filter(last__gte=since) if since else found
    return found.select_related("organisation", "team", "site", "added_by").order_by("-first", "-pk")
