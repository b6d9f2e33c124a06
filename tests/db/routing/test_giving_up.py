"""A queue in which people give up is failing, however fast it answers the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from civichub.routing.models import Alert
from civichub.routing.operations import abandon_work, watch_queue
from tests.db.routing.conftest import Floor
from tests.factories.world import NOON

MINUTE = timedelta(minutes=1)


def kinds(floor: Floor, queue: Any, at: Any) -> set[str]:
    return {alert.kind for alert in watch_queue(queue=queue, actor=floor.world.system, at=at)}


def test_whoever_gives_up_after_a_real_wait_is_warned_of_and_a_quick_change_of_mind_is_not(floor: Floor) -> None:
    queue = floor.make_queue("calls", answer_within_seconds=600, short_abandon_seconds=5)
    floor.seat("advisor", queue=queue)

    def leave(after: timedelta, many: int) -> None:
        for _ in range(many):
            item = floor.arrive(queue=queue, at=NOON)
            abandon_work(item=item, actor=floor.world.system, at=NOON + after)

    leave(timedelta(seconds=3), 6)
    assert "leaving" not in kinds(floor, queue, NOON + MINUTE), "who left at once tells nothing of the queue"
    leave(2 * MINUTE, 2)
    assert "leaving" not in kinds(floor, queue, NOON + 3 * MINUTE), "two are no sign yet"
    leave(2 * MINUTE, 1)
    assert "leaving" in kinds(floor, queue, NOON + 3 * MINUTE)
    words = Alert.objects.get(kind="leaving").words
    assert words == "3 of 3 gave up before they were answered in the last 30 minutes (100%). At most 5% may."
    assert "leaving" in kinds(floor, queue, NOON + 33 * MINUTE), "it does not flicker"
    assert "leaving" not in kinds(floor, queue, NOON + 37 * MINUTE), "half an hour without is over"
