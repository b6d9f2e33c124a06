"""The addresses of the resident's chat."""

from __future__ import annotations

from django.urls import path

from civichub.web.portal.chat import after, begin, talk

urlpatterns = [
    path("", begin.begin, name="chat"),
    path("now/", talk.now, name="chat-now"),
    path("now/news/", talk.news, name="chat-news"),
    path("now/look/", talk.look, name="chat-look"),
    path("now/send/", talk.send, name="chat-send"),
    path("now/file/", talk.add_file, name="chat-add-file"),
    path("now/file/<str:token>/", talk.file, name="chat-file"),
    path("now/end/", talk.end, name="chat-end"),
    path("now/again/", talk.again, name="chat-again"),
    path("now/message/", after.message_instead, name="chat-instead"),
    path("now/rate/", after.rate, name="chat-rate"),
    path("now/transcript/", after.transcript, name="chat-transcript"),
    path("now/print/", after.printed, name="chat-print"),
    path("now/bar/", after.bar, name="chat-bar"),
    path("transcript/<str:signed>/", after.confirm_transcript, name="chat-transcript-confirm"),
]
