"""A call from the first ring to its end, as a record: one contact, its legs, its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.accounts.queries import system_account
from civichub.contacts.operations import close_contact, open_contact
from civichub.core.audit import audit
from civichub.core.errors import NotFound
from civichub.core.events import publish
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.prepared import Given, insert, prepared
from civichub.core.text import clean_text
from civichub.customers.normalising import parse_phone
from civichub.customers.queries import language_of_number
from civichub.organisations.queries import end_of_working_day
from civichub.routing.operations import abandon_work, place_work, withdraw_work
from civichub.telephony import policies
from civichub.telephony.events import CallEnded
from civichub.telephony.models import Call, CallFact, Leg, LegRole, Line, Relay
from civichub.telephony.numbers import ways_to_write
from civichub.telephony.phrases import PHRASES
from civichub.telephony.relay import without_prefix
from civichub.telephony.states import CALL, CUT_OFF_IN_LINE

WITHHELD = "Number withheld"
SHOWN_AT_ONCE = frozenset(
    {
        "cut_off",
        CUT_OFF_IN_LINE,
        "asked_in",
        "came_in",
        "guest_gone",
        "together",
        "put_through",
        "listening",
        "listens_by",
        "stopped_listening",
    }
)


@dataclass(frozen=True)
class Fact:
    """Something that happened; `channel` names the leg, `person` whose it is (0: nobody's of ours)."""

    kind: str
    channel: str = ""
    person: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)


@operation
def begin_call(*, exchange_id: str, caller: str, dialled: str, actor: Any, at: datetime) -> Call:
    """Somebody rings: one call and one contact, however often told. Raises `NotFound` for a number of nobody's.

    The prefix of Relay UK is taken off either number. They are spoken to in their own language where it is known.
    """
    require(policies.may_keep_calls(actor))
    if known := _begun(exchange_id=exchange_id):
        return known[0]
    dialled, was_prefixed = without_prefix(dialled)
    caller, shows_prefix = without_prefix(caller)
    line = _line_of(dialled)
    relay = line.relay or (Relay.TEXT if was_prefixed or shows_prefix else "")
    number = parse_phone(caller)
    contact = open_contact(
        organisation=line.organisation, channel="phone", service=line.service, actor=actor, at=at,
        caller=number.shown if number else clean_text(caller, field="caller", max_length=20) or WITHHELD,
    )  # fmt: skip
    call = insert(
        Call(
            organisation=line.organisation, line=line, contact=contact, exchange_id=exchange_id,
            caller=number.e164 if number else "", relay=relay, language=_language(line, number), arrived_at=at,
        )
    )  # fmt: skip
    _write(call, [Fact("arrived", exchange_id), *([Fact(f"{relay}_relay")] if relay else [])], at)
    audit("call.began", call, actor=actor, at=at, line=line.pk, relay=relay)
    return call


@prepared
def _begun() -> QuerySet[Call]:
    return Call.objects.select_related("line", "contact").filter(exchange_id=Given("exchange_id"))


def _line_of(dialled: str) -> Line:
    """As it was delivered or, where a carrier has begun to write numbers otherwise, as the line has it."""
    for number in ways_to_write(dialled):
        if lines := _dialled(number=number):
            return lines[0]
    raise NotFound(f"No line has the number {dialled}.")


@prepared
def _dialled() -> QuerySet[Line]:
    named = ("organisation", "queue", "service")
    return Line.objects.select_related(*named).filter(number=Given("number"), is_active=True)


def _language(line: Line, number: Any) -> str:
    """The caller's, if the hub can speak it; else the line's."""
    known = language_of_number(number.e164) if number else ""
    return known if known in PHRASES else line.language


@operation
def keep_step(*, call: Call, memory: Mapping[str, Any], facts: Sequence[Fact], actor: Any, at: datetime) -> Call:
    """Write what the switchboard knows of a call, and what has happened, before it acts on either."""
    require(policies.may_keep_calls(actor))
    call = lock(call)
    call.memory = dict(memory)
    save(call, "memory")
    _write(call, facts, at)
    if call.item_id and any(fact.kind in SHOWN_AT_ONCE for fact in facts):
        announce(f"desk-{call.item.taken_by_id}")
    if any(fact.kind == "connected" for fact in facts):
        call.connected_at = call.connected_at or at
        save(call, "connected_at")
        audit("call.connected", call, actor=actor, at=at)
    return call


@operation
def note_fact(*, call: Call, fact: Fact, actor: Any, at: datetime) -> Call:
    """Something about a call that changes nothing in it, also after its end."""
    require(policies.may_keep_calls(actor))
    _write(call, [fact], at)
    audit("call.noted", call, actor=actor, at=at, kind=fact.kind)
    return call


def _write(call: Call, facts: Sequence[Fact], at: datetime) -> None:
    for fact in facts:
        insert(CallFact(call=call, at=at, kind=fact.kind, detail=_detail(fact)))
        if write := _LEGS.get(fact.kind):
            write(call, fact, at)


def _detail(fact: Fact) -> dict[str, Any]:
    person = {"person": fact.person} if fact.person else {}
    return {**fact.detail, **person}


_ROLES = {"asked_in": LegRole.GUEST, "asked_to_listen": LegRole.LISTENER}


def _ring(call: Call, fact: Fact, at: datetime) -> None:
    role = _ROLES.get(fact.kind, LegRole.ADVISOR if fact.person else LegRole.CALLER)
    leg = Leg(channel=fact.channel, call=call, role=role, person_id=fact.person or None, rung_at=at)
    Leg.objects.bulk_create([leg], ignore_conflicts=True)  # told twice, it is one


def _pick_up(call: Call, fact: Fact, at: datetime) -> None:
    Leg.objects.filter(channel=fact.channel, answered_at=None).update(answered_at=at)


def _go(call: Call, fact: Fact, at: datetime) -> None:
    Leg.objects.filter(channel=fact.channel, ended_at=None).update(ended_at=at, cause=fact.detail.get("cause"))


_LEGS = {
    **dict.fromkeys(("arrived", "ringing", "asked_in", "asked_to_listen"), _ring),
    **dict.fromkeys(("answered", "picked_up", "came_in", "listening"), _pick_up),
    **dict.fromkeys(("gone", "passed_on", "put_through", "guest_gone", "stopped_listening"), _go),
}
_STEPS = {
    "answered": "answer",
    "abandoned": "abandon",
    "turned_away": "turn_away",
    "message": "leave_message",
    "unreached": "give_up",
}


@operation
def end_call(*, call: Call, result: str, actor: Any, at: datetime) -> Call:
    """It is over: `result` is the state it ends in. Whoever left before anybody answered is written down as such."""
    require(policies.may_keep_calls(actor))
    call = _lock_with_contact(call)
    if call.state != "open":
        return call
    _close(call, _STEPS[result], actor, at)
    item = call.item
    if item is not None and item.state in ("booked", "waiting", "offered", "taken"):
        abandon_work(item=item, actor=actor, at=at)
    if result == "unreached" and _was_cut_off(call):
        _owe_call_back(call, at, title=f"Cut off and not reached again: {call.contact.caller}")
        return call
    nobody_writes_it_down = call.connected_at is None and result != "message" and not call.is_outgoing
    if nobody_writes_it_down and call.contact.state != "closed":
        outcome = "signposted" if result == "turned_away" else "abandoned"
        close_contact(contact=call.contact, outcome=outcome, avoidable="not", actor=actor, at=at)
    return call


def _was_cut_off(call: Call) -> bool:
    """In a conversation, or in line: they did not ask to be rung back, so it is not over when that was in vain."""
    return not call.is_outgoing and bool(call.connected_at or call.facts.filter(kind=CUT_OFF_IN_LINE).exists())


@operation
def lose_call(*, call: Call, actor: Any, at: datetime) -> Call:
    """Cut off by a fault of ours, and not to be rung back by itself: who withholds their number, and who was leaving a
    message. Whoever was talking has an advisor who finds the call ended on their screen.
    """
    require(policies.may_keep_calls(actor))
    call = _lock_with_contact(call)
    if call.state != "open":
        return call
    _close(call, "lose", actor, at)
    if call.connected_at is not None:
        return call
    if call.item is not None:
        withdraw_work(item=call.item, actor=actor, at=at)
    if call.caller:
        _owe_call_back(call, at, title=f"Cut off, ring back: {call.contact.caller}")
    elif call.contact.state != "closed":
        close_contact(contact=call.contact, outcome="abandoned", avoidable="not", actor=actor, at=at)
    return call


def _owe_call_back(call: Call, at: datetime, *, title: str) -> None:
    """A person rings them by the end of the next working day (B8)."""
    place_work(
        queue=call.line.queue, kind="call_back", subject_kind="contact", subject_id=call.contact_id, title=title,
        arrived_at=call.arrived_at, priority=1, promise_at=end_of_working_day(call.organisation, at, days=1),
        actor=system_account(), at=at,
    )  # fmt: skip


def _lock_with_contact(call: Call) -> Call:
    """The call, then its contact, and only then the line: whoever closes a contact takes them in that order too."""
    contact, call = call.contact, lock(call)
    call.contact = lock(contact)
    return call


def _close(call: Call, step: str, actor: Any, at: datetime) -> None:
    call.state, call.ended_at, call.memory = CALL.target(call.state, step), at, {}
    save(call, "state", "ended_at", "memory")
    call.legs.filter(ended_at=None).update(ended_at=at)
    insert(CallFact(call=call, at=at, kind="ended", detail={"state": call.state}))
    audit("call.ended", call, actor=actor, at=at, state=call.state)
    publish(CallEnded(call_id=call.pk, contact_id=call.contact_id, state=call.state), at=at)
