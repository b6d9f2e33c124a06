"""Reads about the partnership that any context may make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils import timezone

from civichub.core.clocks import OFFICE, Calendar, calendars_of_office, london_date, parse_calendar
from civichub.core.prepared import Given, prepared
from civichub.organisations.models import LiaisonIssue, OfficeClosure, Organisation, SharedField, SharingAgreement, Team

# What an organisation that has set no hours keeps, as in the calendar `england_office_hours`.
USUAL_HOURS = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def organisation_by_slug(slug: str) -> Organisation | None:
    """The active organisation with this slug, or None."""
    return Organisation.objects.filter(slug=slug, is_active=True).first()


def active_organisations() -> QuerySet[Organisation]:
    """Every organisation of the partnership that has not left it."""
    return Organisation.objects.filter(is_active=True)


def first_organisation() -> Organisation | None:
    """The first county by name, else the first organisation; None while the partnership has none."""
    return next(iter(_by_rank()), None)


@prepared
def _by_rank() -> QuerySet[Organisation]:
    is_other = Case(When(kind="county", then=0), default=1, output_field=IntegerField())
    return active_organisations().order_by(is_other, "name")[:1]


def agreements_held_by(organisation_ids: Iterable[int], *, on: date) -> list[SharingAgreement]:
    """The agreements in force on that day which let any of these organisations see another's records."""
    return _agreements(holders=list(organisation_ids), on=on)


@prepared
def _agreements() -> QuerySet[SharingAgreement]:
    found = SharingAgreement.objects.filter(to_organisation__among=Given("holders"), ended_at=None)
    found = found.filter(starts_on__lte=Given("on"), expires_on__gte=Given("on"))
    return found.select_related("from_organisation", "to_organisation")


def agreements_for(user: Any, power: str) -> list[SharingAgreement]:
    """The agreements in force today that open other organisations' records to this account by `power`.

    Read once for the account object, so once a request.
    """
    read: dict[str, list[SharingAgreement]] = user.__dict__.setdefault("agreements_read", {})
    return read[power] if power in read else read_agreements(user, power)


def read_agreements(user: Any, power: str) -> list[SharingAgreement]:
    """The same, read now; `agreements_read` on the account object tells what its pages went by."""
    organisations = user.organisations_with(power)
    found = agreements_held_by(organisations, on=timezone.localdate()) if organisations else []
    user.__dict__.setdefault("agreements_read", {})[power] = found
    return found


def shared_words(fields: Iterable[str]) -> tuple[str, ...]:
    """What these parts of a record are called, in the order in which agreements list them."""
    chosen = set(fields)
    return tuple(str(label) for name, label in SharedField.choices if name in chosen)


def agreements_given_by(organisation_id: int, *, on: date) -> list[SharingAgreement]:
    """The agreements in force on that day by which this organisation lets others see its records."""
    return _given(giver=organisation_id, on=on)


@prepared
def _given() -> QuerySet[SharingAgreement]:
    found = SharingAgreement.objects.filter(from_organisation=Given("giver"), ended_at=None)
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
    found = _closures_of_office(organisation=organisation.pk, team=team_id)
    closures = sorted(found, key=lambda one: (not one.windows, one.team_id is not None))
    data = {
        "id": OFFICE,
        "name": f"Opening hours of {organisation.name}",
        "nations": [organisation.clock_nation],
        "hours": organisation.office_hours or USUAL_HOURS,
        "closures": [closure.as_data() for closure in closures],
    }
    return parse_calendar(data, where=organisation.slug)


@prepared
def _closures_of_office() -> QuerySet[OfficeClosure]:
    whose = Q(team=None) | Q(team=Given("team"))
    return OfficeClosure.objects.filter(whose, organisation=Given("organisation"), site=None, withdrawn_at=None)


def end_of_next_working_day(organisation: Organisation, at: datetime) -> datetime:
    """When the organisation's office closes on its next working day after that moment's, in UTC."""
    return end_of_working_day(organisation, at, days=1)


def end_of_working_day(organisation: Organisation, at: datetime, *, days: int) -> datetime:
    """When the office closes on the working day that is `days` (1 or more) after that moment's day, in UTC."""
    index = calendars_of_office(office_calendar(organisation)).index(OFFICE)
    day = index.nth(london_date(at).toordinal() + 1, days)
    return datetime.fromtimestamp(index.spans(day)[-1][1], UTC)


def closures_of(organisation_ids: Iterable[int], *, since: date | None = None) -> QuerySet[OfficeClosure]:
    """Closures of these organisations, their teams and sites, withdrawn or not, the latest first.

    `since`: only those that end on that day or later.
    """
    found = OfficeClosure.objects.filter(organisation__in=list(organisation_ids))
    found = found.filter(last__gte=since) if since else found
    return found.select_related("organisation", "team", "site", "added_by").order_by("-first", "-pk")


def teams_with_summary_at(hour: int, team_ids: Iterable[int]) -> list[Team]:
    """Those of the teams that chose this hour (0 to 23) for the summary of their notices."""
    return list(Team.objects.filter(pk__in=list(team_ids), digest_hours__contains=[hour], is_active=True))


def partners_of(
    organisation_id: int, *, front_door_id: int, service_id: int, on: date, with_every_service: bool = False
) -> list[tuple[Organisation, str]]:
    """Other bodies that a case of this service concerns, each with its mailbox, by name.

    The body by whose front door it came, and those to whom an agreement in force on that day names the service, or
    `with_every_service` shares every ordinary one. The mailbox is the body's own, else that of its first team that has
    one; a body without any is left out.
    """
    about_it = Q(services__contains=[service_id]) | (Q(services=[]) if with_every_service else Q())
    agreements = SharingAgreement.objects.filter(
        about_it, from_organisation=organisation_id, ended_at=None, starts_on__lte=on, expires_on__gte=on
    )
    concerned = Q(pk__in=agreements.values("to_organisation")) | Q(pk=front_door_id)
    found = active_organisations().filter(concerned).exclude(pk=organisation_id).prefetch_related("teams")
    mailboxes = [
        (one, one.email or next((team.email for team in one.teams.all() if team.is_active and team.email), ""))
        for one in found
    ]
    return [(one, mailbox) for one, mailbox in mailboxes if mailbox]


def issues_seen_by(user: Any, *, state: str = "open", on: date | None = None) -> QuerySet[LiaisonIssue]:
    """The log of issues as both sides see it, the soonest due first. `state`: open, late, settled or all."""
    found = LiaisonIssue.objects.visible_to(user)
    if state in ("open", "late"):
        found = found.filter(settled_at=None)
    elif state == "settled":
        found = found.filter(settled_at__isnull=False)
    if state == "late" and on is not None:
        found = found.filter(due_on__lt=on)
    return found.select_related("raised_by", "raised_with", "service", "owner").order_by("due_on", "pk")
