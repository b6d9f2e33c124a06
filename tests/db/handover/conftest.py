"""A county with a back office behind an Open311 server that is not there, and the worker that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from civichub.handover.models import Connection
from civichub.handover.operations.connections import Particulars, connect_system
from civichub.handover.operations.routes import add_route, set_status_rule
from civichub.handover.plugs.open311_fake import API_KEY, Open311Fake, running_open311
from tests.factories.world import BEFORE, World, make_world
from tests.journeys.worker import do_waiting_work, forget_waiting_work

Connect = Callable[..., Connection]


@pytest.fixture
def county(transactional_db: None, settings: Any) -> World:
    """The small partnership, committed, with nothing left to do; systems on this machine may be called."""
    settings.PRIVATE_SYSTEMS = ("127.0.0.1", "localhost")
    settings.STAFF_SECOND_FACTOR = False
    world = make_world()
    forget_waiting_work()
    return world


@pytest.fixture
def office() -> Iterator[Open311Fake]:
    """The back office."""
    with running_open311() as fake:
        yield fake


@pytest.fixture
def connect(county: World) -> Connect:
    """`connect("open311", url)` connects the county's potholes to a system; statuses mean what their words say."""

    def make(plug: str, address: str, *, service: str = "pothole", **more: Any) -> Connection:
        receiver = more.pop("receiver", None)
        acting: dict[str, Any] = {"actor": county.people["manager"], "at": more.pop("at", BEFORE)}
        wanted = Particulars(**{"name": f"Works by {plug}", "address": address, "secret": API_KEY, **more})
        link, _ = connect_system(organisation=county.county, plug=plug, particulars=wanted, receiver=receiver, **acting)
        add_route(connection=link, service=county.services[service], code="POT", **acting)
        if link.fulfils:
            set_status_rule(connection=link, code="open", closed=False, steps=[], words="", **acting)
            set_status_rule(
                connection=link, code="in_progress", closed=False, steps=["inspect"],
                words="The crew is on its way.", **acting,
            )  # fmt: skip
            set_status_rule(connection=link, code="closed", closed=True, steps=["close: fixed"], words="", **acting)
        return link

    return make


def hand_over() -> None:
    """The real worker, as long as hand-over has anything to do."""
    do_waiting_work(["handover"])
