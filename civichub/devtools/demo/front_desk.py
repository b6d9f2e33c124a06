"""The one-stop shop of Lodebury this morning: two counters and a room, those who were served, and those who wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.devtools.demo.people import MAIL
from civichub.frontdesk.operations import (
    add_counter,
    begin_with,
    call_next,
    change_counter,
    change_desk,
    finish_visit,
    give_pass,
    make_key,
    register_arrival,
    set_up_desk,
    stand_at,
)
from civichub.places.queries import site_by_slug
from civichub.routing.queries import queue_for

QUICK = ("Where is the lift?", "Opening hours", "Forms for a blue badge", "Bin bags")
COUNTERS = (("1", False), ("2", False), ("Room 3", True))
# Who was served: minutes ago they came, how long they waited, how long it took, for which service.
SERVED = ((95, 6, 8, "missed-bin"), (80, 9, 5, "parking-fines"), (66, 12, 10, "council-tax-account"),
          (44, 8, 6, "pothole"))  # fmt: skip
# Who waits: minutes ago they came, service, and how they wish to be called.
WAIT = (
    (14, "missed-bin", {}),
    (11, "blue-badge", {"needs": ["seat"], "called_by": "name", "name": "Mrs Hart"}),
    (6, "council-home-repairs", {"called_by": "phone", "phone": "01632 960 246", "language": "language:pl"}),
    (2, "", {"reason": "A letter she does not understand"}),
    (4, "", {"host": "Citizens Advice, debt clinic"}),
)


def open_front_desk(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Set up the desk, and let the morning be as it was; the last of those served stands at counter 2."""
    site, queue = site_by_slug("lodebury-one-stop-shop"), queue_for(organisations["lodebury"], slug="reception")
    desk = set_up_desk(site=site, queue=queue, prefix="A", languages=["en-GB", "pl"], actor=actor, at=now)
    made = {label: add_counter(desk=desk, label=label, private=private, actor=actor, at=now)
            for label, private in COUNTERS}  # fmt: skip
    change_desk(
        desk=desk, prefix="A", languages=["en-GB", "pl"], quick_answers=QUICK, gives_passes=True, shows_hours=True,
        printer="none", printer_address="", text_before=2, silent_minutes=5, back_minutes=60,
        is_active=True, actor=actor, at=now,
    )  # fmt: skip
    change_counter(
        counter=made["2"], label="2", private=False, step_free=True, hearing_loop=True, services=[],
        calls_at_once=False, is_active=True, actor=actor, at=now,
    )  # fmt: skip
    make_key(desk=desk, kind="kiosk", label="Entrance", actor=actor, at=now)
    make_key(desk=desk, kind="display", label="Waiting room", actor=actor, at=now)
    came = now - timedelta(minutes=40)
    give_pass(desk=desk, name="Priya Nair", of="Meridian Lifts", host="Facilities", actor=actor, at=came)
    reception, officer = people[f"reception@{MAIL}"], people[f"waste@{MAIL}"]
    stand_at(counter=made["2"], actor=officer, at=now - timedelta(hours=2))
    for ago, waited, took, slug in SERVED:
        came = now - timedelta(minutes=ago)
        register_arrival(desk=desk, services=[services.get(slug)], actor=reception, at=came)
        visit = call_next(actor=officer, at=came + timedelta(minutes=waited))
        begin_with(visit=visit, actor=officer, at=came + timedelta(minutes=waited))
        ended = came + timedelta(minutes=waited + took)
        finish_visit(visit=visit, outcome="resolved", avoidable="not", actor=officer, at=ended)
    for ago, slug, details in WAIT:
        register_arrival(desk=desk, services=[services.get(slug)], actor=reception, at=now - timedelta(minutes=ago),
                         **details)  # fmt: skip
    call_next(actor=officer, at=now - timedelta(minutes=1))
