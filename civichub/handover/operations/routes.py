"""Which service goes by which connection, what their status codes mean, and what is published by Open311."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.handover import policies
from civichub.handover.models import Connection, Listing, Route, StatusRule
from civichub.handover.models.listings import ListingKind

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")  # it stands in addresses


@operation
def add_route(
    *, connection: Connection, service: Any, actor: Any, at: datetime, code: str = "", attributes: Any = None
) -> Route:
    """From now on, new cases of the service go there. Raises `Invalid` on ``service`` where another fulfils it."""
    require(policies.may_manage_connections(actor, connection.organisation_id))
    if connection.ended_at is not None:
        raise Conflict("This connection has ended.")
    route = Route(
        connection=connection,
        organisation=connection.organisation,
        service=service,
        code=clean_text(code, field="code", max_length=80),
        attributes=dict(attributes or {}),
        fulfils=connection.fulfils,
        starts_at=at,
    )
    try:
        with transaction.atomic():
            route.save()
    except IntegrityError as error:
        raise Invalid({"service": "This service goes to a back office already. End that first."}) from error
    audit("connection.route_added", connection, actor=actor, at=at, service=service.pk, code=route.code)
    return route


@operation
def end_route(*, route: Route, actor: Any, at: datetime) -> Route:
    """New cases of the service go there no more; what it was told of stays with it."""
    route = lock(route)
    require(policies.may_manage_connections(actor, route.organisation_id))
    if route.ended_at is None:
        route.ended_at = at
        save(route, "ended_at")
        audit("connection.route_ended", route.connection, actor=actor, at=at, service=route.service_id)
    return route


@operation
def set_status_rule(
    *, connection: Connection, code: str, closed: bool, steps: list[str], words: str, actor: Any, at: datetime
) -> StatusRule:
    """Say what one of their codes means. `steps` are ``step`` or ``step: outcome``, in order. Raises `Invalid`."""
    require(policies.may_manage_connections(actor, connection.organisation_id))
    code = clean_text(code, field="code", max_length=60, required=True)
    parsed = [_step(line) for line in steps if line.strip()]
    rule, _ = StatusRule.objects.update_or_create(
        connection=connection,
        code=code,
        defaults={
            "closed": closed,
            "steps": parsed,
            "words": clean_text(words, field="words", max_length=400),
        },
    )
    audit("connection.rule_set", connection, actor=actor, at=at, code=code, closed=closed, steps=parsed)
    return rule


def _step(line: str) -> dict[str, str]:
    step, _, outcome = (part.strip() for part in line.partition(":"))
    if not all(re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", part) for part in (step, *([outcome] if outcome else []))):
        raise Invalid({"steps": "Write one step a line by its key, such as finish_repair: fixed."})
    return {"step": step, "outcome": outcome}


@operation
def remove_status_rule(*, rule: StatusRule, actor: Any, at: datetime) -> None:
    """Their code means nothing here any more."""
    rule = lock(rule)
    require(policies.may_manage_connections(actor, rule.connection.organisation_id))
    audit("connection.rule_removed", rule.connection, actor=actor, at=at, code=rule.code)
    rule.delete()


@operation
def publish_listing(
    *,
    organisation: Any,
    service: Any,
    code: str,
    actor: Any,
    at: datetime,
    kind: str = ListingKind.REALTIME,
    group: str = "",
    keywords: list[str] | None = None,
) -> Listing:
    """Let anybody report this service by Open311, and see how such reports stand. Raises `Invalid`."""
    require(policies.may_manage_connections(actor, organisation.pk))
    if service.sensitivity == "sensitive":
        raise Invalid({"service": "A sensitive service cannot be published."})
    if not _CODE.fullmatch(code):
        raise Invalid({"code": "Write the code in letters, digits, dots and hyphens, at most 60."})
    if kind not in ListingKind.values:
        raise Invalid({"kind": "Choose one from the list."})
    listing = Listing(
        organisation=organisation,
        service=service,
        code=code,
        kind=kind,
        group=clean_text(group, field="group", max_length=80),
        keywords=[clean_text(word, field="keywords", max_length=40) for word in keywords or [] if word.strip()],
        published_at=at,
    )
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError as error:
        raise Invalid({"code": "This service is published already, or another has this code."}) from error
    audit("listing.published", listing, actor=actor, at=at, service=service.pk, code=code)
    return listing


@operation
def withdraw_listing(*, listing: Listing, actor: Any, at: datetime) -> Listing:
    """Take a service out of Open311: it is neither listed, nor taken, nor are its requests shown."""
    listing = lock(listing)
    require(policies.may_manage_connections(actor, listing.organisation_id))
    if listing.withdrawn_at is None:
        listing.withdrawn_at = at
        save(listing, "withdrawn_at")
        audit("listing.withdrawn", listing, actor=actor, at=at)
    return listing
