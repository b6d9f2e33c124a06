"""Who else comes into a call: somebody whom its advisor asks in, and a team leader who listens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.contacts.operations import hand_off_contact, take_over_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.core.operations import lock, operation, require
from civichub.customers.normalising import parse_phone
from civichub.routing.operations import hand_back, pull_work
from civichub.telephony import policies
from civichub.telephony.models import Call, CallOrder, Handset, Interpreter, OrderKind
from civichub.telephony.operations.desk import send_order
from civichub.telephony.queries import phone_of

MANNERS = {OrderKind.LISTEN: "listen", OrderKind.WHISPER: "whisper", OrderKind.JOIN_IN: "join_in"}


@operation
def ask_in(
    *,
    call: Call,
    actor: Any,
    at: datetime,
    extension: str = "",
    number: str = "",
    interpreter: Interpreter | None = None,
    language: str = "",
) -> CallOrder:
    """Ring a colleague by their extension, an interpreter of the register, or a number outside, while the caller hears
    music. Which interpreter it was is kept with the call, for which `language` (ISO 639), and what to charge.

    Raises `Invalid` for what cannot be rung, `Conflict` where somebody has been asked in already.
    """
    call = lock(call)
    require(policies.may_order(actor, call))
    if call.memory.get("guest"):
        raise Conflict("Somebody has been asked in already. Let them go first.")
    if extension:
        handset = Handset.objects.filter(extension=extension, is_active=True).exclude(person=actor).first()
        if handset is None:
            raise Invalid({"extension": "No colleague has that extension."})
        return send_order(
            call, OrderKind.ASK_IN, {"person": handset.person_id, "endpoint": handset.endpoint}, actor, at
        )
    if interpreter is not None:
        if not interpreter.is_active:
            raise Conflict(f"{interpreter} is not in use any more.")
        known = {"interpreter": interpreter.pk, "name": interpreter.name, "cost_code": interpreter.cost_code}
        known |= {"language": language} if language in interpreter.languages else {}
        return send_order(call, OrderKind.ASK_IN, {"number": interpreter.number, **known}, actor, at)
    found = parse_phone(number)
    if found is None:
        raise Invalid({"number": "Enter a telephone number, or choose a colleague."})
    return send_order(call, OrderKind.ASK_IN, {"number": found.e164}, actor, at)


@operation
def put_through_call(
    *, call: Call, actor: Any, at: datetime, person: Any = None, notes: str = "Put through by telephone."
) -> Call:
    """Leave the caller with whoever was asked in; with a colleague the call becomes theirs, with these notes.

    `person` is named by the switchboard where the advisor put the telephone down. Raises `Conflict` where nobody has
    come in, or where the caller was handed off once before.
    """
    lock(call.contact)  # before the line, as whoever closes a contact does
    require(policies.may_order(actor, call))
    guest = call.memory.get("guest") or {}
    if person is None and not guest.get("up"):
        raise Conflict("Nobody has come in yet.")
    if person is None and not guest["person"]:
        send_order(call, OrderKind.PUT_THROUGH, {}, actor, at)
        return call
    handset = Handset.objects.select_related("person").get(person=person or guest["person"])
    _hand_over(call, handset.person, notes, at, insists=person is not None)
    pull_work(item=call.item, person=handset.person, actor=system_account(), at=at, why="Put through by telephone")
    take_over_contact(contact=call.contact, actor=handset.person, at=at)
    return call


def _hand_over(call: Call, person: Any, notes: str, at: datetime, *, insists: bool) -> None:
    """Once and no more, except that nobody is torn from a colleague whom they talk with already."""
    item, teams = call.item, [one.team for one in person.memberships_in_force if one.team]
    assert item is not None, "a call that somebody has in hand"
    try:
        if not teams:
            raise NotFound(f"{person} is in no team.")
        hand_off_contact(
            contact=call.contact, to_team=teams[0], to_person=person, notes=notes, actor=item.taken_by, at=at
        )
    except (Conflict, NotFound):
        if not insists:
            raise
        hand_back(item=item, wanted=person, keep=True, notes=notes, actor=system_account(), at=at)
    item.refresh_from_db()


@operation
def listen_in(*, call: Call, kind: str, actor: Any, at: datetime) -> CallOrder:
    """Hear a conversation on one's own telephone; whisper to the advisor alone, or speak to both. Never unseen: it is
    in the record, and on the advisor's screen."""
    call = lock(call)
    require(policies.may_listen_in(actor, call))
    if kind == OrderKind.STOP_LISTENING:
        return send_order(call, OrderKind.STOP_LISTENING, {}, actor, at)
    handset = phone_of(actor)
    if handset is None:
        raise Conflict("You have no telephone to listen by.")
    if kind not in MANNERS or call.state != "open" or call.connected_at is None:
        raise Conflict("There is nothing to hear in this call.")
    detail = {"person": actor.pk, "endpoint": handset.endpoint, "manner": MANNERS[OrderKind(kind)]}
    audit("call.listened_to", call, actor=actor, at=at, manner=detail["manner"])
    return send_order(call, OrderKind.LISTEN, detail, actor, at)
