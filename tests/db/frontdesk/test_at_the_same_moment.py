"""Two counters and the door act on the same visitors at once: nobody is called twice, and nothing waits for ever."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from civichub.core.errors import Conflict, TransitionRefused
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import call_next, leave_building, miss_call
from tests.db.frontdesk.conftest import Shop
from tests.db.routing.test_at_once import all_at_once
from tests.factories.world import NOON, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_called_while_they_leave_is_called_or_gone_and_never_an_error() -> None:
    shop = Shop(make_world())
    shop.open(reception="1", advisor="2")
    visits = [shop.arrive("pothole") for _ in range(24)]
    called: list[Visit] = []

    def call(word: str) -> None:
        person = shop.world.people[word]
        for _ in range(16):
            visit: Any = call_next(actor=person, at=NOON)
            if visit is None:
                return
            called.append(visit)
            with suppress(Conflict, TransitionRefused):
                miss_call(visit=visit, actor=person, at=NOON)

    def leave(gone: list[Visit]) -> None:
        for visit in gone:
            with suppress(Conflict, TransitionRefused):
                leave_building(visit=visit, actor=shop.world.people["reception"], at=NOON)

    all_at_once(
        [lambda: call("reception"), lambda: call("advisor"), lambda: leave(visits[::2]), lambda: leave(visits[1::3])]
    )
    assert len({visit.pk for visit in called}) == len(called), "somebody was called at two counters"
    assert set(Visit.objects.values_list("state", flat=True)) <= {"left", "no_show"}
