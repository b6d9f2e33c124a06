"""The switchboard by name: whoever a caller spells, where they are on the whiteboard, and who else can help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.accounts.queries import account_by_id
from civichub.catalogue.queries import service_titles
from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.routing.operations import move_work
from civichub.routing.queries import open_or_opens_at, queue_for, queue_served_by, seat_of
from civichub.telephony import by_name, policies
from civichub.telephony.models import Call, Handset
from civichub.telephony.operations.desk import line_up_call
from civichub.telephony.phrases import phrase
from civichub.workforce.queries import is_reachable

MOST_NAMED = 4


def directory_of(organisation: Any) -> list[by_name.Entry]:
    """The people of an organisation who have a telephone, and the services that people are offered."""
    handsets = Handset.objects.filter(
        is_active=True, person__is_active=True, person__memberships__organisation=organisation
    )
    people = dict(handsets.filter(person__memberships__ends_at=None).values_list("person", "person__name"))
    return [
        *(by_name.person(pk, name) for pk, name in people.items() if name.strip()),
        *(by_name.service(pk, title) for pk, title in service_titles()),
    ]


@operation
def ask_by_name(*, call: Call, keys: str, actor: Any, at: datetime) -> str:
    """Let somebody be met by whoever they spelled, first of all; what to tell them, in their language.

    They keep their place whatever comes of it. Who is absent is said to be, and their team is rung instead; a name
    that nobody or several have is left to whoever answers, who reads it.
    """
    require(policies.may_keep_calls(actor))
    call = lock(call)
    found = by_name.matching(directory_of(call.organisation), keys)
    call.asked_for = _in_words(found) or f"Keys {keys[:20]}, which spell nobody’s name"
    save(call, "asked_for")
    audit("call.asked_by_name", call, actor=actor, at=at, found=len(found))
    if len(found) != 1:
        return phrase(call.language, "several_names" if found else "no_such_name")
    [entry] = found
    if entry.kind == "service":
        return _to_service(call, entry, actor, at)
    return _to_person(call, account_by_id(entry.pk), actor, at)


def _in_words(found: Sequence[by_name.Entry]) -> str:
    names = [entry.name for entry in found[:MOST_NAMED]]
    return " or ".join([*names, *(["others"] if len(found) > MOST_NAMED else [])])[:200]


def _to_service(call: Call, entry: by_name.Entry, actor: Any, at: datetime) -> str:
    queue = queue_for(call.organisation, service=entry.pk)
    if not _move(call, queue, None, actor, at):
        return phrase(call.language, "away_stay", name=entry.name)
    return phrase(call.language, "connecting", name=entry.name)


def _to_person(call: Call, person: Any, actor: Any, at: datetime) -> str:
    if _is_there(person, at) and _move(call, queue_served_by(person, call.line.queue), person, actor, at):
        return phrase(call.language, "connecting", name=person)
    team = next((one.team for one in person.memberships_in_force if one.team), None)
    if team and _move(call, queue_for(team.organisation, slug=team.slug), None, actor, at):
        return phrase(call.language, "away_team", name=person, team=team.name)
    return phrase(call.language, "away_stay", name=person)


def _is_there(person: Any, at: datetime) -> bool:
    """Ready to be offered work, and not away by the whiteboard."""
    seat = seat_of(person)
    return seat is not None and seat.state == "ready" and is_reachable(person.pk, at)


def _move(call: Call, queue: Any, person: Any, actor: Any, at: datetime) -> bool:
    """Into that queue, for that person first; whether it could be done: not into one that is closed."""
    item = call.item
    if queue is None or open_or_opens_at(queue, at) is not None:
        return False
    if item is None:
        line_up_call(call=call, queue=queue, wanted=person, actor=actor, at=at)
    elif item.state in ("waiting", "offered"):
        why = f"Asked for {call.asked_for}"
        move_work(item=item, queue=queue, wanted=person, actor=actor, at=at, why=why)
    else:
        return False
    return True
