"""The addresses of Open Referral UK 3.0, all under one stub."""

from __future__ import annotations

from django.urls import path

from civichub.api.directory import endpoints

urlpatterns = [
    path("", endpoints.about, name="oruk"),
    path("openapi.json", endpoints.openapi, name="oruk-openapi"),
    path("services", endpoints.services, name="oruk-services"),
    path("services/<str:key>", endpoints.service, name="oruk-service"),
    path("taxonomies", endpoints.every_taxonomy, name="oruk-taxonomies"),
    path("taxonomies/<str:key>", endpoints.taxonomy, name="oruk-taxonomy"),
    path("taxonomy_terms", endpoints.every_term, name="oruk-terms"),
    path("taxonomy_terms/<str:key>", endpoints.term, name="oruk-term"),
    path("service_at_locations", endpoints.service_at_locations, name="oruk-places"),
    path("service_at_locations/<str:key>", endpoints.service_at_location, name="oruk-place"),
    path("<path:rest>", endpoints.missing, name="oruk-missing"),
]
