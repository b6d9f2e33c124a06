"""A published calendar comes upon the whiteboard, from allowed places only, and what goes wrong is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from civichub.workforce.calendar_files import Busy
from civichub.workforce.jobs import read_one
from civichub.workforce.models import CalendarFeed, Presence
from civichub.workforce.operations import follow_calendar, forget_old_whereabouts, read_calendar, set_presence
from civichub.workforce.queries import presence_at
from tests.factories.world import World


class _Calendars(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        begins = timezone.now() + timedelta(hours=1)
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//", "BEGIN:VEVENT", "UID:a", "SUMMARY:Secret",
                 f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{begins + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
                 "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "END:VEVENT", "END:VCALENDAR"]  # fmt: skip
        self.send_response({"/me.ics": 200, "/moved.ics": 302}.get(self.path, 404))
        self.send_header("Location", "/me.ics")
        self.end_headers()
        self.wfile.write("\r\n".join(lines).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def origin(settings: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Calendars)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CALENDAR_ORIGINS = (f"http://127.0.0.1:{server.server_port}",)
    yield settings.CALENDAR_ORIGINS[0]
    server.shutdown()
    server.server_close()


def test_a_published_calendar_is_read_again_and_again_and_a_redirect_is_not_followed(
    world: World, origin: str, settings: Any
) -> None:
    officer, now = world.people["officer"], timezone.now()
    feed = follow_calendar(address=f"{origin}/me.ics", actor=officer, at=now)
    read_one(feed)
    assert presence_at([officer.pk], now + timedelta(minutes=90))[officer.pk].status == "away"
    read_one(feed)
    assert Presence.objects.filter(withdrawn_at=None).count() == 1
    for path, words in (("moved.ics", "answered 302"), ("gone.ics", "answered 404")):
        CalendarFeed.objects.update(address=f"{origin}/{path}")
        feed.refresh_from_db()
        read_one(feed)
        feed.refresh_from_db()
        assert words in feed.problem
    settings.CALENDAR_ORIGINS = ()
    read_one(feed)
    feed.refresh_from_db()
    assert "not read any more" in feed.problem
    assert Presence.objects.filter(withdrawn_at=None).count() == 1, "what it said before stands"


def test_what_has_gone_from_a_calendar_goes_from_the_board_and_a_word_of_the_day_counts_for_more(world: World) -> None:
    officer, now = world.people["officer"], timezone.now()
    soon, later = now + timedelta(hours=1), now + timedelta(hours=2)
    both = [Busy("a@1", "busy", soon, later), Busy("b@1", "away", later, later + timedelta(hours=1))]
    assert read_calendar(person=officer, busy=both, actor=officer, at=now) == 2
    assert read_calendar(person=officer, busy=both[:1], actor=officer, at=now) == 1
    set_presence(person=officer, status="available", actor=officer, at=soon + timedelta(minutes=5))
    assert presence_at([officer.pk], soon + timedelta(minutes=6))[officer.pk].status == "available"


def test_where_people_were_is_forgotten_after_a_year(world: World) -> None:
    officer, now = world.people["officer"], timezone.now()
    for days in (800, 400, 10):
        set_presence(person=officer, status="visit", actor=officer, at=now - timedelta(days=days),
                     until=now - timedelta(days=days - 1))  # fmt: skip
    assert forget_old_whereabouts(actor=world.system, at=now) == 2
    assert Presence.objects.count() == 1
