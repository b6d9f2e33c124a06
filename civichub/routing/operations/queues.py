"""Setting up queues and who serves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import SpecError, parse_calendar
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.matching import FULL, Strategy
from civichub.routing.models import Queue, QueueMember, WorkKind
from civichub.routing.operations.offering import alone, offer_all

FIELDS = frozenset(
    {"services", "hours", "strategy", "weights", "overflow_to", "overflow_after_seconds", "ring_seconds"}
    | {"answer_within_seconds", "answer_share", "short_abandon_seconds", "is_active"}
)


@operation
def define_queue(*, organisation: Any, slug: str, name: str, actor: Any, at: datetime, **details: Any) -> Queue:
    """Make a queue, or change one: `details` are fields of `Queue` other than its organisation and names."""
    require(policies.may_manage_queues(actor, organisation.pk))
    unknown = details.keys() - FIELDS
    if unknown:
        raise TypeError(f"a queue has no {', '.join(sorted(unknown))}")
    _check(details)
    name = clean_text(name, field="name", max_length=80, required=True)
    queue, made = Queue.objects.update_or_create(
        organisation=organisation, slug=slug, defaults={"name": name, **details}
    )
    audit("queue.defined" if made else "queue.changed", queue, actor=actor, at=at, fields=sorted(details))
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
    if hours := details.get("hours"):
        try:
            parse_calendar({"id": "queue", "name": "Queue", "hours": hours})
        except SpecError as error:
            errors["hours"] = f"Change the hours: {error}."
    if errors:
        raise Invalid(errors)


@operation
def join_queue(*, queue: Queue, person: Any, actor: Any, at: datetime, rank: int = 1) -> QueueMember:
    """Let somebody serve a queue; `rank` 1 is served before 2."""
    require(policies.may_run_queue(actor, queue))
    alone()
    member, _ = QueueMember.objects.update_or_create(queue=queue, person=person, defaults={"rank": rank})
    audit("queue.joined", queue, actor=actor, at=at, person=person.pk, rank=rank)
    offer_all(at)
    return member


@operation
def leave_queue(*, queue: Queue, person: Any, actor: Any, at: datetime) -> None:
    """Let somebody no longer serve a queue. What they have in hand of it stays with them."""
    require(policies.may_run_queue(actor, queue))
    alone()
    QueueMember.objects.filter(queue=queue, person=person).delete()
    audit("queue.left", queue, actor=actor, at=at, person=person.pk)
