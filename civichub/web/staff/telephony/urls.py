"""The addresses of the telephone at the desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.telephony import (
    calls,
    interpreters,
    payment,
    phone,
    promised,
    ringing_out,
    sentences,
    setting_up,
    surveys,
)

urlpatterns = [
    path("set-up/", setting_up.overview, name="phone-set-up"),
    path("set-up/lines/new/", setting_up.add_line, name="line-add"),
    path("set-up/lines/<int:pk>/", setting_up.change_line, name="line-change"),
    path("set-up/call-backs/", promised.promised, name="call-backs"),
    path("set-up/survey/", surveys.overview, name="surveys"),
    path("set-up/survey/new/", surveys.add, name="survey-add"),
    path("set-up/survey/<int:pk>/", surveys.change, name="survey-change"),
    path("set-up/survey/<int:pk>/forget/", surveys.forget, name="survey-forget"),
    path("set-up/telephones/new/", setting_up.give, name="handset-give"),
    path("set-up/telephones/<int:pk>/", setting_up.handset, name="handset"),
    path("set-up/telephones/<int:pk>/withdraw/", setting_up.withdraw, name="handset-withdraw"),
    path("set-up/interpreters/new/", interpreters.add, name="interpreter-add"),
    path("set-up/interpreters/<int:pk>/", interpreters.change, name="interpreter-change"),
    path("set-up/sentences/", sentences.listing, name="sentences"),
    path("set-up/sentences/script/", sentences.script, name="sentences-script"),
    path("set-up/sentences/recordings/", sentences.take_in, name="sentences-take-in"),
    path("set-up/sentences/recordings/<int:pk>/", sentences.listen, name="sentence-recording"),
    path("set-up/sentences/recordings/<int:pk>/remove/", sentences.remove, name="sentence-remove"),
    path("set-up/sentences/recordings/<int:pk>/bring-back/", sentences.bring_back, name="sentence-bring-back"),
    path("set-up/sentences/<int:pk>/<slug:name>/", sentences.sentence, name="sentence"),
    path("set-up/sentences/<int:pk>/<slug:name>/machine/", sentences.machine, name="sentence-machine"),
    path("phone/", phone.window, name="phone"),
    path("phone/open/", phone.open_line, name="phone-open"),
    path("phone/standing/", phone.standing, name="phone-standing"),
    path("phone/trouble/", phone.trouble, name="phone-trouble"),
    path("phone/order/", phone.order, name="phone-order"),
    path("ring/case/<str:reference>/", ringing_out.from_case, name="ring-case"),
    path("ring/customer/<str:reference>/", ringing_out.from_customer, name="ring-customer"),
    path("recordings/<int:pk>/", calls.listen, name="recording"),
    path("recordings/<int:pk>/hold/", calls.hold, name="recording-hold"),
    path("<str:reference>/", calls.panel, name="desk-call"),
    path("<str:reference>/ask-in/", calls.ask, name="desk-call-ask-in"),
    path("<str:reference>/put-through/", calls.through, name="desk-call-put-through"),
    path("<str:reference>/payment/", payment.show, name="desk-call-payment"),
    path("<str:reference>/payment/begin/", payment.begin, name="desk-call-payment-begin"),
    path("<str:reference>/payment/end/", payment.end, name="desk-call-payment-end"),
    path("<str:reference>/hear/<slug:kind>/", calls.hear, name="desk-call-hear"),
    path("<str:reference>/<slug:kind>/", calls.order, name="desk-call-order"),
]
