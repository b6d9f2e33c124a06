"""GET Service List and GET Service Definition."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.api.open311.attributes import definition
from civichub.api.open311.doors import jurisdiction_of, listings_by_code
from civichub.api.open311.formats import Answer, Refusal, answers
from civichub.api.open311.throttling import throttled
from civichub.core.clocks import london_date
from civichub.forms.definition import Form
from civichub.forms.engine import for_organisation
from civichub.forms.queries import form_in_force, parsed
from civichub.handover.models import Listing


def form_of(listing: Listing) -> tuple[Form, int] | None:
    """The form in force of a published service with its version's id, or None when it has none."""
    key = listing.service.form_key
    version = form_in_force(key, listing.organisation, timezone.now()) if key else None
    return (for_organisation(parsed(version), listing.organisation.slug), version.pk) if version else None


def attributes_of(listing: Listing) -> list[dict[str, Any]]:
    """The attributes of a published service, none without a form."""
    found = form_of(listing)
    return definition(found[0], london_date(timezone.now())) if found else []


@require_GET
@answers
@throttled
def listed(request: HttpRequest) -> Answer:
    """GET Service List."""
    found = listings_by_code(jurisdiction_of(request.GET)).values()
    return "services", [
        {
            "service_code": one.code,
            "service_name": one.service.title,
            "description": one.service.summary,
            "metadata": bool(attributes_of(one)),
            "type": one.kind,
            "keywords": ", ".join(one.keywords),
            "group": one.group,
        }
        for one in found
    ]


@require_GET
@answers
@throttled
def defined(request: HttpRequest, code: str) -> Answer:
    """GET Service Definition."""
    listing = listings_by_code(jurisdiction_of(request.GET)).get(code)
    if listing is None:
        raise Refusal(404, "service_code provided was not found.")
    return "service_definition", {"service_code": listing.code, "attributes": attributes_of(listing)}
