"""The partner portal's addresses."""

from __future__ import annotations

from django.urls import path

from civichub.web.partner import sending, sent

urlpatterns = [
    path("", sent.home, name="partner-home"),
    path("refer/", sending.refer, name="partner-refer"),
    path("report/", sending.report, name="partner-report"),
    path("cases/<str:reference>/", sent.show, name="partner-case"),
    path("cases/<str:reference>/write/", sent.write, name="partner-write"),
    path("cases/<str:reference>/file/", sent.send_file, name="partner-file"),
    path("cases/<str:reference>/files/<str:token>/", sent.file, name="partner-file-open"),
    path("cases/<str:reference>/steps/<slug:key>/", sent.step, name="partner-step"),
]
