"""The desk's addresses for appointments."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.appointments import (
    acting,
    booking,
    bulk,
    day,
    kind_hours,
    sessions,
    setting_up,
    standards,
    waiting,
)

KIND_HOURS = "set-up/kinds/<slug:slug>/hours/"

urlpatterns = [
    path("", day.show, name="appointment-day"),
    path("find/", day.find, name="appointment-search"),
    path("book/", booking.book, name="appointment-book"),
    path("book/<slug:slug>/", booking.times, name="appointment-book-times"),
    path("book/<slug:slug>/who/", booking.who, name="appointment-book-who"),
    path("book/<slug:slug>/wait/", waiting.ask, name="appointment-wait-for"),
    path("waiting/", waiting.lines, name="appointment-lines"),
    path("waiting/<slug:slug>/", waiting.line, name="appointment-line"),
    path("waiting/offers/<int:pk>/", waiting.answer, name="appointment-offer-answer"),
    path("waiting/<str:reference>/leave/", waiting.leave, name="appointment-wait-leave"),
    path("cancel-many/", bulk.choose, name="appointment-bulk"),
    path("cancel-many/<int:pk>/", bulk.show, name="appointment-bulk-done"),
    path("standards/", standards.show, name="appointment-standards"),
    path("set-up/", setting_up.show, name="appointment-set-up"),
    path("set-up/kinds/new/", setting_up.new_kind, name="appointment-kind-new"),
    path("set-up/kinds/<slug:slug>/", setting_up.kind, name="appointment-kind"),
    path(KIND_HOURS, kind_hours.show, name="appointment-kind-hours"),
    path(f"{KIND_HOURS}new/", kind_hours.add, name="appointment-kind-hours-new"),
    path(f"{KIND_HOURS}days/new/", kind_hours.add_day, name="appointment-kind-day-new"),
    path(f"{KIND_HOURS}<int:pk>/end/", kind_hours.end, name="appointment-kind-hours-end"),
    path(f"{KIND_HOURS}days/<int:pk>/unset/", kind_hours.unset, name="appointment-kind-day-unset"),
    path("set-up/rooms/", setting_up.room, name="appointment-room"),
    path("set-up/hours/", setting_up.hours, name="appointment-hours"),
    path("set-up/hours/<int:pk>/end/", setting_up.end, name="appointment-hours-end"),
    path("set-up/absences/", setting_up.absence, name="appointment-absence"),
    path("set-up/absences/<int:pk>/withdraw/", setting_up.withdraw, name="appointment-absence-withdraw"),
    path("set-up/sessions/", sessions.show, name="appointment-sessions"),
    path("set-up/sessions/new/", sessions.add, name="appointment-session-new"),
    path("set-up/sessions/room/", sessions.room, name="appointment-session"),
    path("set-up/sessions/<int:pk>/end/", sessions.end, name="appointment-session-end"),
    path("set-up/feeds/", setting_up.feed, name="appointment-feed-new"),
    path("set-up/feeds/<int:pk>/revoke/", setting_up.revoke, name="appointment-feed-revoke"),
    path("<str:reference>/", acting.show, name="appointment"),
    path("<str:reference>/move/", booking.move, name="appointment-change"),
    path("<str:reference>/fill/", acting.fill, name="appointment-fill"),
    path("<str:reference>/<slug:step>/", acting.act, name="appointment-act"),
]
