"""The addresses of appointments for residents."""

from __future__ import annotations

from django.urls import path

from civichub.web.portal.appointments import booking, calendars, holding, managing, offers, waiting

OWN = "appointments/manage/<str:token>/"

urlpatterns = [
    path("appointments/", booking.index, name="appointments"),
    path("appointments/find/", managing.find, name="appointment-find"),
    path("appointments/feed/<str:token>.ics", calendars.feed, name="appointment-feed"),
    path("appointments/book/<slug:slug>/", booking.where, name="appointment-where"),
    path("appointments/book/<slug:slug>/times/", booking.times, name="appointment-times"),
    path("appointments/book/<slug:slug>/wait/", waiting.ask, name="appointment-wait"),
    path("appointments/waiting/<str:token>/", waiting.show, name="appointment-waiting"),
    path("appointments/hold/<str:token>/details/", holding.details, name="appointment-details"),
    path("appointments/hold/<str:token>/check/", holding.check, name="appointment-check"),
    path("appointments/hold/<str:token>/done/", holding.done, name="appointment-done"),
    path(OWN, managing.show, name="appointment-manage"),
    path(f"{OWN}move/", managing.move, name="appointment-move"),
    path(f"{OWN}cancel/", managing.cancel, name="appointment-cancel"),
    path(f"{OWN}earlier/", managing.earlier, name="appointment-earlier"),
    path(f"{OWN}calendar.ics", calendars.own, name="appointment-calendar"),
    path("appointments/offer/<str:token>/", offers.answer, name="appointment-offer"),
    path("account/appointments/<str:reference>/", managing.from_account, name="account-appointment"),
    path("sites/<slug:slug>/sessions/", calendars.sessions, name="site-sessions"),
    path("sites/<slug:slug>/sessions.ics", calendars.sessions_file, name="site-sessions-file"),
]
