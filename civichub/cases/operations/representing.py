"""A councillor acts for a resident who asked: taking it up, letting them in, their words, and the end of it.

The ground is the Data Protection Act 2018, Schedule 1: paragraph 23 lets an elected representative use what a resident
tells them to act on the resident's request, and paragraph 24 lets the council answer the representative.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases import policies
from civichub.cases.events import RepresentationBegan, RepresentationEnded
from civichub.cases.models import AskedHow, Case, CaseContact, EndedBy, EntryKind, Representation, Shared
from civichub.cases.models.representation import FOLLOW_UP, long_closed_before
from civichub.cases.operations.history import add_history
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.notes import NOTE_LENGTH
from civichub.cases.operations.promises import add_task
from civichub.contacts.operations import record_contact
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing.operations import place_work
from civichub.routing.queries import queue_for

CHANNEL = "partner"


@dataclass(frozen=True)
class Asked:
    """How (`AskedHow`) and on which day the resident asked, what they share (`Shared`), and what else they wished."""

    how: str
    on: date
    shares: tuple[str, ...] = ()
    wishes: str = ""


@operation
def take_up_for_resident(*, request: Request, seat: Any, asked: Asked, actor: Any, at: datetime) -> Representation:
    """Open a case for the resident whom `request.reporter` names, with the member as the one who acts.

    Who that is on record is found by the hub's own matching and told to nobody here. Raises `Invalid` on ``name`` and
    ``email`` where the resident could not be told of it.
    """
    require(policies.may_act_for_resident(actor, seat, on=london_date(at)))
    reporter = request.reporter
    if not reporter.name.strip():
        raise Invalid({"name": "Enter the resident’s name."})
    if not (reporter.email or reporter.phone or reporter.address):
        raise Invalid({"email": "Enter an email address, a telephone number or an address, so that we can tell them."})
    if reporter.email and reporter.email.strip().lower() in {actor.email.lower(), seat.email.lower()}:
        raise Invalid({"email": "This is your own address. Enter the resident’s, so that they hear of it."})
    taken = replace(request, front_door=seat.organisation, channel=CHANNEL, customer=None, contact=None)
    case = take_request(request=taken, actor=actor, at=at)
    return _begin(case, seat, asked, actor, at, typed_by_member=True)


@operation
def record_representation(*, case: Case, seat: Any, asked: Asked, actor: Any, at: datetime) -> Representation:
    """Write down, on the word of somebody of ours, that a councillor acts for the resident in a case there is.

    Raises `Conflict` when they do already, `Invalid` on ``seat`` for a seat that nobody holds who could sign in.
    """
    case = lock(case)
    require(policies.may_record_representation(actor, case))
    if seat.account is None or not policies.may_act_for_resident(seat.account, seat, on=london_date(at)):
        raise Invalid(
            {"seat": "This councillor has no account here, or no seat: tell them yourself what they may know."}
        )
    return _begin(case, seat, asked, actor, at, typed_by_member=False)


def _begin(case: Case, seat: Any, asked: Asked, actor: Any, at: datetime, *, typed_by_member: bool) -> Representation:
    _check(asked, at)
    if case.representations.filter(seat=seat, ended_at=None).exists():
        raise Conflict(f"{seat} acts for the resident in this case already.")
    begun = Representation.objects.create(
        case=case,
        seat=seat,
        how=asked.how,
        asked_on=asked.on,
        shares=sorted(set(asked.shares)),
        wishes=clean_text(asked.wishes, field="wishes", max_length=500),
        typed_by_member=typed_by_member,
        recorded_by=actor,
        began_at=at,
    )
    title = f"{seat} began to act for the resident"
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, public=True, public_title=title)
    audit("case.representation_began", case, actor=actor, at=at, representation=begun.pk, seat=seat.pk, how=asked.how)
    publish(RepresentationBegan(case_id=case.pk, representation_id=begun.pk), at=at)
    return begun


def _check(asked: Asked, at: datetime) -> None:
    errors = {}
    if asked.how not in AskedHow.values:
        errors["how"] = "Select how the resident asked."
    if asked.on > london_date(at):
        errors["asked_on"] = "The day on which the resident asked must be today or in the past."
    if set(asked.shares) - set(Shared.values):
        errors["shares"] = "Select what the resident shares from the list."
    if errors:
        raise Invalid(errors)


@operation
def write_for_resident(*, representation: Representation, text: str, actor: Any, at: datetime) -> Representation:
    """What the member adds or asks: on the case, where the resident reads it too, and in the team's queue as work."""
    representation = lock(representation)
    require(policies.may_speak_for_resident(actor, representation, on=london_date(at)))
    case, hub = lock(representation.case), system_account()
    text = clean_text(text, field="text", max_length=NOTE_LENGTH, required=True, lines=True)
    contact = record_contact(
        organisation=case.organisation, channel=CHANNEL, outcome="case_updated",
        customer=case.customer, service=case.service, reason="" if case.sensitive else "A councillor wrote",
        actor=hub, at=at,
    )  # fmt: skip
    CaseContact.objects.create(case=case, contact=contact)
    title = f"{representation.seat} wrote for the resident"
    told = {"text": text, "public": True, "public_title": title, "contact": contact.reference}
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, **told)
    case.updated_at = at
    save(case, "updated_at")
    audit("case.representative_wrote", case, actor=actor, at=at, representation=representation.pk)
    words = f"{case.service.title}: {representation.seat} wrote"
    queue = queue_for(case.organisation, service=case.service_id)
    if queue is None:
        add_task(case=case, title=f"Answer {representation.seat}"[:200], actor=hub, at=at)
    else:
        place_work(queue=queue, kind="task", subject_kind="case", subject_id=case.pk, title=words[:200],
                   actor=actor, at=at)  # fmt: skip
    return representation


@operation
def end_representation(*, representation: Representation, actor: Any, at: datetime, why: str = "") -> Representation:
    """The member loses sight of the case at once. `actor` is the resident, the hub for the link that they were sent,
    the member, or somebody who may act on the case, who gives a reason. Twice changes nothing."""
    representation = lock(representation)
    require(policies.may_end_representation(actor, representation))
    if representation.ended_at is not None:
        return representation
    by = _who(representation, actor)
    why = clean_text(why, field="why", max_length=500, required=by == EndedBy.COUNCIL)
    _write_end(representation, by, why, actor, at)
    return representation


@operation
def end_followed_up(*, actor: Any, at: datetime) -> int:
    """End what has outlived its purpose: the case was closed so long ago that nothing is left to follow up; how many.

    A case that is opened again in the meantime goes on with the member.
    """
    require(policies.may_end_what_is_over(actor))
    over = Representation.objects.filter(ended_at=None, case__closed_at__lt=long_closed_before(london_date(at)))
    ended = 0
    for found in over.select_related("case", "seat")[:500]:
        representation = lock(found)
        if representation.ended_at is None:
            why = f"The case was closed {FOLLOW_UP.days} days ago"
            _write_end(representation, EndedBy.CLOSURE, why, actor, at)
            ended += 1
    return ended


def _write_end(representation: Representation, by: EndedBy, why: str, actor: Any, at: datetime) -> None:
    representation.ended_at, representation.ended_by, representation.why_ended = at, by, why
    save(representation, "ended_at", "ended_by", "why_ended")
    title, case = f"{representation.seat} no longer acts for the resident", representation.case
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, public=True, public_title=title)
    audit("case.representation_ended", case, actor=actor, at=at, representation=representation.pk, by=by, why=why)
    publish(RepresentationEnded(case_id=case.pk, representation_id=representation.pk), at=at)


def _who(representation: Representation, actor: Any) -> EndedBy:
    if actor.is_system or actor.kind == "resident":
        return EndedBy.RESIDENT
    return EndedBy.MEMBER if representation.seat.account_id == actor.pk else EndedBy.COUNCIL
