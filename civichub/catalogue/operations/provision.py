"""Saying who provides a service, on which channels, and what they promise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from civichub.catalogue import policies
from civichub.catalogue.events import ProvisionChanged
from civichub.catalogue.models import Service, ServiceChannel, ServiceProvision, ServiceStandard
from civichub.catalogue.states import Level, Reach, ServiceChannelKind
from civichub.core.audit import audit
from civichub.core.clocks import ClockError, parse_rule
from civichub.core.clocks.hours import read_hours
from civichub.core.clocks.spec_reading import SpecReader
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require
from civichub.core.text import clean_text

_SHORT_NAME = re.compile(r"(?=.{1,50}\Z)[a-z0-9]+(?:[-_][a-z0-9]+)*")


@operation
def set_provision(
    *,
    service: Service,
    organisation: Any,
    actor: Any,
    at: datetime,
    level: str = "",
    area_codes: Sequence[str] = (),
    team: Any = None,
    hours: Mapping[str, Any] | None = None,
    hours_note: str = "",
    url: str = "",
    phone: str = "",
    email: str = "",
    live_from: date | None = None,
    live_until: date | None = None,
    module: str = "",
) -> ServiceProvision:
    """Say, or say anew, that `organisation` provides `service`; every detail not given is emptied.

    `level` is the tier (of `catalogue.states.Level`), by default the organisation's own kind. `area_codes` narrow it to
    those areas. `hours` are weekdays to windows, as ``{"monday": ["09:00-17:00"]}``. Raises `Invalid` by field.
    """
    service = lock(service)
    require(policies.may_set_provision(actor, organisation.pk))
    details = {
        "level": _level(level or organisation.kind),
        "area_codes": sorted({clean_text(code, field="area_codes", max_length=40) for code in area_codes} - {""}),
        "team": _own_team(team, organisation),
        "hours": _hours(hours),
        "hours_note": clean_text(hours_note, field="hours_note", max_length=200),
        "url": _web_address(url),
        "phone": clean_text(phone, field="phone", max_length=30),
        "email": clean_text(email, field="email", max_length=254),
        "live_from": live_from,
        "live_until": live_until,
        "module": clean_text(module, field="module", max_length=20),
    }
    if live_from and live_until and live_until < live_from:
        raise Invalid({"live_until": "The last day must be the first day or later."})
    provision, made = ServiceProvision.objects.update_or_create(
        service=service, organisation=organisation, defaults=details
    )
    audit("provision.set", provision, actor=actor, at=at, service=service.pk, made=made)
    _tell(service, organisation.pk, at)
    return provision


@operation
def withdraw_provision(*, provision: ServiceProvision, reason: str, actor: Any, at: datetime) -> Service:
    """The organisation provides the service no longer; its channels and promises go with the provision."""
    provision = lock(provision)
    require(policies.may_set_provision(actor, provision.organisation_id))
    service, organisation_id = provision.service, provision.organisation_id
    audit("provision.withdrawn", provision, actor=actor, at=at, service=service.pk, reason=reason)
    provision.delete()
    _tell(service, organisation_id, at)
    return service


@operation
def set_channel(
    *,
    service: Service,
    channel: str,
    actor: Any,
    at: datetime,
    reach: int = Reach.COMPLETE,
    provision: ServiceProvision | None = None,
    site: Any = None,
    hours: Mapping[str, Any] | None = None,
    hours_note: str = "",
    note: str = "",
) -> ServiceChannel:
    """Fill one cell of the matrix: how far `service` goes on `channel`, for one provider and one site if given.

    Raises `Invalid` by field, also when the provision is another service's.
    """
    service = lock(service)
    _require_for(service, provision, actor)
    if channel not in ServiceChannelKind.values:
        raise Invalid({"channel": f"Choose one of: {', '.join(ServiceChannelKind.values)}."})
    if reach not in Reach.values:
        raise Invalid({"reach": "Choose how far the service goes on this channel from the list."})
    details = {
        "reach": reach,
        "hours": _hours(hours),
        "hours_note": clean_text(hours_note, field="hours_note", max_length=200),
        "note": clean_text(note, field="note", max_length=300),
    }
    cell, _ = ServiceChannel.objects.update_or_create(
        service=service, provision=provision, channel=channel, site=site, defaults=details
    )
    audit("channel.set", cell, actor=actor, at=at, service=service.pk, channel=channel, reach=int(reach))
    _tell(service, provision.organisation_id if provision else None, at)
    return cell


@operation
def clear_channel(*, cell: ServiceChannel, actor: Any, at: datetime) -> Service:
    """Empty one cell of the matrix: the service is not offered on that channel any more."""
    cell = lock(cell)
    service = cell.service
    _require_for(service, cell.provision, actor)
    audit("channel.cleared", cell, actor=actor, at=at, service=service.pk, channel=cell.channel)
    organisation_id = cell.provision.organisation_id if cell.provision else None
    cell.delete()
    _tell(service, organisation_id, at)
    return service


@operation
def set_standard(
    *,
    service: Service,
    key: str,
    text: str,
    actor: Any,
    at: datetime,
    clock: Mapping[str, Any] | None = None,
    provision: ServiceProvision | None = None,
    source: str = "",
) -> ServiceStandard:
    """Make or change a promise. `clock` is the rule that proves it, as `core.clocks.parse_rule` reads it."""
    service = lock(service)
    _require_for(service, provision, actor)
    if not _SHORT_NAME.fullmatch(key):
        raise Invalid({"key": "Use small letters, digits and single hyphens, like repair-in-time."})
    if clock:
        try:
            parse_rule(clock)
        except ClockError as error:
            raise Invalid({"clock": error.message}) from error
    details = {
        "text": clean_text(text, field="text", max_length=300, required=True),
        "clock": dict(clock or {}),
        "source": clean_text(source, field="source", max_length=200),
    }
    standard, _ = ServiceStandard.objects.update_or_create(
        service=service, provision=provision, key=key, defaults=details
    )
    audit("standard.set", standard, actor=actor, at=at, service=service.pk, key=key)
    _tell(service, provision.organisation_id if provision else None, at)
    return standard


@operation
def withdraw_standard(*, standard: ServiceStandard, reason: str, actor: Any, at: datetime) -> Service:
    """Promise it no longer; the audit keeps what was promised and why it ended."""
    standard = lock(standard)
    service, provision = standard.service, standard.provision
    _require_for(service, provision, actor)
    reason = clean_text(reason, field="reason", max_length=300, required=True)
    audit("standard.withdrawn", standard, actor=actor, at=at, service=service.pk, text=standard.text, reason=reason)
    standard.delete()
    _tell(service, provision.organisation_id if provision else None, at)
    return service


def _require_for(service: Service, provision: ServiceProvision | None, actor: Any) -> None:
    """One provider's row is that organisation's to change; a row for all of them is the service owner's."""
    if provision is None:
        providers = set(service.provisions.values_list("organisation_id", flat=True))
        require(policies.may_edit_service(actor, service.owner_id, providers))
        return
    if provision.service_id != service.pk:
        raise Invalid({"provision": "Choose who provides this service; that is another service's provider."})
    require(policies.may_set_provision(actor, provision.organisation_id))


def _tell(service: Service, organisation_id: int | None, at: datetime) -> None:
    publish(ProvisionChanged(service_id=service.pk, organisation_id=organisation_id), at=at)


def _level(level: str) -> str:
    if level not in Level.values:
        raise Invalid({"level": f"Choose one of: {', '.join(Level.values)}."})
    return level


def _own_team(team: Any, organisation: Any) -> Any:
    if team is not None and team.organisation_id != organisation.pk:
        raise Invalid({"team": f"Choose a team of {organisation}."})
    return team


def _hours(hours: Mapping[str, Any] | None) -> dict[str, Any]:
    if not hours:
        return {}
    try:
        read_hours(SpecReader(hours, "hours"))
    except ClockError as error:
        raise Invalid({"hours": error.message}) from error
    return dict(hours)


def _web_address(url: str) -> str:
    url = clean_text(url, field="url", max_length=400)
    if url and not url.startswith(("https://", "http://")):
        raise Invalid({"url": "Enter the whole web address, beginning with https://."})
    return url
