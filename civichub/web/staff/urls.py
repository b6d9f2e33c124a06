"""The desk's addresses."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff import case_actions, case_list, case_page, contacts, customers, figures, home, requests

urlpatterns = [
    path("", home.show, name="staff-home"),
    path("search/", customers.search, name="customer-search"),
    path("customers/<str:reference>/", customers.show, name="customer"),
    path("customers/<str:reference>/merge/", customers.merge, name="customer-merge"),
    path("customers/<str:reference>/merges/<int:pk>/undo/", customers.undo, name="customer-unmerge"),
    path("contacts/", contacts.listing, name="contact-list"),
    path("contacts/begin/", contacts.begin, name="contact-begin"),
    path("contacts/<str:reference>/", contacts.show, name="contact"),
    path("contacts/<str:reference>/identify/", contacts.identify, name="contact-identify"),
    path("contacts/<str:reference>/describe/", contacts.describe, name="contact-describe"),
    path("contacts/<str:reference>/pause/", contacts.pause, name="contact-pause"),
    path("contacts/<str:reference>/resume/", contacts.resume, name="contact-resume"),
    path("contacts/<str:reference>/about-case/", contacts.about_case, name="contact-about-case"),
    path("contacts/<str:reference>/request/", requests.take, name="contact-request"),
    path("contacts/<str:reference>/hand-off/", contacts.hand_off, name="contact-hand-off"),
    path("contacts/<str:reference>/wrap-up/", contacts.wrap_up, name="contact-wrap-up"),
    path("cases/", case_list.show, name="case-list"),
    path("cases/export.csv", case_list.export, name="case-export"),
    path("cases/bulk/", case_list.bulk, name="case-bulk"),
    path("cases/lists/", case_list.save_view, name="case-list-save"),
    path("cases/lists/<int:list_id>/forget/", case_list.forget_view, name="case-list-forget"),
    path("cases/<str:reference>/", case_page.show, name="case"),
    path("cases/<str:reference>/who-else/", case_page.who_else, name="case-who-else"),
    path("cases/<str:reference>/steps/<slug:key>/", case_page.step, name="case-step"),
    path("cases/<str:reference>/reopen/", case_page.reopen, name="case-reopen"),
    path("cases/<str:reference>/note/", case_actions.note, name="case-note"),
    path("cases/<str:reference>/promise/", case_actions.promise, name="case-promise"),
    path("cases/<str:reference>/promises/<int:pk>/move/", case_actions.promise_moved, name="case-promise-move"),
    path("cases/<str:reference>/promises/<int:pk>/settle/", case_actions.promise_settled, name="case-promise-settle"),
    path("cases/<str:reference>/task/", case_actions.task, name="case-task"),
    path("cases/<str:reference>/tasks/<int:pk>/done/", case_actions.task_done, name="case-task-done"),
    path("cases/<str:reference>/clocks/<int:pk>/", case_actions.clock, name="case-clock"),
    path("cases/<str:reference>/assign/", case_actions.assign, name="case-assign"),
    path("cases/<str:reference>/take/", case_actions.take, name="case-take"),
    path("cases/<str:reference>/link/", case_actions.link, name="case-link"),
    path("figures/", figures.show, name="channel-report"),
    path("figures/export.csv", figures.export, name="figure-export"),
    path("figures/behind/", figures.lineage, name="figure-lineage"),
    path("figures/enter/", figures.enter, name="figure-enter"),
]
