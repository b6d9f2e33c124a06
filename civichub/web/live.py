"""Live screens: one LISTEN connection per process, fanned out to every open stream of server-sent events in it.

A frame says that something changed, never what: the screen asks again, and is answered what it may see.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.accounts.queries import system_account
from civichub.core.live import CHANNEL
from civichub.routing import policies
from civichub.routing.operations import see_screens
from civichub.routing.queries import queues_seen_by
from civichub.web.access import staff

log = logging.getLogger(__name__)

PING_SECONDS = 10  # keeps proxies from closing a stream, and finds dead browsers
BEAT_SECONDS = 5
WAITING_FRAMES = 50  # of one stream; a browser slower than that loses the oldest and asks again anyway


class Hub:
    """The open streams of this process. `people` counts the streams of each person who takes work."""

    def __init__(self) -> None:
        self.streams: dict[str, dict[asyncio.Queue[str], str]] = {}
        self.people: Counter[int] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen and to beat in the running loop, unless that is going on already."""
        if not self._tasks or any(task.done() for task in self._tasks):
            for task in self._tasks:
                task.cancel()
            loop = asyncio.get_running_loop()
            self._tasks = [loop.create_task(self._listen()), loop.create_task(self._beat())]

    async def _listen(self) -> None:
        delay = 0.5
        while True:
            try:
                # A connection of its own: one of the pool would be lost to the pages for as long as this process lives.
                async with await psycopg.AsyncConnection.connect(
                    os.environ["DATABASE_URL"], autocommit=True, application_name="civichub-live", keepalives_idle=30
                ) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    delay = 0.5
                    self._send_everybody("resync")  # some may have been missed while nobody listened
                    async for notice in listener.notifies():
                        self.send(json.loads(notice.payload)["topic"])
            except (psycopg.Error, OSError):
                await asyncio.sleep(delay)
                delay = min(delay * 2, 30)

    async def _beat(self) -> None:
        """Signs of life of everybody with a stream here, in one statement, and care for the line when it is due."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            people = [person for person, streams in self.people.items() if streams > 0]
            if people:
                try:
                    await sync_to_async(_see, thread_sensitive=False)(people)
                except DatabaseError:
                    log.exception("the signs of life of %d screens were not written; trying again", len(people))

    def send(self, topic: str) -> None:
        """Tell every stream that follows the topic, under the word by which it knows it."""
        for queue, word in self.streams.get(topic, {}).items():
            _put(queue, word)

    def _send_everybody(self, word: str) -> None:
        for queue in {queue for streams in self.streams.values() for queue in streams}:
            _put(queue, word)

    async def stream(self, topics: Mapping[str, str], person: int | None) -> AsyncIterator[str]:
        """Frames for one screen: `topics` maps what it follows to the word it hears."""
        self.start()
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING_FRAMES)
        for topic, word in topics.items():
            self.streams.setdefault(topic, {})[queue] = word
        if person is not None:
            self.people[person] += 1
        try:
            yield "retry: 2000\nevent: resync\ndata:\n\n"
            while True:
                try:
                    async with asyncio.timeout(PING_SECONDS):
                        frame = await queue.get()
                except TimeoutError:
                    frame = ": still here\n\n"
                yield frame
        finally:
            for topic in topics:
                self.streams[topic].pop(queue, None)
                if not self.streams[topic]:
                    del self.streams[topic]
            if person is not None:
                self.people[person] -= 1


def _put(queue: asyncio.Queue[str], word: str) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(f"event: {word}\ndata:\n\n")


def _see(people: Iterable[int]) -> None:
    try:
        see_screens(people=list(people), actor=system_account(), at=timezone.now())
    finally:
        connections.close_all()


hub = Hub()


def can_stream(request: HttpRequest) -> bool:
    """Whether the server that asks for this page can hold a stream open: its pages come over the bridge from ASGI."""
    return isinstance(request, ASGIRequest) or "asgi.scope" in request.META


@staff()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What a screen of the desk follows: one's own work, and the queues one serves or runs. An open stream is a sign
    of life."""
    if not can_stream(request):
        return HttpResponse(status=204)  # the browser asks no more; a stream would hold a thread for ever
    user = request.user
    person = user.pk if policies.may_take_seat(user) else None
    return stream_of(followed_by(user), person)


def followed_by(user: Any) -> dict[str, str]:
    """The topics that a screen of this person's follows, each with the word that it hears."""
    topics = {f"desk-{user.pk}": "desk", f"chats-{user.pk}": "chats", f"phone-{user.pk}": "phone"}
    topics |= {"seats": "queues", "notices": "notices"}
    topics |= {f"queue-{queue}": "queues" for queue in queues_seen_by(user).values_list("pk", flat=True)}
    topics |= {f"mail-{organisation}": "mail" for organisation in user.organisations_with("contact.view")}
    topics |= {f"sharing-{organisation}": "sharing" for organisation in user.organisations_with("case.view")}
    topics |= {f"alerts-{organisation}": "desk" for organisation in user.organisations_with("work.supervise")}
    return topics


def stream_of(topics: Mapping[str, str], person: int | None = None) -> HttpResponse:
    """The answer that stays open: `topics` maps what the screen follows to the word it hears; see `Hub.stream`."""
    # Given back before the stream begins: it would otherwise keep a connection of the pool for as long as it is open.
    connections.close_all()
    response = StreamingHttpResponse(hub.stream(topics, person), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
