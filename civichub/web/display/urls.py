"""The public addresses of front desks."""

from __future__ import annotations

from django.urls import path

from civichub.web.display import boards

urlpatterns = [
    path("display/<slug:slug>/", boards.board, name="display-board"),
    path("waits/", boards.waits, name="waits"),
]
