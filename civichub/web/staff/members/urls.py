"""Addresses of councillors' casework."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.members import asking, following, on_case, taking_up, ward

urlpatterns = [
    path("ward/", ward.show, name="ward"),
    path("ward/take-up/", taking_up.take_up, name="ward-take-up"),
    path("ward/ask/", asking.ask, name="ward-ask"),
    path("ward/questions/<str:reference>/", asking.show, name="ward-question"),
    path("ward/questions/<str:reference>/share/", asking.share, name="ward-question-share"),
    path("ward/cases/<str:reference>/", following.show, name="ward-case"),
    path("ward/cases/<str:reference>/write/", following.write, name="ward-write"),
    path("ward/cases/<str:reference>/end/", following.end, name="ward-end"),
    path("cases/<str:reference>/acting/", on_case.record, name="case-acting"),
    path("cases/<str:reference>/acting/<int:pk>/end/", on_case.end, name="case-acting-end"),
]
