"""Every address of the hub, by way in."""

from __future__ import annotations

from django.urls import include, path

from civichub.config import health
from civichub.web import handed_files, hooks, live
from civichub.web.portal.chat import waiting
from civichub.web.ui import gallery

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("accounts/", include("allauth.urls")),
    path("staff/", include("civichub.web.staff.urls")),
    path("partner/", include("civichub.web.partner.urls")),
    path("api/v1/", include("civichub.api.urls")),
    path("open311/", include("civichub.api.open311.urls")),
    path("api/directory/v3/", include("civichub.api.directory.urls")),
    path("events/desk/", live.desk, name="events-desk"),
    path("events/chat/", waiting.wait, name="events-chat"),
    path("handover/files/<str:signed>/", handed_files.show, name="handed-file"),
    path("hooks/govuk-pay/", hooks.govuk_pay, name="hook-pay"),
    path("hooks/govuk-notify/", hooks.govuk_notify, name="hook-notify"),
    path("gallery/", gallery.show, name="gallery"),
    path("", include("civichub.web.display.urls")),
    path("", include("civichub.web.portal.urls")),
]
