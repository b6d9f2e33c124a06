"""Returned mail: the address is used no more, other letters to it are stopped, and somebody hears of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from civichub.accounts.queries import system_account
from civichub.cases.operations.promises import add_task
from civichub.cases.queries import case_by_id
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import format_reference
from civichub.customers.operations import mark_contact_point_bad, trust_contact_point_again
from civichub.customers.queries import point_sent_to
from civichub.delivery.operations.letters import record_returned, set_aside_letter, undo_returned
from civichub.delivery.queries import letters_waiting_for
from civichub.messaging.letters import policies
from civichub.messaging.models import LetterOut
from civichub.messaging.operations.letters_printing import out_for, stop
from civichub.messaging.queries.letters import check_address, in_hand
from civichub.routing.operations import place_work, withdraw_work
from civichub.routing.queries import item_about, queue_for

TO_LOOK_AT = "letter_out"


class Reason(TextChoices):
    """What the post wrote on the envelope."""

    GONE_AWAY = "gone_away", "Addressee gone away"
    NOT_KNOWN = "not_known", "Not known at this address"
    NO_SUCH_ADDRESS = "no_such_address", "No such address"
    REFUSED = "refused", "Refused"
    NOT_CALLED_FOR = "not_called_for", "Not called for"
    DIED = "died", "Said to have died"
    NONE_GIVEN = "none_given", "No reason given"


@operation
def record_returned_letter(*, message: Any, why: str, actor: Any, at: datetime) -> LetterOut:
    """A letter of ours came back with the post.

    The address is not used again until it is proved, or this is undone; letters to it that are still here are stopped;
    the officer of its case gets a task, and where there is no case the line does. Raises `Invalid` without a reason,
    `Conflict` for one that came back before, `TransitionRefused` for one that was never posted.
    """
    require(policies.may_record_return(actor, message.organisation_id))
    if why not in Reason.values:
        raise Invalid({"why": "Choose what is written on the envelope."})
    out = lock(out_for(message, at=at))
    if out.returned_at is not None:
        raise Conflict("This letter has been recorded as returned already.")
    record_returned(message=message, actor=actor, at=at)
    _suffer(out, why, actor, at)
    audit("letter.returned", out, actor=actor, at=at, why=why)
    return out


@operation
def note_returned_by_provider(*, out: LetterOut, actor: Any, at: datetime) -> LetterOut:
    """The provider says that its letter came back. What was recorded by hand stays as it is."""
    require(policies.may_read_post(actor))
    out = lock(out)
    if out.returned_at is None:
        _suffer(out, Reason.NONE_GIVEN, actor, at)
        audit("letter.returned", out, actor=actor, at=at, why=Reason.NONE_GIVEN)
    return out


def _suffer(out: LetterOut, why: str, actor: Any, at: datetime) -> None:
    out.returned_at, out.returned_why, out.returned_by = at, why, actor
    save(out, "returned_at", "returned_why", "returned_by")
    point = point_sent_to(out.contact_point_id, actor=system_account()) if out.contact_point_id else None
    if point is not None:
        reason = f"A letter came back: {Reason(why).label.lower()}."
        mark_contact_point_bad(contact_point=point, reason=reason, actor=system_account(), at=at)
    _stop_others(out, actor, at)
    _tell_somebody(out, why, at)


def _stop_others(out: LetterOut, actor: Any, at: datetime) -> None:
    """Letters to the same envelope that are still here."""
    for message in letters_waiting_for(out.message.recipient).select_for_update(of=("self",)):
        other = out_for(message, at=at)
        if message.to_address == out.message.to_address and other.stopped_at is None and not in_hand(other):
            set_aside_letter(message=message, actor=system_account(), at=at)
            stop(other, "returned", actor=actor, at=at)
            other.stopped_by_return = out
            save(other, "stopped_by_return")


def _tell_somebody(out: LetterOut, why: str, at: datetime) -> None:
    system, message = system_account(), out.message
    said = f"Letter {format_reference(message.reference)} came back ({Reason(why).label.lower()}). Find the address."
    if message.about_type == "cases.case" and message.about_id:
        case = case_by_id(message.about_id)
        if case.closed_at is None:
            add_task(case=case, title=said, assignee=case.assignee, actor=system, at=at)
            return
    queue = queue_for(message.organisation)
    if queue is not None:
        place_work(
            queue=queue, kind="task", subject_kind=TO_LOOK_AT, subject_id=out.pk, title=said, wanted=out.written_by,
            actor=system, at=at,
        )  # fmt: skip


@operation
def undo_return(*, out: LetterOut, actor: Any, at: datetime) -> LetterOut:
    """It was another letter: the address counts again, and the letters that this stopped wait again."""
    out = lock(out)
    require(policies.may_record_return(actor, out.organisation_id))
    if out.returned_at is None:
        raise Conflict("This letter is not down as returned.")
    undo_returned(message=out.message, actor=actor, at=at)
    out.returned_at, out.returned_why, out.returned_by = None, "", None
    save(out, "returned_at", "returned_why", "returned_by")
    point = point_sent_to(out.contact_point_id, actor=system_account()) if out.contact_point_id else None
    if point is not None:
        trust_contact_point_again(contact_point=point, actor=system_account(), at=at)
    for other in out.stopped_others.filter(posted_at=None).select_for_update(of=("self",)):
        if check_address(other.message, actor=system_account(), at=at).why == "":
            other.stopped_at, other.stopped_why, other.stopped_by_return = None, "", None
            save(other, "stopped_at", "stopped_why", "stopped_by_return")
    if item := item_about(TO_LOOK_AT, out.pk):
        withdraw_work(item=item, actor=system_account(), at=at)
    audit("letter.return_undone", out, actor=actor, at=at)
    return out
