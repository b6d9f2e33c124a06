"""Where a call meets the desk: its place in line, whoever takes it, and what they ask of the exchange."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.contacts.operations import begin_wrap_up as wrap_up_contact
from civichub.contacts.operations import hand_off_contact, let_go_of_contact, take_over_contact
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.routing.matching import TELEPHONE
from civichub.routing.operations import (
    accept_offer,
    begin_wrap_up,
    finish_work,
    hand_back,
    miss_offer,
    place_work,
    re_prioritise,
    retitle_work,
    withdraw_work,
)
from civichub.routing.queries import offer_by_id, people_of
from civichub.routing.states import IN_HAND
from civichub.telephony import policies
from civichub.telephony.models import Call, CallFact, CallOrder, Handset, OrderKind, Relay
from civichub.telephony.relay import SKILLS
from civichub.telephony.states import CUT_OFF_IN_LINE
from civichub.workforce.queries import skills_of

CUT_OFF, URGENT = "Cut off", 2
ORDERS = "call-orders"  # the topic under which the switchboard hears of them
AT_DESK = ("ready", "paused")
PLAIN_ORDERS = frozenset(OrderKind.values) - {
    OrderKind.ASK_IN, OrderKind.PUT_THROUGH, OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.JOIN_IN,
    OrderKind.STOP_LISTENING,
}  # fmt: skip


@operation
def line_up_call(
    *, call: Call, actor: Any, at: datetime, again: bool = False, queue: Any = None, wanted: Any = None
) -> Call:
    """Into the line's queue, at the place that its arrival gives it. Twice is once, unless it is `again`.

    With `queue` into that one, and for `wanted` first, if they are free. Who was cut off in that line and has not been
    rung back yet has their old place.
    """
    require(policies.may_keep_calls(actor))
    line, contact, call = call.line, call.contact, lock(call)
    call.line, call.contact = line, contact
    if call.state == "open" and (call.item_id is None or (again and call.item.state == "done")):
        queue = queue or call.line.queue
        earlier = _cut_off_before(call, queue)
        call.item = place_work(
            queue=queue, wanted=wanted,
            kind="call", subject_kind="contact", subject_id=call.contact_id,
            title=" · ".join(filter(None, (call.contact.caller, call.line.name, call.get_relay_display()))),
            skills={TELEPHONE: 1} | _relay_skill(call, at), arrived_at=(earlier or call).arrived_at,
            counted=not (again or earlier), actor=actor, at=at,
        )  # fmt: skip
        if earlier is not None:
            CallFact.objects.create(call=earlier, at=at, kind="rang_again", detail={"call": call.pk})
            withdraw_work(item=earlier.item, actor=actor, at=at)
        call.queued_at = call.queued_at or at
        save(call, "item", "queued_at")
        audit("call.lined_up", call, actor=actor, at=at, queue=call.line.queue_id)
    return call


def _cut_off_before(call: Call, queue: Any) -> Call | None:
    """Their own call that a fault cut off in this line, while nobody has taken it up: ringing again is quicker."""
    if not call.caller or call.is_outgoing:
        return None
    found = Call.objects.filter(
        state="open", caller=call.caller, connected_at=None, facts__kind=CUT_OFF_IN_LINE,
        item__queue=queue, item__state__in=("waiting", "offered"),
    )  # fmt: skip
    return found.exclude(pk=call.pk).select_related("item").order_by("pk").first()


def _relay_skill(call: Call, at: datetime) -> dict[str, int]:
    """Whoever is used to a relay, if somebody at their desk is; anybody else can read how to talk through one."""
    if not call.relay:
        return {}
    skill = SKILLS[Relay(call.relay)]
    there = [member.person_id for member, seat, _ in people_of(call.line.queue) if seat and seat.state in AT_DESK]
    held = skills_of(there, london_date(at)).values()
    return {skill: 1} if any(skill in levels for levels in held) else {}


@operation
def take_call(*, call: Call, offer_id: int, person: Any, actor: Any, at: datetime) -> Call:
    """Taking the telephone off the hook accepts the offer, and makes the contact theirs. Raises `Conflict`."""
    require(policies.may_take_call(actor, person))
    lock(call.contact)  # before the line, as whoever closes a contact does
    offer = offer_by_id(offer_id)
    if offer is None or offer.item_id != call.item_id or offer.person_id != person.pk:
        raise Conflict("This was offered to somebody else.")
    accept_offer(offer=offer, actor=person, at=at)
    take_over_contact(contact=call.contact, actor=person, at=at)
    return call


@operation
def miss_call(*, call: Call, offer_id: int, why: str, actor: Any, at: datetime) -> Call:
    """Their telephone could not be rung or rang out: on to the next, and they are paused until they say otherwise."""
    require(policies.may_keep_calls(actor))
    if offer := offer_by_id(offer_id):
        miss_offer(offer=offer, why=why, actor=actor, at=at)
    return call


@operation
def pass_on_call(*, call: Call, extension: str, actor: Any, at: datetime) -> Call:
    """Transfer was pressed: hand the caller off to the colleague with that extension. Raises `Conflict` on a second.

    Raises `NotFound` where nobody of a team has that telephone.
    """
    require(policies.may_keep_calls(actor))
    handset = Handset.objects.select_related("person").filter(extension=extension, is_active=True).first()
    teams = [one.team for one in handset.person.memberships_in_force if one.team] if handset else []
    if call.item is None or call.item.taken_by is None or not teams:
        raise NotFound("No colleague has that extension.")
    hand_off_contact(
        contact=call.contact, to_team=teams[0], to_person=handset.person, notes="Passed on from the telephone.",
        actor=call.item.taken_by, at=at,
    )  # fmt: skip
    return call


@operation
def give_back_call(*, call: Call, why: str, actor: Any, at: datetime) -> Call:
    """Whoever took it could not be connected: back in line at its place, for somebody else first."""
    require(policies.may_keep_calls(actor))
    if call.item is not None and call.item.state == "taken":
        if call.is_outgoing:  # it is nobody else's to make
            withdraw_work(item=call.item, actor=actor, at=at)
        else:
            hand_back(item=call.item, notes=why, actor=actor, at=at)
    return call


@operation
def put_call_first(*, call: Call, actor: Any, at: datetime) -> Call:
    """A fault cut them off in the middle: before all others in line, for whoever they talked with if they are there.

    The contact stays open and in that person's hand, so that nothing which was typed is lost.
    """
    require(policies.may_keep_calls(actor))
    lock(call.contact)  # before the line, as whoever closes a contact does
    item = call.item
    if item is not None and item.state in IN_HAND:
        person = item.taken_by
        re_prioritise(item=item, priority=URGENT, why=CUT_OFF, actor=actor, at=at)
        title = f"{CUT_OFF}, we ring back: {call.contact.caller} · {call.line.name}"
        hand_back(item=item, wanted=person, keep=True, title=title, actor=actor, at=at)
        audit("call.put_first", call, actor=actor, at=at, wanted=person.pk if person else None)
    return call


@operation
def keep_place_of_call(*, call: Call, actor: Any, at: datetime) -> Call:
    """A fault cut them off while they waited: in line at the place that their arrival gives them, to be rung back, and
    whoever is offered it reads so."""
    require(policies.may_keep_calls(actor))
    lock(call.contact)  # before the line, as whoever closes a contact does
    call = line_up_call(call=call, actor=actor, at=at)
    item, title = call.item, f"{CUT_OFF} while waiting, we ring back: {call.contact.caller} · {call.line.name}"
    if item is not None and item.state in IN_HAND:  # accepted on the screen, but not put through yet
        hand_back(item=item, wanted=item.taken_by, keep=True, title=title, actor=actor, at=at)
    elif item is not None:
        retitle_work(item=item, title=title, actor=actor, at=at)
    audit("call.place_kept", call, actor=actor, at=at)
    return call


@operation
def free_advisor(*, call: Call, actor: Any, at: datetime) -> Call:
    """Whoever rang back reached nobody: they are free, and the contact waits for whoever tries next."""
    require(policies.may_keep_calls(actor))
    lock(call.contact)  # before the line, as whoever closes a contact does
    if call.is_outgoing:
        return wrap_up_call(call=call, actor=actor, at=at)
    if call.item is not None and call.item.state == "taken":
        finish_work(item=call.item, actor=actor, at=at)
        let_go_of_contact(contact=call.contact, actor=actor, at=at)
    return call


@operation
def wrap_up_call(*, call: Call, actor: Any, at: datetime) -> Call:
    """The conversation is over; what is left is to write it down."""
    require(policies.may_keep_calls(actor))
    if call.contact.state in ("open", "paused"):
        wrap_up_contact(contact=call.contact, actor=actor, at=at)
    if call.item is not None and call.item.state == "taken":
        begin_wrap_up(item=call.item, actor=actor, at=at)
    return call


@operation
def order_call(*, call: Call, kind: str, actor: Any, at: datetime) -> CallOrder:
    """Ask the exchange for something during the conversation that needs no more words: hold, hang up, pause…"""
    call = lock(call)
    require(policies.may_order(actor, call))
    if kind not in PLAIN_ORDERS:
        raise Invalid({"kind": "Choose what is to be done from the list."})
    if call.state != "open":
        raise Conflict("This call is over.")
    return send_order(call, kind, {}, actor, at)


def send_order(call: Call, kind: str, detail: dict[str, Any], actor: Any, at: datetime) -> CallOrder:
    """For the switchboard, which hears of it at once."""
    order = CallOrder.objects.create(call=call, kind=kind, detail=detail, by=actor, at=at)
    audit("call.ordered", call, actor=actor, at=at, kind=kind)
    announce(ORDERS)
    return order


@operation
def settle_order(*, order: CallOrder, actor: Any, at: datetime) -> CallOrder:
    """The switchboard has seen to it. Twice changes nothing."""
    require(policies.may_keep_calls(actor))
    order = lock(order)
    if order.done_at is None:
        order.done_at = at
        save(order, "done_at")
        audit("call.order_settled", order.call, actor=actor, at=at, order=order.pk)
        announce(f"desk-{order.by_id}")
    return order
