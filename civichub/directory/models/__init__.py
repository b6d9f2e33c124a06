"""The tables of the directory."""

from civichub.directory.models.helping import HelpOffer, Volunteer, VolunteerCheck
from civichub.directory.models.imports import Feed, ImportBatch, ImportRow, StoredVectors
from civichub.directory.models.keeping import Asked, AssuranceRules, Change, Suggestion
from civichub.directory.models.records import (
    Contact,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)

__all__ = [
    "Asked",
    "AssuranceRules",
    "Change",
    "Contact",
    "CostOption",
    "Feed",
    "HelpOffer",
    "ImportBatch",
    "ImportRow",
    "Language",
    "Location",
    "Organization",
    "Phone",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "StoredVectors",
    "Suggestion",
    "Taxonomy",
    "TaxonomyTerm",
    "Volunteer",
    "VolunteerCheck",
]
