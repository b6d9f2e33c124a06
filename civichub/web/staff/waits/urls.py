"""The addresses of the score of waits."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.waits import score

urlpatterns = [
    path("", score.show, name="waits-score"),
    path("export.csv", score.export, name="waits-score-export"),
]
