"""What a caller who waits has asked for by a key: to be rung elsewhere, at an hour, or a text with a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.customers.normalising import parse_phone
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import BeyondLimit, Channel
from civichub.routing.matching import TELEPHONE
from civichub.routing.operations import book_work
from civichub.telephony import policies
from civichub.telephony.models import Call, CallFact
from civichub.telephony.phrases import phrase
from civichub.telephony.texting import TEXTED, has_room, may_be_texted


@operation
def ring_back_at(*, call: Call, number: str, actor: Any, at: datetime) -> Call:
    """Keep where they asked to be rung back, if that is not where they rang from."""
    require(policies.may_keep_calls(actor))
    call = lock(call)
    call.rung_back_at = "" if number == call.caller else number
    save(call, "rung_back_at")
    audit("call.rung_back_elsewhere", call, actor=actor, at=at, elsewhere=bool(call.rung_back_at))
    return call


@operation
def book_call_back(*, call: Call, number: str, begins_at: datetime, actor: Any, at: datetime) -> Call:
    """Promise to ring them in the half hour from then, instead of keeping their place.

    Raises `Conflict` when no more is promised for that half hour, or when somebody has taken the call meanwhile.
    """
    require(policies.may_keep_calls(actor))
    call = ring_back_at(call=call, number=number, actor=actor, at=at)
    shown = parse_phone(number)
    call.item = book_work(
        queue=call.line.queue, kind="call", subject_kind="contact", subject_id=call.contact_id, begins_at=begins_at,
        title=f"Promised call-back: {shown.shown if shown else number} · {call.line.name}", skills={TELEPHONE: 1},
        counted=False, actor=actor, at=at,
    )  # fmt: skip
    save(call, "item")
    audit("call.call_back_booked", call, actor=actor, at=at, begins_at=begins_at.isoformat())
    return call


@operation
def send_link(*, call: Call, actor: Any, at: datetime) -> bool:
    """Text the caller the link of the line, which they asked for by a key; whether it is on its way.

    Once in a call, only to a mobile, and not to a number that has had enough of them today.
    """
    require(policies.may_keep_calls(actor))
    call = lock(call)
    line = call.line
    if not may_be_texted(call) or not has_room(call, at):
        return False
    body = phrase(line.language, "text", name=line.name, about=line.text_about, link=line.text_link)
    draft = Draft(
        channel=Channel.SMS, to_address=call.caller, body=body, language=line.language, is_urgent=True,
        why_channel="Text message: the caller asked for it by a key while waiting.",
        about=About("contacts.contact", call.contact_id, call.contact.reference),
    )  # fmt: skip
    message = queue_message(
        draft=draft, organisation=call.organisation, dedupe_key=f"link:{call.pk}", beyond_limit=BeyondLimit.DROP,
        actor=actor, at=at,
    )  # fmt: skip
    if message.state == "cancelled":
        return False
    CallFact.objects.create(call=call, at=at, kind=TEXTED, detail={"message": message.pk})
    audit("call.link_sent", call, actor=actor, at=at, message=message.pk)
    return True
