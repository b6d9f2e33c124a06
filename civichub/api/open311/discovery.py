"""Service discovery: where the endpoint is, what it speaks, and how to get a key."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.http import require_GET

from civichub.api.open311.formats import Answer, answers
from civichub.api.open311.throttling import throttled
from civichub.handover.queries.connections import publishing_organisations
from civichub.organisations.queries import organisation_by_slug

CHANGESET = "2026-11-22T00:00:00Z"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


@require_GET
@answers
@throttled
def show(request: HttpRequest) -> Answer:
    """The one endpoint of this hub, for every jurisdiction that publishes anything."""
    bodies = [organisation_by_slug(slug) for slug in publishing_organisations()]
    contacts = [f"{body.name}, {body.email or body.phone}" for body in bodies if body and (body.email or body.phone)]
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": CHANGESET,
        "type": "test" if settings.DEMO else "production",
        "formats": ["text/xml", "application/json"],
    }
    return "discovery", {
        "changeset": CHANGESET,
        "contact": "; ".join(contacts) or settings.PARTNERSHIP_NAME,
        "key_service": "Keys are given by the council: write to the contact above.",
        "endpoints": [endpoint],
    }
