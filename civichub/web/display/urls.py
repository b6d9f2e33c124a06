"""The public addresses of front desks."""

from __future__ import annotations

from django.urls import path

from civichub.web.display import boards, kiosk, kiosk_asking, tickets, voice, wallboard

urlpatterns = [
    path("wall/<str:key>/", wallboard.keyed, name="wall"),
    path("wall/<str:key>/events/", wallboard.keyed_events, name="wall-events"),
    path("display/<slug:slug>/", boards.board, name="display-board"),
    path("display/key/<str:key>/", boards.keyed_board, name="display-keyed"),
    path("display/call/<str:language>/<str:mark>.wav", voice.call_sound, name="call-sound"),
    path("ticket/<str:token>/", tickets.show, name="ticket"),
    path("ticket/<str:token>/leave/", tickets.leave, name="ticket-leave"),
    path("ticket/<str:token>/return/", tickets.come_back, name="ticket-return"),
    path("kiosk/<str:key>/", kiosk.start, name="kiosk"),
    path("kiosk/<str:key>/choose/", kiosk.choose, name="kiosk-choose"),
    path("kiosk/<str:key>/menu/", kiosk.menu, name="kiosk-menu"),
    path("kiosk/<str:key>/see/", kiosk_asking.see, name="kiosk-see"),
    path("kiosk/<str:key>/ticket/<str:token>/", kiosk_asking.ticket, name="kiosk-ticket"),
    path("kiosk/<str:key>/case/", kiosk_asking.case, name="kiosk-case"),
    path("kiosk/<str:key>/case/<str:token>/", kiosk_asking.answer, name="kiosk-answer"),
    path("kiosk/<str:key>/appointment/", kiosk_asking.appointment, name="kiosk-appointment"),
    path("kiosk/<str:key>/councillors/", kiosk_asking.councillors, name="kiosk-councillors"),
    path("kiosk/<str:key>/services/", kiosk.services, name="kiosk-services"),
    path("kiosk/<str:key>/services/<slug:slug>/", kiosk.service, name="kiosk-service"),
    path("kiosk/<str:key>/report/", kiosk.report, name="kiosk-report"),
    path("kiosk/<str:key>/feedback/", kiosk.feedback, name="kiosk-feedback"),
    path("kiosk/<str:key>/reset/", kiosk.reset, name="kiosk-reset"),
    path("kiosk/<str:key>/ping/", kiosk.ping, name="kiosk-ping"),
    path("waits/", boards.waits, name="waits"),
]
