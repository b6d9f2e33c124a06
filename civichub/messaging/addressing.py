"""To whom an answer may go, and what of a stranger's headers may go back to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.core.errors import NotFound
from civichub.customers.queries import (
    addresses_for_sending,
    communication_rules,
    emails_they_left,
    sheltered_among,
)
from civichub.messaging.tokens import without_token

_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{3,250}")
MOST_REFERENCES = 20


def usable_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Those Message-IDs that may stand in a header of ours, without repeats; the last twenty, which are nearest."""
    found = dict.fromkeys(one for one in ids if one and _ID.fullmatch(one))
    return tuple(found)[-MOST_REFERENCES:]


def customer_of(conversation: Any) -> Any:
    """Whose conversation it is, as far as that is known."""
    return conversation.contact.customer if conversation.contact is not None else None


def is_sheltered(conversation: Any) -> bool:
    """Whether it is with somebody at risk, or living with somebody who is: their address is not shown to everyone."""
    customer = customer_of(conversation)
    return bool(customer is not None and sheltered_among([customer]))


def why_not_to_write(conversation: Any, *, at: datetime) -> str:
    """A sentence if an answer must not go to the correspondent's address; empty when it may.

    Nothing goes to an address that the customer has left, and to somebody at risk only where they said it is safe.
    """
    address = conversation.correspondent.lower()
    if not address:
        return "This message names no address that we could answer."
    customer = customer_of(conversation)
    if customer is None:
        return ""
    if address in emails_they_left(customer.pk):
        return "The customer no longer uses this address. Reach them another way."
    try:
        rules = communication_rules(customer.pk)
    except NotFound:
        return ""
    if rules.is_deceased:
        return dict(rules.why_forbidden).get("email", "")
    if not rules.at_risk:
        return ""
    safe = addresses_for_sending(
        customer.pk, channel="email", purpose="Answer to an email", actor=system_account(), at=at
    )
    if address in {one.address.lower() for one in safe}:
        return ""
    return "This customer is at risk, and this address is not one that they gave us as safe. Reach them another way."


def why_not_to_copy(conversation: Any, address: str, ours: Iterable[str]) -> str:
    """A sentence if no copy may go to this address: copies go to whom the correspondent copied in, and to ourselves."""
    copied = conversation.messages.filter(kind="theirs").values_list("copies", flat=True)
    theirs = {one.lower() for copies in copied for one in copies}
    wanted = without_token(address)
    if address.lower() in theirs or wanted in {one.lower() for one in ours}:
        return ""
    return f"{address} cannot have a copy: only people whom the customer copied in, and our own mailboxes, can."
