"""Who probably rings: the people this reader may see to whom the number belongs."""

from __future__ import annotations

from typing import Any

from civichub.customers.queries import search_customers
from civichub.telephony.queries import call_of_contact

MOST = 3


def probably(user: Any, item: Any) -> str:
    """Names for an item of work that is a call, as a guess; empty for all else and for an unknown number."""
    if item.kind != "call" or item.subject_kind != "contact":
        return ""
    call = call_of_contact(item.subject_id)
    if call is None or not call.caller:
        return ""
    found = search_customers(user, call.caller, limit=MOST, near_too=False)
    names = [hit.customer.name for hit in found[:MOST]]
    return f"Probably {' or '.join(names)}" if names else ""
