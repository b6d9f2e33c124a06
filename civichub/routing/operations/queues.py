"""Setting up queues and who serves them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import SpecError, parse_calendar
from civichub.core.errors import Conflict, Invalid
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.matching import FULL, Strategy
from civichub.routing.models import Queue, QueueMember, WorkKind
from civichub.routing.operations.line import move_work
from civichub.routing.operations.offering import alone, offer_all

LAST_RANK = 9

FIELDS = frozenset(
    {
        "services",
        "call_backs_each_half_hour",
        "hours",
        "strategy",
        "weights",
        "overflow_to",
        "overflow_after_seconds",
        "ring_seconds",
    }
    | {"answer_within_seconds", "answer_share", "short_abandon_seconds", "alert_email", "is_active"}
)
# The least and most that make sense, in seconds. An offer that rings shorter is missed by who looks away.
RANGES = {
    "ring_seconds": (5, 600),
    "overflow_after_seconds": (0, 30 * 86_400),
    "answer_within_seconds": (1, 90 * 86_400),
    "short_abandon_seconds": (0, 300),
}
MOST_CALL_BACKS = 200  # for any one half hour


@operation
def define_queue(
    *, organisation: Any, slug: str, name: str, actor: Any, at: datetime, new: bool = False, **details: Any
) -> Queue:
    """Make a queue, or change one: `details` are fields of `Queue` other than its organisation and names.

    `new` refuses to change one that is there. Raises `Invalid` naming the field and the fix.
    """
    require(policies.may_manage_queues(actor, organisation.pk))
    unknown = details.keys() - FIELDS
    if unknown:
        raise TypeError(f"a queue has no {', '.join(sorted(unknown))}")
    _check(details)
    name = clean_text(name, field="name", max_length=80, required=True)
    same = Queue.objects.filter(organisation=organisation)
    if (new and same.filter(slug=slug).exists()) or same.filter(name__iexact=name).exclude(slug=slug).exists():
        raise Invalid({"name": f"{organisation.short_name} has a queue of that name already. Choose another name."})
    alone()
    queue, made = Queue.objects.update_or_create(
        organisation=organisation, slug=slug, defaults={"name": name, **details}
    )
    audit("queue.defined" if made else "queue.changed", queue, actor=actor, at=at, fields=sorted(details))
    announce(f"queue-{queue.pk}")
    offer_all(at)
    return queue


def _check(details: dict[str, Any]) -> None:
    errors = {}
    try:
        Strategy(**{key: tuple(v) if isinstance(v, list) else v for key, v in details.get("strategy", {}).items()})
    except (TypeError, ValueError) as error:
        errors["strategy"] = f"Change the rule: {error}."
    for kind, weight in details.get("weights", {}).items():
        if kind not in WorkKind.values or not 1 <= weight <= FULL:
            errors["weights"] = f"Give each kind of work a weight from 1 to {FULL}."
    for field, (least, most) in RANGES.items():
        if field in details and not least <= details[field] <= most:
            errors[field] = f"Enter seconds from {least:,} to {most:,}."
    if not 0 <= details.get("call_backs_each_half_hour", 0) <= MOST_CALL_BACKS:
        errors["call_backs_each_half_hour"] = f"Enter a number from 0 to {MOST_CALL_BACKS}."
    if "answer_share" in details and not 0 < details["answer_share"] <= 1:
        errors["answer_share"] = "Enter a share above 0 and up to 100%."
    if hours := details.get("hours"):
        try:
            parse_calendar({"id": "queue", "name": "Queue", "hours": hours})
        except SpecError as error:
            errors["hours"] = f"Change the hours: {error}."
    if errors:
        raise Invalid(errors)


@operation
def change_queue_state(*, queue: Queue, active: bool, actor: Any, at: datetime, move_to: Queue | None = None) -> Queue:
    """Take a queue out of use, or into use again. What waits in it goes to `move_to`, each at the place of its arrival.

    Raises `Conflict` while something waits and there is nowhere to go, or another queue overflows into this one.
    """
    alone()
    queue = lock(queue)
    require(policies.may_run_queue(actor, queue))
    if not active:
        _empty(queue, move_to, actor, at)
    queue.is_active = active
    save(queue, "is_active")
    audit("queue.reopened" if active else "queue.closed", queue, actor=actor, at=at)
    announce(f"queue-{queue.pk}")
    offer_all(at)
    return queue


def _empty(queue: Queue, move_to: Queue | None, actor: Any, at: datetime) -> None:
    into = Queue.objects.filter(overflow_to=queue, is_active=True).first()
    if into is not None:
        raise Conflict(f"{into} overflows into this queue. Let it overflow elsewhere first.")
    waiting = list(queue.items.filter(state__in=("booked", "waiting", "offered")).order_by("arrived_at"))
    if waiting and move_to is None:
        what = "1 item waits" if len(waiting) == 1 else f"{len(waiting)} items wait"
        raise Conflict(f"{what} in this queue. Choose the queue they go on in, or serve them first.")
    if move_to is not None and (move_to.pk == queue.pk or not move_to.is_active):
        raise Invalid({"move_to": "Choose another queue that is in use."})
    for item in waiting:
        move_work(item=item, queue=move_to, why=f"{queue} was taken out of use", actor=actor, at=at)


@operation
def join_queue(*, queue: Queue, person: Any, actor: Any, at: datetime, rank: int = 1) -> QueueMember:
    """Let somebody serve a queue; `rank` 1 is served before 2."""
    return join_queue_together(queue=queue, people=[person], rank=rank, actor=actor, at=at)[0]


@operation
def join_queue_together(
    *, queue: Queue, people: Sequence[Any], actor: Any, at: datetime, rank: int = 1
) -> list[QueueMember]:
    """Let these people serve a queue, of whichever organisation they are (H2); who serves it already changes rank."""
    require(policies.may_run_queue(actor, queue))
    if not 1 <= rank <= LAST_RANK:
        raise Invalid({"rank": f"Choose a rank from 1 to {LAST_RANK}."})
    unable = [person.name for person in people if not policies.may_take_seat(person)]
    if unable:
        raise Invalid({"people": f"{', '.join(unable)}: give them a role that takes work first."})
    alone()
    members = []
    for person in people:
        member, _ = QueueMember.objects.update_or_create(queue=queue, person=person, defaults={"rank": rank})
        audit("queue.joined", queue, actor=actor, at=at, person=person.pk, rank=rank)
        announce(f"desk-{person.pk}")
        members.append(member)
    announce(f"queue-{queue.pk}")
    offer_all(at)
    return members


@operation
def leave_queue(*, queue: Queue, person: Any, actor: Any, at: datetime) -> None:
    """Let somebody no longer serve a queue. What they have in hand of it stays with them."""
    require(policies.may_run_queue(actor, queue))
    alone()
    QueueMember.objects.filter(queue=queue, person=person).delete()
    audit("queue.left", queue, actor=actor, at=at, person=person.pk)
    announce(f"queue-{queue.pk}", f"desk-{person.pk}")
