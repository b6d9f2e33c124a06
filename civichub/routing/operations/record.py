"""The log of lines and seats: each operation writes here what it has just done, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from civichub.core.prepared import insert
from civichub.routing.models import LineEvent, LineWhat, WorkItem

SEAT_EVENTS = {"ready": LineWhat.READY, "paused": LineWhat.BREAK, "left": LineWhat.AWAY, "lost": LineWhat.AWAY}


def note_item(what: LineWhat, item: WorkItem, at: datetime, *, person: int | None = None) -> None:
    """Something happened to an item; `person` is who was offered it or has it in hand."""
    insert(_of_item(what, item, at, person))


def note_move(item: WorkItem, left: int, at: datetime, *, person: int | None = None) -> None:
    """An item has gone on from the queue `left` to the one it is in: a row for either line. One statement."""
    out = LineEvent(
        at=at, what=LineWhat.MOVED, queue_id=left, item=item, person_id=person, detail={"to": item.queue_id}
    )
    LineEvent.objects.bulk_create([out, _of_item(LineWhat.MOVED, item, at, person)])


def note_seats(what: LineWhat, people: Iterable[int], at: datetime, *, reason: str = "") -> None:
    """The seats of these people changed; a break says why."""
    detail = {"reason": reason} if reason else {}
    LineEvent.objects.bulk_create([LineEvent(at=at, what=what, person_id=person, detail=detail) for person in people])


def _of_item(what: LineWhat, item: WorkItem, at: datetime, person: int | None) -> LineEvent:
    detail = {}
    if what in (LineWhat.ARRIVED, LineWhat.CHANGED, LineWhat.MOVED):
        detail = {
            "kind": item.kind,
            "priority": item.priority,
            "weight": item.weight,
            "skills": item.skills,
            "counted": item.counted,
            "arrived_at": item.arrived_at.isoformat(),
        }
    return LineEvent(at=at, what=what, queue_id=item.queue_id, item=item, person_id=person, detail=detail)
