"""Making, changing, publishing and retiring services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civichub.catalogue import policies
from civichub.catalogue.events import ServiceChanged
from civichub.catalogue.fields import clean_fields
from civichub.catalogue.models import Service
from civichub.catalogue.shipped import residents_words
from civichub.catalogue.slugs import free_slug
from civichub.catalogue.states import SERVICE_LIFE, ServiceStatus
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save


@operation
def create_service(*, fields: Mapping[str, Any], actor: Any, at: datetime, owner: Any = None) -> Service:
    """A new service. `fields` are those of `catalogue.fields.FIELDS`; only ``title`` is needed, and status is draft.

    Without a slug it gets one from its title; without aliases, a service of the national list gets those that are
    shipped for it. `owner` is the organisation whose editors may change it; without one it belongs to the actor's own,
    or to the partnership where the actor administers that. Raises `Invalid` by field.
    """
    owner_id = owner.pk if owner else policies.owner_of_new(actor)
    require(policies.may_create_service(actor, owner_id))
    cleaned = _checked(fields)
    if "title" not in cleaned:
        raise Invalid({"title": "Enter a title."})
    taken = Service.objects.values_list("slug", flat=True)
    cleaned.setdefault("slug", free_slug(cleaned["title"], set(taken), number=cleaned.get("lgsl_id")))
    cleaned.setdefault("aliases", list(residents_words().get(cleaned.get("lgsl_id") or 0, ())))
    _refuse_taken(cleaned, but_not=None)
    retired_at = at if cleaned.get("status") == ServiceStatus.RETIRED else None
    service = Service.objects.create(**cleaned, owner_id=owner_id, created_at=at, changed_at=at, retired_at=retired_at)
    audit("service.created", service, actor=actor, at=at, title=service.title)
    publish(ServiceChanged(service_id=service.pk), at=at)
    return service


@operation
def change_service(*, service: Service, fields: Mapping[str, Any], actor: Any, at: datetime) -> Service:
    """Change the named fields; status is not among them: publish or retire the service. Raises `Invalid` by field."""
    service = lock(service)
    _require_editor(service, actor)
    if "status" in fields:
        raise Invalid({"status": "Make the service live or retire it instead."})
    cleaned = _checked(fields)
    _refuse_taken(cleaned, but_not=service.pk)
    changed = {name: value for name, value in cleaned.items() if getattr(service, name) != value}
    if not changed:
        return service
    before = {name: getattr(service, name) for name in changed}
    for name, value in changed.items():
        setattr(service, name, value)
    service.changed_at = at
    save(service, *changed, "changed_at")
    audit("service.changed", service, actor=actor, at=at, before=before, after=changed)
    publish(ServiceChanged(service_id=service.pk), at=at)
    return service


@operation
def publish_service(*, service: Service, actor: Any, at: datetime) -> Service:
    """Make a draft live, or bring a retired service back. Raises `TransitionRefused` when it is live already."""
    service = lock(service)
    _require_editor(service, actor)
    service.status = SERVICE_LIFE.target(service.status, "publish")
    service.retired_at, service.changed_at = None, at
    save(service, "status", "retired_at", "changed_at")
    audit("service.published", service, actor=actor, at=at)
    publish(ServiceChanged(service_id=service.pk), at=at)
    return service


@operation
def retire_service(*, service: Service, reason: str, actor: Any, at: datetime) -> Service:
    """Take a service out of the A–Z and the search; its cases keep it. Raises `TransitionRefused` if it is retired."""
    service = lock(service)
    _require_editor(service, actor)
    service.status = SERVICE_LIFE.target(service.status, "retire")
    service.retired_at = service.changed_at = at
    save(service, "status", "retired_at", "changed_at")
    audit("service.retired", service, actor=actor, at=at, reason=reason)
    publish(ServiceChanged(service_id=service.pk), at=at)
    return service


def _require_editor(service: Service, actor: Any) -> None:
    providers = service.provisions.values_list("organisation_id", flat=True)
    require(policies.may_edit_service(actor, service.owner_id, set(providers)))


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    cleaned, problems = clean_fields(fields)
    if problems:
        raise Invalid(problems)
    return cleaned


def _refuse_taken(cleaned: Mapping[str, Any], *, but_not: int | None) -> None:
    others = Service.objects.exclude(pk=but_not)
    if cleaned.get("slug") and others.filter(slug=cleaned["slug"]).exists():
        raise Invalid({"slug": f"Choose another short address; {cleaned['slug']} is taken."})
    if cleaned.get("lgsl_id") and (other := others.filter(lgsl_id=cleaned["lgsl_id"]).first()):
        raise Invalid({"lgsl_id": f"Choose another number; {other.title} has {cleaned['lgsl_id']}."})
