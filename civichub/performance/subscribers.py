"""What the figures hear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.events import CasesImported
from civichub.cases.queries.extracts import imported_contacts
from civichub.contacts.events import ContactClosed
from civichub.contacts.queries import contact_by_id, said_to_be_done, was_handed_off
from civichub.core.events import subscriber
from civichub.performance.calls import CallOutcome
from civichub.performance.operations import GivenCall, count_call, count_contact, count_contacts
from civichub.telephony.events import CallEnded
from civichub.telephony.queries import ASKED_CALL_BACK, Times, call_by_id, call_of_contact, times_of
from civichub.telephony.relay import PACE
from civichub.telephony.states import CUT_OFF_IN_LINE


@subscriber(ContactClosed, queue="measures")
def count_closed_contact(event: ContactClosed, at: datetime) -> None:
    """A closed contact is counted once."""
    count_contact(contact=contact_by_id(event.contact_id), actor=system_account(), at=at)


@subscriber(CasesImported, queue="measures")
def count_imported_contacts(event: CasesImported, at: datetime) -> None:
    """The contacts of a part of an extract are counted together, each once."""
    contacts = imported_contacts(event.import_id, event.first_row, event.last_row)
    count_contacts(contacts=contacts, actor=system_account(), at=at)


@subscriber(CallEnded, queue="measures")
def count_ended_call(event: CallEnded, at: datetime) -> None:
    """A call that had joined a line is counted with its times."""
    _count_call(call_by_id(event.call_id), at)


@subscriber(ContactClosed, queue="measures")
def count_wrapped_up_call(event: ContactClosed, at: datetime) -> None:
    """Wrapped up, a call has its outcome and the time that the wrap-up took."""
    _count_call(call_of_contact(event.contact_id), at)


def _count_call(call: Any, at: datetime) -> None:
    times = times_of(call) if call is not None else None
    if times is None:
        return
    contact = call.contact
    wrapped = contact.ended_at - contact.wrap_up_started_at if contact.ended_at and contact.wrap_up_started_at else None
    given = GivenCall(
        number=call.exchange_id,
        joined_at=call.queued_at,
        outcome=_outcome(call, times),
        waited=_milliseconds(times.waited),
        talked=_milliseconds(times.talked),
        held=_milliseconds(times.held),
        wrapped=_milliseconds(wrapped or timedelta()),
        transfers=int(was_handed_off(contact)),
        resolved=said_to_be_done(contact),
        caller=call.caller,
        pace=PACE if call.relay else 1,
    )
    count_call(queue=call.line.queue, call=given, actor=system_account(), at=at)


def _outcome(call: Any, times: Times) -> CallOutcome:
    if times.left == ASKED_CALL_BACK:
        return CallOutcome.CALL_BACK
    if times.left == CUT_OFF_IN_LINE:
        return CallOutcome.CUT_OFF
    if call.connected_at:
        return CallOutcome.ANSWERED
    return CallOutcome.CUT_OFF if call.state == "lost" else CallOutcome.ABANDONED


def _milliseconds(span: timedelta) -> int:
    return max(0, span // timedelta(milliseconds=1))
