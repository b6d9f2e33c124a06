"""Addresses of work across organisations."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.partnership import levels, liaison, on_case, parts, watching

urlpatterns = [
    path("cases/<str:reference>/parts/ask/", on_case.ask, name="case-part-ask"),
    path("cases/<str:reference>/parts/<int:pk>/answer/", on_case.answer, name="case-part-answer"),
    path("cases/<str:reference>/parts/<int:pk>/withdraw/", on_case.withdraw, name="case-part-withdraw"),
    path("cases/<str:reference>/pass-on/", on_case.pass_on, name="case-pass-on"),
    path("partnership/", parts.begin, name="partnership"),
    path("partnership/parts/", parts.listing, name="parts"),
    path("partnership/levels/", levels.listing, name="service-levels"),
    path("partnership/levels/new/", levels.agree, name="service-level-agree"),
    path("partnership/levels/<int:pk>/", levels.show, name="service-level"),
    path("partnership/levels/<int:pk>/end/", levels.end, name="service-level-end"),
    path("partnership/issues/", liaison.listing, name="liaison-log"),
    path("partnership/issues/new/", liaison.new, name="liaison-new"),
    path("partnership/issues/pack/", liaison.pack, name="liaison-pack"),
    path("partnership/issues/pack.pdf", liaison.pack_pdf, name="liaison-pack-pdf"),
    path("partnership/issues/issues.csv", liaison.pack_csv, name="liaison-csv"),
    path("partnership/issues/<int:pk>/", liaison.show, name="liaison-issue"),
    path("partnership/issues/<int:pk>/settle/", liaison.settle, name="liaison-settle"),
    path("emergency/", watching.emergency, name="emergency"),
    path("watched/", watching.listing, name="watched"),
    path("watched/<int:pk>/", watching.review, name="watched-review"),
]
