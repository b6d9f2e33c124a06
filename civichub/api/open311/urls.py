"""The addresses of Open311; each ends with its format."""

from __future__ import annotations

from django.urls import path

from civichub.api.open311 import definitions, discovery, requests, updates

urlpatterns = [
    path("discovery.<slug:kind>", discovery.show, name="open311-discovery"),
    path("v2/discovery.<slug:kind>", discovery.show),
    path("v2/services.<slug:kind>", definitions.listed, name="open311-services"),
    path("v2/services/<str:code>.<slug:kind>", definitions.defined, name="open311-service"),
    path("v2/requests.<slug:kind>", requests.many, name="open311-requests"),
    path("v2/requests/<str:number>.<slug:kind>", requests.one, name="open311-request"),
    path("v2/tokens/<str:token>.<slug:kind>", requests.by_token, name="open311-token"),
    path("v2/servicerequestupdates.<slug:kind>", updates.many, name="open311-updates"),
]
