"""Days of waits that are over: a log to learn from, what people were told, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from civichub.commands.bench.councils import Play, World, make_day
from civichub.core.clocks import LONDON
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.routing.line_log import Pool
from civichub.routing.models import LineEvent, ToldWait, WaitModel, WorkItem
from civichub.routing.operations import learn_waits, score_waits
from civichub.routing.queries import queue_for
from civichub.routing.waits.model import Model, arrivals
from civichub.routing.waits.wording import rounded

LINES = ((COUNTY, "telephone", "call"), (COUNTY, "webchat", "chat"), ("lodebury", "reception", "visitor"))
DAYS = 9
A_DAY, HANDLING, PATIENCE = 45.0, 260.0, (0.1, 120.0, 1500.0)
SEED = 41


def remember_waits(organisations: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """The last days of the telephone, of chats and of a counter, learned and told as if the hub had run."""
    busy: set[int] = set()  # nobody served two of these lines at once
    for whose, slug, kind in LINES:
        queue = queue_for(organisations[whose], slug=slug)
        people = list(queue.members.exclude(person__in=busy).values_list("person", flat=True)[:2]) if queue else []
        busy.update(people)
        if people:
            _days(queue, kind, people, now)
            if (model := learn_waits(queue=queue, actor=actor, at=now)) is not None:
                _told(queue, model, now)
    score_waits(actor=actor, at=now)


def _days(queue: Any, kind: str, people: list[int], now: datetime) -> None:
    staff = (frozenset({kind}),) * len(people)
    world = World(queue.slug, A_DAY * len(people), {kind: 1.0}, staff, HANDLING, PATIENCE)
    chance = np.random.default_rng(SEED)
    midnight = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(DAYS):
        day = make_day(world, number, chance, 300.0)
        begins = midnight - timedelta(days=DAYS - number) - timedelta(seconds=day.begins)
        _one_day(queue, kind, people, Play(day).log, begins)


def _one_day(queue: Any, kind: str, people: list[int], log: list[Any], begins: datetime) -> None:
    items: dict[int, WorkItem] = {}
    for event in log:
        at = begins + timedelta(seconds=event.at)
        if event.what == "arrived":
            items[event.item] = WorkItem(
                queue=queue, kind=kind, weight=queue.weight_of(kind), subject_kind="demonstration",
                subject_id=event.item, arrived_at=at, state="done",
            )  # fmt: skip
        elif event.what == "answered":
            items[event.item].first_taken_at = items[event.item].taken_at = at
        elif event.item:
            items[event.item].ended_at = at
            items[event.item].state = "abandoned" if event.what == "abandoned" else "done"
    WorkItem.objects.bulk_create(items.values())
    LineEvent.objects.bulk_create(
        LineEvent(
            at=begins + timedelta(seconds=event.at), what=event.what, queue=queue if event.item else None,
            item=items.get(event.item), person_id=people[event.person - 1] if event.person else None,
            detail=_detail(items[event.item]) if event.what == "arrived" else {},
        )
        for event in log
    )  # fmt: skip


def _detail(item: WorkItem) -> dict[str, Any]:
    return {"kind": item.kind, "priority": 0, "weight": item.weight, "skills": {}, "counted": True,
            "arrived_at": item.arrived_at.isoformat()}  # fmt: skip


def _told(queue: Any, learned: WaitModel, now: datetime) -> None:
    """What everybody who waited in those days would have been told when they came."""
    model, pool, chance = Model.from_values(learned.content), Pool(queue, now), np.random.default_rng(SEED)
    waited = {item.pk: item for item in WorkItem.objects.filter(queue=queue, subject_kind="demonstration")
              if (item.first_taken_at or item.ended_at) > item.arrived_at}  # fmt: skip
    rows = []
    for line, event in arrivals(pool.log(now - timedelta(days=DAYS + 1), now), lambda event: event.item in waited):
        if (one := model.estimate(line, event, chance, able=pool.able)) is not None:
            said, item = rounded(one.low, one.high), waited[event.item]
            rows.append(ToldWait(
                item=item, queue=queue, model=learned, at=item.arrived_at, channel=item.kind, place=one.ahead + 1,
                low=one.low, median=one.median, high=one.high, least=said.least, most=said.most, raw=list(one.raw),
                groups=list(one.groups),
            ))  # fmt: skip
    ToldWait.objects.bulk_create(rows)
