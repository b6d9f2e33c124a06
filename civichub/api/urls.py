"""The interface's address, its version, and what it is made of."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI
from ninja.throttling import AuthRateThrottle

from civichub.api import cases, handover, offers, places, problems, whiteboard
from civichub.api.doors import KeyOfAnotherSystem

api = NinjaAPI(
    title="CivicHub",
    version="1",
    description="The customer hub for other systems. Errors are RFC 9457 problem documents.",
    urls_namespace="api",
    auth=KeyOfAnotherSystem(),
    throttle=[AuthRateThrottle("1200/m")],
    docs_url=None,
)
for router in (offers.router, cases.router, places.router, whiteboard.router, handover.router):
    api.add_router("", router)
problems.install(api)

urlpatterns = [path("", api.urls)]
