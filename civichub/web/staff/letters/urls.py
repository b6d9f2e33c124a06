"""Addresses of letters at the desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.letters import batches, letter, log, printing, returned, set_up, writing

urlpatterns = [
    path("", log.show, name="letter-log"),
    path("export.csv", log.export, name="letter-export"),
    path("post/", batches.listing, name="post"),
    path("post/sheets/", set_up.sheets, name="post-sheets"),
    path("post/<int:pk>/", batches.show, name="post-batch"),
    path("post/<int:pk>/original/", batches.original, name="post-original"),
    path("post/<int:pk>/pages/<int:number>/", batches.page, name="post-page"),
    path("post/<int:pk>/<slug:step>/", batches.act, name="post-act"),
    path("look/", set_up.letterhead, name="letterhead"),
    path("write/", writing.write, name="letter-write"),
    path("print/", printing.show, name="letter-print"),
    path("print/<str:reference>/", printing.run, name="print-run"),
    path("print/<str:reference>/paper/", printing.paper, name="print-run-paper"),
    path("print/<str:reference>/<slug:step>/", printing.act, name="print-run-act"),
    path("returned/", returned.find, name="letter-returned"),
    path("sent/", log.sent, name="letters-sent"),
    path("sent/<str:reference>/", writing.show, name="letter-out"),
    path("sent/<str:reference>/paper/", writing.paper, name="letter-paper"),
    path("sent/<str:reference>/decide/", printing.decide, name="letter-decide"),
    path("sent/<str:reference>/returned/", returned.record, name="letter-came-back"),
    path("sent/<str:reference>/not-returned/", returned.undo, name="letter-not-returned"),
    path("<str:reference>/", letter.show, name="letter"),
    path("<str:reference>/original/", letter.original, name="letter-original"),
    path("<str:reference>/pages/<int:place>/", letter.page, name="letter-page"),
    path("<str:reference>/<slug:step>/", letter.act, name="letter-act"),
]
