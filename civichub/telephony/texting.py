"""The text with a link, for somebody who waits: whom it may go to. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta

from civichub.customers.normalising import parse_phone
from civichub.delivery.queries import working_channels
from civichub.telephony.models import Call, CallFact

TEXTED = "texted"
MOST_TEXTS, WITHIN = 2, timedelta(days=1)  # to one number, whatever is rung: nobody is flooded by who borrows theirs


def may_be_texted(call: Call) -> bool:
    """Whether this caller is offered the text of the line: it has one, theirs is a mobile, and texts can be sent."""
    number = parse_phone(call.caller) if call.line.text_link else None
    return number is not None and number.is_mobile and "sms" in working_channels()


def has_room(call: Call, at: datetime) -> bool:
    """Whether the caller has had no text in this call, and not too many in the last day."""
    sent = CallFact.objects.filter(kind=TEXTED, call__caller=call.caller, at__gt=at - WITHIN)
    return not call.facts.filter(kind=TEXTED).exists() and sent.count() < MOST_TEXTS
