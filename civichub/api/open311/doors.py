"""What every request brings: whose jurisdiction, whose key, and times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from civichub.accounts.queries import token_for
from civichub.api.open311.formats import Refusal
from civichub.handover.models import Listing
from civichub.handover.queries.connections import live_listings, publishing_organisations
from civichub.organisations.queries import organisation_by_slug


def jurisdiction_of(given: Mapping[str, str]) -> Any:
    """The organisation asked for by `jurisdiction_id`, or the only one that publishes anything."""
    publishing, wanted = publishing_organisations(), given.get("jurisdiction_id", "").strip()
    if not wanted and len(publishing) != 1:
        raise Refusal(400, "jurisdiction_id was not provided.")
    slug = wanted or publishing[0]
    organisation = organisation_by_slug(slug) if slug in publishing else None
    if organisation is None:
        raise Refusal(404, "jurisdiction_id provided was not found.")
    return organisation


def listings_by_code(organisation: Any) -> dict[str, Listing]:
    """What the organisation publishes, by code."""
    return {listing.code: listing for listing in live_listings(organisation.pk)}


def key_of(given: Mapping[str, str], power: str) -> Any:
    """The key in `api_key`, if it may do that. GeoReport v2: 403 for a missing and an invalid key alike."""
    found = _token(given.get("api_key", ""))
    if found is None:
        raise Refusal(403, "api_key is missing or not valid.")
    if power not in found.scopes:
        raise Refusal(403, f"This api_key does not have the scope {power}. Ask the council for one that has.")
    return found


def reader_of(request: HttpRequest) -> Any:
    """The account of a key that may see cases, or None: reading needs no key, and one that opens nothing is nothing.

    In the header ``Authorization: Bearer``, as addresses are written into logs; `api_key` is understood, too.
    """
    found = token_of(request)
    return found.client if found is not None and "case.view" in found.scopes else None


def token_of(request: HttpRequest) -> Any:
    """The key that came with a request to read, or None: no key, or none that is valid."""
    named = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return _token(named or request.GET.get("api_key", ""))


def _token(key: str) -> Any:
    if not key or len(key) > 100 or not key.isascii():
        return None
    found = token_for(key, timezone.now())
    usable = found is not None and found.organisation.is_active and found.organisation.has_module("api")
    return found if usable else None


def moment_of(given: Mapping[str, str], name: str) -> datetime | None:
    """A time in W3C's format with its zone; an empty parameter is an absent one."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not encoded came as a blank
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9000:
        raise Refusal(400, f"{name} is not a time with its zone, such as 2026-03-03T09:00:00Z.")
    return found.astimezone(UTC)


def words_of(given: Mapping[str, str], name: str) -> list[str]:
    """A comma-delimited parameter as its parts, without empty ones."""
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]
