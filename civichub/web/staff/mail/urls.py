"""Addresses of email at the desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.mail import actions, conversation, files, inbox, set_up, writing

urlpatterns = [
    path("", inbox.show, name="mail-inbox"),
    path("several/", inbox.several, name="mail-several"),
    path("set-up/", set_up.listing, name="mail-set-up"),
    path("set-up/mailboxes/new/", set_up.mailbox, name="mailbox-new"),
    path("set-up/mailboxes/<int:pk>/", set_up.mailbox, name="mailbox"),
    path("<str:reference>/", conversation.show, name="mail"),
    path("<str:reference>/who-else/", conversation.who_else, name="mail-who-else"),
    path("<str:reference>/draft/", writing.draft, name="mail-draft"),
    path("<str:reference>/texts/", writing.texts, name="mail-texts"),
    path("<str:reference>/attach/", writing.attach, name="mail-attach"),
    path("<str:reference>/take-off/", writing.take_off, name="mail-take-off"),
    path("<str:reference>/enclosed/", writing.enclosed, name="mail-enclosed"),
    path("<str:reference>/reply/", actions.reply, name="mail-reply"),
    path("<str:reference>/take/", actions.take, name="mail-take"),
    path("<str:reference>/close/", actions.close, name="mail-close"),
    path("<str:reference>/spam/", actions.spam, name="mail-spam"),
    path("<str:reference>/bring-back/", actions.bring_back, name="mail-bring-back"),
    path("<str:reference>/identify/", actions.identify, name="mail-identify"),
    path("<str:reference>/case/", actions.case, name="mail-case"),
    path("<str:reference>/messages/<int:pk>/take-back/", actions.take_back, name="mail-take-back"),
    path("<str:reference>/messages/<int:pk>/judge/", actions.judge, name="mail-judge"),
    path("<str:reference>/messages/<int:pk>/original/", files.original, name="mail-original"),
    path("<str:reference>/messages/<int:pk>/formatted/", files.formatted, name="mail-formatted"),
    path("<str:reference>/files/<str:token>/", files.show, name="mail-file"),
]
