"""The addresses of the community directory."""

from __future__ import annotations

from django.urls import path

from civichub.web.portal.directory import by_link, searching

urlpatterns = [
    path("", searching.index, name="directory"),
    path("confirm/<str:token>/", by_link.confirm, name="directory-confirm"),
    path("confirm/<str:token>/change/", by_link.change, name="directory-confirm-change"),
    path("help/<str:token>/", by_link.helping, name="directory-help"),
    path("<str:key>/", searching.show, name="directory-service"),
    path("<str:key>/wrong/", searching.wrong, name="directory-wrong"),
    path("<str:key>/told/", searching.told, name="directory-told"),
]
