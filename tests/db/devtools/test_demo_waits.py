"""The demonstration's past of waits is learned from and scored like any other."""

from __future__ import annotations

from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.waits import remember_waits
from civichub.routing.live_waits import wait_for
from civichub.routing.models import ToldWait, WorkKind
from civichub.routing.operations import define_queue, join_queue, sit_down
from civichub.routing.wait_scores import public_score
from tests.factories.world import NOON, World


def test_the_demonstration_knows_its_waits_and_says_how_true_they_were(world: World) -> None:
    leader, advisor = world.people["leader"], world.people["advisor"]
    queue = define_queue(organisation=world.county, slug="telephone", name="Telephone", actor=leader, at=NOON)
    for person in (leader, advisor):
        join_queue(queue=queue, person=person, actor=leader, at=NOON)
    remember_waits({COUNTY: world.county, "lodebury": world.lowton}, actor=world.system, now=NOON)
    told = ToldWait.objects.filter(came_true__isnull=False)
    assert 0.8 <= told.filter(came_true=True).count() / told.count() <= 1
    assert told.filter(by_last=None).count() <= 1, "the first of the log has nobody before"
    assert " in 100 callers waited" in public_score([world.county.pk], NOON, channel=WorkKind.CALL)
    sit_down(actor=advisor, at=NOON)
    assert wait_for(queue=queue, kind="call", at=NOON).told is not None
