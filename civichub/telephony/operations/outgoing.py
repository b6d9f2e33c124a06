"""Calls that we make: from a case or a customer, logged as a contact like any other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.contacts.operations import open_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.live import announce
from civichub.core.operations import operation, require
from civichub.customers.normalising import parse_phone
from civichub.customers.queries import uses_text_relay
from civichub.routing.matching import TELEPHONE
from civichub.routing.operations import place_work, pull_work
from civichub.telephony import policies
from civichub.telephony.models import Call, Line, Relay
from civichub.telephony.operations.desk import ORDERS
from civichub.telephony.queries import phone_of


@operation
def ring_out(
    *, line: Line, number: str, actor: Any, at: datetime, customer: Any = None, service: Any = None, reason: str = ""
) -> Call:
    """Ring somebody under the number of a line: first the telephone of whoever asks, then theirs. It is not recorded,
    because nobody has told them that it would be. Who uses text relay is rung through it.

    Raises `Invalid` for what cannot be rung, `Conflict` for somebody without a telephone.
    """
    require(policies.may_ring_out(actor, line))
    found = parse_phone(number)
    if found is None:
        raise Invalid({"number": "Enter a telephone number in full, such as 01632 960 001."})
    if phone_of(actor) is None:
        raise Conflict("You have no telephone. Ask your team leader for one.")
    contact = open_contact(
        organisation=line.organisation, channel="phone", direction="out", customer=customer, service=service,
        caller=found.shown, reason=reason, actor=actor, at=at,
    )  # fmt: skip
    hub = system_account()
    item = place_work(
        queue=line.queue, kind="call", subject_kind="contact", subject_id=contact.pk, title=f"We ring {found.shown}",
        skills={TELEPHONE: 1}, wanted=actor, counted=False, actor=hub, at=at,
    )  # fmt: skip
    pull_work(item=item, person=actor, actor=hub, at=at, why="They ring out")
    call = Call.objects.create(
        organisation=line.organisation, line=line, contact=contact, item=item, exchange_id=f"out-{contact.reference}",
        caller=found.e164, is_outgoing=True, arrived_at=at, language=line.language,
        relay=Relay.TEXT if customer and uses_text_relay(customer.pk) else "",
    )  # fmt: skip
    audit("call.rung_out", call, actor=actor, at=at, line=line.pk)
    announce(ORDERS)
    return call
