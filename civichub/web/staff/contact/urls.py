"""Addresses around a contact."""

from django.urls import path

from civichub.web.staff.contact import notices, page, prompts, typing

urlpatterns = [
    path("contacts/<str:reference>/notices/", page.notices, name="contact-notices"),
    path("contacts/<str:reference>/turn/", typing.turn, name="contact-turn"),
    path("contacts/<str:reference>/typed/<slug:place>/", typing.keep, name="contact-typed"),
    path("contacts/<str:reference>/prompts/<int:pk>/", prompts.answer, name="contact-prompt"),
    path("notices/", notices.listing, name="notices"),
    path("notices/declare/", notices.declare, name="notice-declare"),
    path("notices/<int:pk>/change/", notices.change, name="notice-change"),
    path("notices/<int:pk>/withdraw/", notices.withdraw, name="notice-withdraw"),
    path("prompts/", prompts.listing, name="prompts"),
    path("prompts/add/", prompts.add, name="prompt-add"),
    path("prompts/<int:pk>/change/", prompts.change, name="prompt-change"),
    path("prompts/<int:pk>/end/", prompts.end, name="prompt-end"),
]
