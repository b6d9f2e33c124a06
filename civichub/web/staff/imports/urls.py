"""The addresses of bringing in past cases."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.imports import pages

urlpatterns = [
    path("", pages.listing, name="imports"),
    path("new/", pages.bring, name="import-new"),
    path("<int:pk>/", pages.show, name="import"),
    path("<int:pk>/begin/", pages.begin, name="import-begin"),
    path("<int:pk>/take-back/", pages.take_back, name="import-take-back"),
    path("<int:pk>/left-out.csv", pages.left_out, name="import-left-out"),
]
