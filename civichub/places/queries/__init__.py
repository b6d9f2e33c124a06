"""Reads about places that any context may make."""

from civichub.places.queries.addresses import (
    address_by_uprn,
    addresses_at_postcode,
    nearest_addresses,
    nearest_street,
    sample_addresses,
)
from civichub.places.queries.areas import (
    Answer,
    addresses_in,
    area_by_code,
    areas_at,
    areas_of,
    areas_of_kind,
    boundary_today,
    councillors_for,
    outline,
    seats_of,
    sitting_councillors,
    who_serves,
    within_area,
)
from civichub.places.queries.imports import address_import, address_imports, area_import, area_imports
from civichub.places.queries.search import suggest_addresses
from civichub.places.queries.sites import (
    Occurrence,
    calendar_of,
    nearest_sites,
    sessions_between,
    site_by_slug,
    sites,
)

__all__ = [
    "Answer",
    "Occurrence",
    "address_by_uprn",
    "address_import",
    "address_imports",
    "addresses_at_postcode",
    "addresses_in",
    "area_by_code",
    "area_import",
    "area_imports",
    "areas_at",
    "areas_of",
    "areas_of_kind",
    "boundary_today",
    "calendar_of",
    "councillors_for",
    "nearest_addresses",
    "nearest_sites",
    "nearest_street",
    "outline",
    "sample_addresses",
    "seats_of",
    "sessions_between",
    "site_by_slug",
    "sites",
    "sitting_councillors",
    "suggest_addresses",
    "who_serves",
    "within_area",
]
