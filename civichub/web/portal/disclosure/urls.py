"""The addresses of the disclosure log."""

from __future__ import annotations

from django.urls import path

from civichub.web.portal.disclosure import log

urlpatterns = [
    path("disclosure-log/", log.show, name="disclosure-log"),
    path("disclosure-log/feed.xml", log.feed, name="disclosure-log-feed"),
    path("disclosure-log/export.csv", log.export, name="disclosure-log-export"),
    path("disclosure-log/<slug:slug>/<int:number>/", log.entry, name="disclosure-log-entry"),
]
