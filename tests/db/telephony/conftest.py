"""A line of the county with two people who serve it, and somebody who rings."""

from __future__ import annotations

import pytest
from django.utils import timezone

from civichub.routing.models import Queue
from civichub.routing.operations import define_queue, join_queue, see_screens, sit_down
from civichub.telephony.models import Call
from civichub.telephony.operations import begin_call, give_handset, line_up_call, set_up_line
from tests.db.telephony.line import ALWAYS, CALLER
from tests.factories.world import World


@pytest.fixture
def queue(world: World) -> Queue:
    leader, now = world.people["leader"], timezone.now()
    made = define_queue(organisation=world.county, slug="calls", name="Calls", hours=ALWAYS, actor=leader, at=now)
    for word, extension in (("advisor", "2001"), ("leader", "2002")):
        join_queue(queue=made, person=world.people[word], actor=leader, at=now)
        give_handset(person=world.people[word], extension=extension, actor=leader, at=now)
    set_up_line(organisation=world.county, number="01632960100", name="Highways", queue=made, actor=leader, at=now)
    return made


@pytest.fixture
def call(world: World, queue: Queue) -> Call:
    """Somebody who waits, offered to the advisor."""
    by = {"actor": world.system, "at": timezone.now()}
    sit_down(actor=world.people["advisor"], at=timezone.now())
    see_screens(people=[world.people["advisor"].pk], **by)
    began = begin_call(exchange_id="one", caller=CALLER, dialled="01632960100", **by)
    return line_up_call(call=began, **by)
