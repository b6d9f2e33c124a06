"""The addresses of hand-over."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.handover import connecting, dispatches, health, meaning, publishing

urlpatterns = [
    path("", health.listing, name="handover"),
    path("connect/<slug:plug>/", connecting.connect, name="handover-connect"),
    path("open311/", publishing.listing, name="open311-listings"),
    path("open311/publish/", publishing.publish, name="open311-publish"),
    path("open311/<int:pk>/withdraw/", publishing.withdraw, name="open311-withdraw"),
    path("dispatches/<int:pk>/", dispatches.show, name="dispatch"),
    path("dispatches/<int:pk>/<slug:step>/", dispatches.act, name="dispatch-act"),
    path("<int:pk>/", health.show, name="handover-connection"),
    path("<int:pk>/change/", connecting.change, name="handover-change"),
    path("<int:pk>/pause/", connecting.pause, name="handover-pause"),
    path("<int:pk>/end/", connecting.end, name="handover-end"),
    path("<int:pk>/signing-key/", connecting.signing_key, name="handover-signing-key"),
    path("<int:pk>/reporting-key/", connecting.reporting_key, name="handover-reporting-key"),
    path("<int:pk>/resend/", dispatches.resend_all, name="handover-resend"),
    path("<int:pk>/replay/", dispatches.replay, name="handover-replay"),
    path("<int:pk>/services/add/", meaning.add_service, name="handover-route-add"),
    path("<int:pk>/services/<int:route>/end/", meaning.end_service, name="handover-route-end"),
    path("<int:pk>/statuses/add/", meaning.add_status, name="handover-rule-add"),
    path("<int:pk>/statuses/<int:rule>/", meaning.change_status, name="handover-rule"),
    path("<int:pk>/statuses/<int:rule>/remove/", meaning.remove_status, name="handover-rule-remove"),
]
