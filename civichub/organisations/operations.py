"""The only writers of organisations, teams and agreements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.organisations import policies
from civichub.organisations.events import SharingChanged
from civichub.organisations.models import Department, Organisation, SharedField, SharingAgreement, Team


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
    publish(SharingChanged(agreement_id=agreement.pk), at=at)
    return agreement
