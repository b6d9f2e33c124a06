"""The long poll: one answer as soon as something has changed in the chat, or after some time that nothing has.

Like the desk's streams it is served by Django's asynchronous handler, and holds neither a thread nor a connection of
the pool while it waits. It says that something has changed, never what.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from civichub.web.access import public
from civichub.web.live import can_stream, hub
from civichub.web.portal.chat.door import chat_of
from civichub.web.portal.chat.talk import whole
from civichub.webchat.queries import last_line

PINGS = 2  # of the hub's, ten seconds each: well within the patience of proxies


@public
@require_GET
def wait(request: HttpRequest) -> HttpResponse:
    """Wait for news after a line's number. 204: this server cannot hold the answer open, so ask now and then."""
    chat = chat_of(request) if can_stream(request) else None
    if chat is None or chat.is_over:
        return HttpResponse(status=204)
    topics = {f"chat-{chat.pk}": "chat"}
    if chat.item is not None and not chat.in_hand:
        topics[f"queue-{chat.item.queue_id}"] = "place"
    connections.close_all()
    answer = StreamingHttpResponse(
        _one_change(topics, chat.pk, whole(request.GET.get("after", ""))), content_type="application/json"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _one_change(topics: dict[str, str], chat: int, after: int) -> AsyncIterator[str]:
    """Listens first and looks then, so that nothing falls between the two."""
    frames = hub.stream(topics, None)
    try:
        await anext(frames)
        changed = await sync_to_async(_newer, thread_sensitive=False)(chat, after)
        pings = 0
        while not changed and pings < PINGS:
            frame = await anext(frames)
            changed, pings = not frame.startswith(":"), pings + 1
        yield '{"changed": true}' if changed else '{"changed": false}'
    finally:
        await frames.aclose()


def _newer(chat: int, after: int) -> bool:
    try:
        return last_line(chat) > after
    finally:
        connections.close_all()
