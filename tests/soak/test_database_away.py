"""The database is away for a minute: who talks goes on, who waits hears music, and afterwards it is written down."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from civichub.telephony.models import Call, Recording
from tests.phone.conftest import counter, site
from tests.phone.counter import Counter
from tests.phone.sip import eventually
from tests.phone.talking import CALLER_HZ, MUSIC, OTHER_HZ, answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
__all__ = ["counter", "site"]
AWAY_SECONDS, BACK_SECONDS = 60, 30


@contextmanager
def database_away() -> Iterator[None]:
    """It refuses everybody, and whoever is connected is thrown out."""
    name = connection.settings_dict["NAME"]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres")
    connections.close_all()
    with psycopg.connect(urlunsplit(address), autocommit=True) as elsewhere:
        elsewhere.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        try:
            elsewhere.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            elsewhere.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


def test_a_minute_without_a_database_cuts_nobody_off_and_is_caught_up_with(counter: Counter) -> None:
    talking, advisor = answered(counter)
    waiting = counter.ring("07700900456")
    waiting.wait_heard(MUSIC)
    leaving = counter.ring("07700900789")
    eventually("three calls", lambda: Call.objects.exclude(item=None).count() == 3)
    with database_away():
        began = time.monotonic()
        leaving.hang_up()
        newcomer = counter.site.outside.ring(counter.number, "07700900111")
        while time.monotonic() < began + AWAY_SECONDS:
            for hz in (700, CALLER_HZ):
                talking.say(hz)
                advisor.wait_heard(hz, "talk goes on")
            waiting.wait_heard(MUSIC, "music goes on")
            assert newcomer.state == "new", "whoever rings now hears it ring"
            time.sleep(1)
        advisor.hang_up()
    eventually("who left is written down", lambda: Call.objects.filter(state="abandoned").count() == 1, BACK_SECONDS)
    eventually("so is the end of the talk", lambda: Call.objects.filter(state="answered").count() == 1, BACK_SECONDS)
    eventually("the recordings are kept", lambda: Recording.objects.count() == 3, BACK_SECONDS)
    newcomer.wait_answered()
    counter.ready("leader")
    second = counter.phone("leader").next_call()
    second.say(OTHER_HZ)
    second.answer()
    waiting.wait_heard(OTHER_HZ, "who has waited longest is served first")
    assert Call.objects.count() == len(set(Call.objects.values_list("contact", flat=True))) == 4
