"""The addresses of chats at the desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.chats import acts, page, setting_up

urlpatterns = [
    path("", page.listing, name="desk-chats"),
    path("mine/", page.mine, name="desk-chats-mine"),
    path("set-up/", setting_up.overview, name="chat-set-up"),
    path("set-up/<slug:slug>/", setting_up.rules, name="chat-rules"),
    path("blocks/<int:pk>/lift/", acts.unblock, name="chat-unblock"),
    path("<str:reference>/", page.show, name="desk-chat"),
    path("<str:reference>/news/", page.news, name="desk-chat-news"),
    path("<str:reference>/transcript/", page.transcript, name="desk-chat-transcript"),
    path("<str:reference>/send/", acts.send, name="desk-chat-send"),
    path("<str:reference>/file/", acts.add_file, name="desk-chat-add-file"),
    path("<str:reference>/file/<str:token>/", page.file, name="desk-chat-file"),
    path("<str:reference>/join/", acts.join, name="desk-chat-join"),
    path("<str:reference>/language/", acts.language, name="desk-chat-language"),
    path("<str:reference>/hand-off/", acts.hand_off, name="desk-chat-hand-off"),
    path("<str:reference>/end/", acts.end, name="desk-chat-end"),
    path("<str:reference>/answer/", acts.answer, name="desk-chat-answer"),
    path("<str:reference>/block/", acts.block, name="desk-chat-block"),
]
