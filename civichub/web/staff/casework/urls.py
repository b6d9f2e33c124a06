"""Addresses of casework."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.casework import assessment, beside, deciding, diary, endings, findings, learning, registers

urlpatterns = [
    path("diary/", diary.show, name="diary"),
    path("decisions/", deciding.listing, name="decisions"),
    path("decisions/budgets/", deciding.budgets, name="decision-budgets"),
    path("decisions/<int:pk>/", deciding.settle, name="decision"),
    path("cases/<str:reference>/beside/", beside.open_one, name="case-beside"),
    path("cases/<str:reference>/finding/", findings.record, name="case-finding"),
    path("cases/<str:reference>/learning/", learning.add, name="case-learning"),
    path("learning/", learning.listing, name="learning"),
    path("learning/<int:pk>/done/", learning.done, name="learning-done"),
    path("registers/", registers.listing, name="registers"),
    path("registers/code/", assessment.show, name="code-assessment"),
    path("registers/endings/<str:key>/", endings.show, name="procedure-endings"),
    path("registers/<str:register>/", registers.show, name="register"),
    path("registers/<str:register>/export/", registers.export, name="register-export"),
]
