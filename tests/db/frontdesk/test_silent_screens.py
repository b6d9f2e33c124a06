"""Boards, wallboards and kiosks that have stopped asking are told of, to whoever runs the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.core.models import AuditEntry
from civichub.frontdesk.models import DeskKey
from civichub.frontdesk.operations import make_key, note_screen_heard, watch_screens
from civichub.frontdesk.queries import address_of_key
from civichub.frontdesk.screens import silent_screens, troubles
from civichub.places.operations import change_site_hours
from civichub.routing.models import Alert, WallKey
from civichub.routing.operations import make_wall_key, watch_queue
from tests.factories.world import NOON

MINUTE = timedelta(minutes=1)


def test_a_screen_that_stops_is_told_of_while_the_site_is_open_and_until_it_asks_again(shop: Any) -> None:
    system = {"actor": shop.world.system}
    key = make_key(desk=shop.desk, kind="kiosk", label="Door", actor=shop.leader, at=NOON)
    assert watch_screens(**system, at=NOON + 60 * MINUTE) == 0, "one that was never opened is not silent"
    note_screen_heard(key=key, **system, at=NOON)
    assert watch_screens(**system, at=NOON + 5 * MINUTE) == 0
    assert watch_screens(**system, at=NOON + 6 * MINUTE) == 1
    alert = Alert.objects.get()
    assert (alert.queue, alert.kind) == (shop.queue, "silent")
    assert alert.words == "Kiosk: Door at Market Place has not been heard of since 12:00."
    watch_queue(queue=shop.queue, **system, at=NOON + 7 * MINUTE)
    watch_queue(queue=shop.queue, **system, at=NOON + 12 * MINUTE)
    assert Alert.objects.get().cleared_at is None, "what else is watched in the queue does not clear it"
    desk = Client()
    desk.force_login(shop.world.people["leader"])
    note_screen_heard(key=DeskKey.objects.get(), **system, at=NOON + 20 * MINUTE)
    rows = AuditEntry.objects.filter(action="desk.screen_heard").count()
    note_screen_heard(key=DeskKey.objects.get(), **system, at=NOON + 20.5 * MINUTE)
    note_screen_heard(key=DeskKey.objects.get(), **system, at=NOON + 22 * MINUTE)
    assert AuditEntry.objects.filter(action="desk.screen_heard").count() == rows, "an ordinary minute is no event"
    assert watch_screens(**system, at=NOON + 22 * MINUTE) == 1, "it clears when the cause has been gone for a while"
    assert watch_screens(**system, at=NOON + 26 * MINUTE) == 0
    change_site_hours(site=shop.site, opening_hours={"monday": ["09:00-17:00"]}, hours_note="", at=NOON, **system)
    shop.desk.site.refresh_from_db()
    sunday = NOON + timedelta(days=(6 - NOON.weekday()) % 7 or 7)
    assert silent_screens(shop.desk, sunday) == [], "nobody expects a screen to be on while the site is closed"


def test_a_wallboard_by_key_and_a_board_say_that_they_live_by_asking(shop: Any) -> None:
    now = timezone.now()
    wall, address = make_wall_key(organisation=shop.world.county, label="Hall", actor=shop.leader, at=now)
    board = make_key(desk=shop.desk, kind="display", label="Room", actor=shop.leader, at=now)
    kiosk = make_key(desk=shop.desk, kind="kiosk", label="Door", actor=shop.leader, at=now)
    anybody = Client()
    for path in (
        reverse("wall", args=[address]),
        reverse("display-keyed", args=[address_of_key(board)]),
        reverse("kiosk-ping", args=[address_of_key(kiosk)]),
    ):
        assert anybody.get(path).status_code in (200, 204)
    assert anybody.get(reverse("kiosk-ping", args=["12-forged"])).status_code == 204
    assert WallKey.objects.get().heard_at is not None
    assert DeskKey.objects.filter(heard_at=None).count() == 0
    leader = Client()
    leader.force_login(shop.world.people["leader"])
    setup = reverse("desk-setup", args=[shop.desk.site.slug])
    assert "last heard of" in leader.get(setup).content.decode()
    long_ago = NOON - 20 * MINUTE
    WallKey.objects.update(heard_at=long_ago)
    DeskKey.objects.update(heard_at=long_ago)
    (words,) = troubles([shop.desk], NOON).values()
    assert words.count("has not been heard of since") == 3
    assert "Silent" in leader.get(setup).content.decode()
    assert "Look whether it is on" in leader.get(reverse("front-desk")).content.decode()
    assert watch_screens(actor=shop.world.system, at=NOON) == 1
    assert "A screen is silent" in leader.get(reverse("queue", args=[Alert.objects.get().queue_id])).content.decode()
    assert wall.label in words
