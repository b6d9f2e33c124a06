"""The only writers of organisations, teams and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import SpecError, known_holidays
from civichub.core.clocks.hours import read_closure, read_hours
from civichub.core.clocks.spec_reading import SpecReader
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.organisations import policies
from civichub.organisations.events import OfficeHoursChanged, SharingChanged
from civichub.organisations.models import (
    Department,
    LiaisonComment,
    LiaisonIssue,
    OfficeClosure,
    Organisation,
    SharedField,
    SharingAgreement,
    Team,
)

LONGEST_CLOSURE = timedelta(days=366)


@operation
def found_organisation(*, slug: str, name: str, kind: str, actor: Any, at: datetime, **details: Any) -> Organisation:
    """Add a council or agency to the partnership. `details` are further fields of `Organisation`."""
    require(policies.may_found_organisation(actor))
    if Organisation.objects.filter(slug=slug).exists():
        raise Invalid({"slug": f"Choose another short address; {slug} is taken."})
    organisation = Organisation.objects.create(slug=slug, name=name, kind=kind, **details)
    audit("organisation.founded", organisation, actor=actor, at=at, name=name)
    return organisation


@operation
def switch_modules(*, organisation: Organisation, modules: list[str], actor: Any, at: datetime) -> Organisation:
    """Set which parts of the hub the organisation uses; what it switches off keeps its records."""
    organisation = lock(organisation)
    require(policies.may_manage_organisation(actor, organisation.pk))
    before, organisation.modules = organisation.modules, sorted(set(modules))
    save(organisation, "modules")
    audit("organisation.modules_switched", organisation, actor=actor, at=at, before=before, after=organisation.modules)
    return organisation


@operation
def change_brand(
    *, organisation: Organisation, brand_colour: str, strapline: str, actor: Any, at: datetime
) -> Organisation:
    """Set the colour (``#rrggbb``) and strapline residents see."""
    organisation = lock(organisation)
    require(policies.may_manage_organisation(actor, organisation.pk))
    if (
        len(brand_colour) != 7
        or brand_colour[0] != "#"
        or any(c not in "0123456789abcdefABCDEF" for c in brand_colour[1:])
    ):
        raise Invalid({"brand_colour": "Enter a colour as # and six digits or letters, like #1d4f6e."})
    organisation.brand_colour, organisation.strapline = brand_colour.lower(), strapline
    save(organisation, "brand_colour", "strapline")
    audit("organisation.brand_changed", organisation, actor=actor, at=at, brand_colour=brand_colour)
    return organisation


@operation
def add_team(
    *,
    organisation: Organisation,
    slug: str,
    name: str,
    actor: Any,
    at: datetime,
    department: str = "",
    description: str = "",
    email: str = "",
) -> Team:
    """Add a team, and its department when that is new."""
    require(policies.may_manage_organisation(actor, organisation.pk))
    home = Department.objects.get_or_create(organisation=organisation, name=department)[0] if department else None
    if Team.objects.filter(organisation=organisation, slug=slug).exists():
        raise Invalid({"slug": f"Choose another short name; {slug} is taken."})
    team = Team.objects.create(
        organisation=organisation, slug=slug, name=name, department=home, description=description, email=email
    )
    audit("team.added", team, actor=actor, at=at, name=name)
    return team


@operation
def change_team(
    *, team: Team, name: str, description: str, email: str, digest_hours: Sequence[int], actor: Any, at: datetime
) -> Team:
    """Change what a team is called, its mailbox, and the hours (0 to 23) at which its notices come as one summary."""
    team = lock(team)
    require(policies.may_manage_organisation(actor, team.organisation_id))
    hours = sorted(set(digest_hours))
    if any(not 0 <= hour <= 23 for hour in hours):
        raise Invalid({"digest_hours": "Choose hours of the day, from 0 to 23."})
    if hours and not email:
        raise Invalid({"email": "Enter the address to which the summary goes."})
    team.name = clean_text(name, field="name", max_length=120, required=True)
    team.description = clean_text(description, field="description", max_length=300)
    team.email, team.digest_hours = clean_text(email, field="email", max_length=254), hours
    save(team, "name", "description", "email", "digest_hours")
    audit("team.changed", team, actor=actor, at=at, name=team.name, email=team.email, digest_hours=hours)
    return team


@operation
def stand_down_team(*, team: Team, why: str, actor: Any, at: datetime) -> Team:
    """Take a team out of use; its past stays. Call `cases.operations.teams.withdraw_team`, which sees that it holds no
    work any more."""
    team = lock(team)
    require(policies.may_manage_organisation(actor, team.organisation_id))
    if not team.is_active:
        raise Conflict("This team has been withdrawn already.")
    team.is_active = False
    save(team, "is_active")
    audit("team.withdrawn", team, actor=actor, at=at, why=clean_text(why, field="why", max_length=300, required=True))
    return team


@operation
def set_office_hours(
    *, organisation: Organisation, office_hours: dict[str, Any], actor: Any, at: datetime
) -> Organisation:
    """Set when the office is open: weekdays to ``["09:00-17:00"]``; clocks that count its hours are counted again.

    ``bank_holidays: open`` beside the weekdays says that it opens on them too. Raises `Invalid` naming the weekday.
    """
    organisation = lock(organisation)
    require(policies.may_manage_organisation(actor, organisation.pk))
    try:
        read_hours(SpecReader(office_hours, ""))
    except SpecError as error:
        field = str(error.field or "").removeprefix(".")
        raise Invalid({field or "office_hours": _sentence(error)}) from error
    before, organisation.office_hours = organisation.office_hours, office_hours
    save(organisation, "office_hours")
    audit("organisation.hours_set", organisation, actor=actor, at=at, before=before, after=office_hours)
    publish(OfficeHoursChanged(organisation_id=organisation.pk), at=at)
    return organisation


@operation
def close_office(
    *,
    organisation: Organisation,
    first: date,
    last: date,
    reason: str,
    actor: Any,
    at: datetime,
    windows: Sequence[str] = (),
    team: Team | None = None,
    site: Any = None,
) -> OfficeClosure:
    """Close the office, or a team or a site of it, from `first` to `last`; with `windows` it opens at those hours only.

    Clocks that count the office's hours are counted again in the background; no other clock moves.
    """
    require(policies.may_close_office(actor, organisation.pk))
    reason = clean_text(reason, field="reason", max_length=120, required=True)
    _check_closure(first, last, reason, windows)
    for part, name in ((team, "team"), (site, "site")):
        if part is not None and part.organisation_id != organisation.pk:
            raise Invalid({name: f"Choose a {name} of {organisation.name}."})
    if team is not None and site is not None:
        raise Invalid({"site": "Choose a team or a site, not both: add two closures instead."})
    closure = OfficeClosure.objects.create(
        organisation=organisation, team=team, site=site, first=first, last=last, reason=reason,
        windows=sorted(windows), added_by=actor, added_at=at,
    )  # fmt: skip
    days = {"first": first.isoformat(), "last": last.isoformat(), "windows": closure.windows}
    audit("office.closed", closure, actor=actor, at=at, team=closure.team_id, site=closure.site_id, **days)
    publish(OfficeHoursChanged(organisation.pk, closure.team_id, closure.site_id), at=at)
    return closure


@operation
def withdraw_office_closure(*, closure: OfficeClosure, why: str, actor: Any, at: datetime) -> OfficeClosure:
    """Take out a closure that was entered by mistake, or that will not be; the row stays."""
    closure = lock(closure)
    require(policies.may_close_office(actor, closure.organisation_id))
    if closure.withdrawn_at is not None:
        raise Conflict("This closure has been taken out already.")
    closure.withdrawn_at, closure.withdrawn_why = at, clean_text(why, field="why", max_length=300, required=True)
    save(closure, "withdrawn_at", "withdrawn_why")
    audit("office.closure_withdrawn", closure, actor=actor, at=at, why=closure.withdrawn_why)
    publish(OfficeHoursChanged(closure.organisation_id, closure.team_id, closure.site_id), at=at)
    return closure


def _check_closure(first: date, last: date, reason: str, windows: Sequence[str]) -> None:
    table = known_holidays()
    if not table.first <= first <= table.last:
        raise Invalid({"first": f"Choose a day between {table.first:%-d %B %Y} and {table.last:%-d %B %Y}."})
    if last < first:
        raise Invalid({"last": "The last day must be the first day or later."})
    if last - first > LONGEST_CLOSURE:
        raise Invalid({"last": "A closure lasts a year at most. Change the usual hours instead."})
    try:
        read_closure(SpecReader({"from": first, "to": last, "reason": reason, "hours": list(windows)}, ""))
    except SpecError as error:
        raise Invalid({"windows": _sentence(error)}) from error


def _sentence(error: SpecError) -> str:
    """What is wrong, without the path that names the place in a file."""
    words = str(error).removeprefix(f"{error.field}: ")
    return words[:1].upper() + words[1:]


@operation
def agree_sharing(
    *,
    from_organisation: Organisation,
    to_organisation: Organisation,
    title: str,
    purpose: str,
    fields: list[str],
    starts_on: date,
    expires_on: date,
    actor: Any,
    at: datetime,
    services: list[int] | None = None,
    may_act: bool = False,
    legal_basis: str = "",
) -> SharingAgreement:
    """Let another organisation see what `fields` names, for `services` (ids; none given means every ordinary one)."""
    require(policies.may_manage_sharing(actor, from_organisation.pk))
    unknown = set(fields) - set(SharedField.values)
    if unknown or not fields:
        raise Invalid({"fields": "Choose what is shared from the list."})
    if expires_on < starts_on:
        raise Invalid({"expires_on": "The agreement must end on or after the day it starts."})
    if from_organisation.pk == to_organisation.pk:
        raise Invalid({"to_organisation": "Choose another organisation."})
    agreement = SharingAgreement.objects.create(
        from_organisation=from_organisation,
        to_organisation=to_organisation,
        title=title,
        purpose=purpose,
        fields=sorted(fields),
        services=sorted(services or []),
        may_act=may_act,
        legal_basis=legal_basis,
        starts_on=starts_on,
        expires_on=expires_on,
    )
    audit("sharing.agreed", agreement, actor=actor, at=at, to=to_organisation.slug, fields=sorted(fields))
    publish(SharingChanged(agreement_id=agreement.pk), at=at)
    return agreement


@operation
def end_sharing(*, agreement: SharingAgreement, reason: str, actor: Any, at: datetime) -> SharingAgreement:
    """End an agreement now: the next read by the other organisation finds nothing."""
    agreement = lock(agreement)
    require(policies.may_manage_sharing(actor, agreement.from_organisation_id))
    agreement.ended_at = at
    save(agreement, "ended_at")
    audit("sharing.ended", agreement, actor=actor, at=at, reason=reason)
    announce(f"sharing-{agreement.to_organisation_id}")
    publish(SharingChanged(agreement_id=agreement.pk), at=at)
    return agreement


@operation
def raise_issue(
    *,
    raised_by: Organisation,
    raised_with: Organisation,
    title: str,
    details: str,
    owner: Any,
    due_on: date,
    actor: Any,
    at: datetime,
    service: Any = None,
) -> LiaisonIssue:
    """Put something between two organisations into the log: `owner`, of either side, sees to it by `due_on`.

    Nothing about a person belongs in it. Raises `Invalid` naming the field.
    """
    require(policies.may_keep_issues(actor, raised_by.pk))
    if raised_by.pk == raised_with.pk:
        raise Invalid({"raised_with": "Choose another organisation."})
    _check_owner(owner, raised_by.pk, raised_with.pk)
    issue = LiaisonIssue.objects.create(
        raised_by=raised_by, raised_with=raised_with, service=service, owner=owner, due_on=due_on,
        title=clean_text(title, field="title", max_length=160, required=True),
        details=clean_text(details, field="details", max_length=4_000, lines=True),
        raised_by_person=actor, raised_at=at,
    )  # fmt: skip
    audit(
        "issue.raised", issue, actor=actor, at=at, by=raised_by.pk, raised_with=raised_with.pk, due=due_on.isoformat()
    )
    return issue


@operation
def comment_on_issue(
    *, issue: LiaisonIssue, text: str, actor: Any, at: datetime, owner: Any = None, due_on: date | None = None
) -> LiaisonComment:
    """Say something about an issue; with it its owner or its day may change, and that is written down too."""
    issue = lock(issue)
    require(policies.may_comment_on_issue(actor, issue))
    if issue.settled_at is not None:
        raise Conflict("This issue is settled. Raise a new one if it has come back.")
    changed = []
    if owner is not None and owner.pk != issue.owner_id:
        _check_owner(owner, issue.raised_by_id, issue.raised_with_id)
        changed.append(f"Owner: {owner}")
        issue.owner = owner
    if due_on is not None and due_on != issue.due_on:
        changed.append(f"Due: {due_on:%-d %B %Y}, was {issue.due_on:%-d %B %Y}")
        issue.due_on = due_on
    save(issue, "owner", "due_on")
    words = clean_text(text, field="text", max_length=4_000, required=not changed, lines=True)
    comment = LiaisonComment.objects.create(issue=issue, at=at, actor=actor, text=words, changed="; ".join(changed))
    audit("issue.commented", issue, actor=actor, at=at, changed=comment.changed)
    return comment


@operation
def settle_issue(*, issue: LiaisonIssue, how: str, actor: Any, at: datetime) -> LiaisonIssue:
    """It is put right: what came of it, which the next review meeting reads."""
    issue = lock(issue)
    require(policies.may_comment_on_issue(actor, issue))
    if issue.settled_at is not None:
        raise Conflict("This issue is settled already.")
    issue.settled_how = clean_text(how, field="how", max_length=500, required=True)
    issue.settled_at = at
    save(issue, "settled_at", "settled_how")
    audit("issue.settled", issue, actor=actor, at=at, how=issue.settled_how)
    return issue


def _check_owner(owner: Any, *organisation_ids: int) -> None:
    if not any(owner.has_power("liaison.view", pk) for pk in organisation_ids):
        raise Invalid({"owner": "Choose somebody of one of the two organisations who sees this log."})
