"""Payments taken by telephone: when nothing is recorded, and which those of a call are. Reads only."""

from __future__ import annotations

from typing import Any

from civichub.forms.queries import payments_by_id
from civichub.telephony.models import Call
from civichub.telephony.queries import what_happened

TAKEN = "payment"  # the fact that one was begun


def is_silent(call: Call) -> bool:
    """Whether nothing that is said is written: paused, or not recorded at all. A pause is noted before it is carried
    out, and its order settled after: while one is open, nothing is certain."""
    happened = what_happened(call)
    return (happened.is_paused or not happened.is_recorded) and not call.orders.filter(done_at=None).exists()


def payments_in(call: Call) -> list[Any]:
    """Those begun in this call, the latest first. The caller has asked who may see the call."""
    told = call.facts.filter(kind=TAKEN).values_list("detail__payment", flat=True)
    return payments_by_id(told)
