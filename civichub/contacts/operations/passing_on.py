"""Passing somebody on: to a team or a person once, to whoever takes them from the line, or to a promised call-back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from civichub.contacts import policies
from civichub.contacts.events import ContactHandedOff
from civichub.contacts.models import Channel, Contact, HandOff
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.organisations.queries import end_of_next_working_day
from civichub.routing.operations import book_work, change_needs, finish_work, hand_back, place_work
from civichub.routing.queries import people_of, queue_for, work_in_hand
from civichub.workforce.queries import skills_of


@operation
def hand_off_contact(
    *, contact: Contact, to_team: Any, notes: str, actor: Any, at: datetime, warm: bool = True, to_person: Any = None
) -> HandOff:
    """Pass the person on, with what was said, into the team's queue: for `to_person` first if they are free.

    They keep their place from when they first reached us. A second hand-off is refused: take details or promise a
    call-back (K rec 15; B3).
    """
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    if HandOff.objects.filter(contact=contact).exists():
        raise Conflict("This person has been handed off once already. Take the details or promise a call-back instead.")
    notes = clean_text(notes, field="notes", max_length=10_000, required=True, lines=True)
    hand_off = HandOff.objects.create(contact=contact, to_team=to_team, by=actor, at=at, notes=notes, warm=warm)
    audit("contact.handed_off", contact, actor=actor, at=at, to_team=to_team.pk)
    publish(ContactHandedOff(contact_id=contact.pk, hand_off_id=hand_off.pk), at=at)
    kind = _KIND_OF_WORK.get(contact.channel, "task") if warm else "task"
    if _pass_on(contact, kind, to_team, to_person, notes, actor, at):
        contact.handled_by = None  # until somebody takes it: whoever handed it off is free
        save(contact, "handled_by")
    return hand_off


def _pass_on(contact: Contact, kind: str, team: Any, person: Any, notes: str, actor: Any, at: datetime) -> bool:
    """Into the team's queue: the item they came by, if they came by one, else a new one. False where there is none."""
    queue = _queue_of(team, contact)
    if queue is None:
        return False
    passed = False
    for item in work_in_hand(actor, subject=("contact", contact.pk)):
        if item.kind == kind:
            said = f"Handed off by {actor}: {notes}"
            _drop_languages_nobody_has(item, queue, actor, at)
            hand_back(item=item, queue=queue, wanted=person, notes=said, actor=actor, at=at)
            passed = True
        else:
            finish_work(item=item, actor=actor, at=at)
    if not passed:
        more = {"wanted": person, "arrived_at": contact.started_at}
        _place(contact, kind, queue, f"Handed off by {actor}", notes, actor, at, **more)
    return True


def _drop_languages_nobody_has(item: Any, queue: Any, actor: Any, at: datetime) -> None:
    """Who waits for a language that nobody in that queue speaks would wait for ever: an interpreter helps sooner."""
    known = skills_of([member.person_id for member, _, _ in people_of(queue)], london_date(at)).values()
    kept = {
        key: level
        for key, level in item.skills.items()
        if not key.startswith("language:") or any(levels.get(key, 0) >= level for levels in known)
    }
    if kept != item.skills:
        change_needs(item=item, skills=kept, actor=actor, at=at)


@operation
def take_over_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Go on with a contact that was handed off, as the one who took it from the queue. Twice changes nothing."""
    contact = lock(contact)
    require(policies.may_take_over_contact(actor, contact))
    if contact.handled_by_id != actor.pk and contact.state != "closed":
        contact.handled_by = actor
        save(contact, "handled_by")
        audit("contact.taken_over", contact, actor=actor, at=at)
    return contact


@operation
def let_go_of_contact(*, contact: Contact, actor: Any, at: datetime) -> Contact:
    """Nobody has it in hand any more, and it goes on: whoever takes it next is its handler."""
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    if contact.handled_by_id is not None and contact.state != "closed":
        contact.handled_by = None
        save(contact, "handled_by")
        audit("contact.let_go", contact, actor=actor, at=at)
    return contact


@operation
def promise_call_back(
    *,
    contact: Contact,
    to_team: Any,
    number: str,
    notes: str,
    actor: Any,
    at: datetime,
    begins_at: datetime | None = None,
) -> Any:
    """Promise that the team rings back by the end of the next working day, and put that in its queue (B8); or in the
    half hour from `begins_at`, one of `free_call_back_times`.

    Raises `Invalid` for a number that nobody can ring, `Conflict` when the team has no queue to keep the promise in, or
    has promised as many for that half hour as it may.
    """
    contact = lock(contact)
    require(policies.may_handle_contact(actor, contact))
    number = clean_text(number, field="number", max_length=40, required=True)
    if len(re.sub(r"\D", "", number)) < 5:
        raise Invalid({"number": "Enter the telephone number to ring."})
    notes = clean_text(notes, field="notes", max_length=10_000, required=True, lines=True)
    queue = _queue_of(to_team, contact)
    if queue is None:
        raise Conflict(f"{to_team.name} has no queue yet, so nobody would keep this promise. Choose another team.")
    promised = {
        "queue": queue, "kind": "call_back", "subject_kind": "contact", "subject_id": contact.pk, "notes": notes,
        "title": _title(contact, f"Ring {number}"), "actor": actor, "at": at,
    }  # fmt: skip
    if begins_at is not None:
        item = book_work(**promised, begins_at=begins_at)
    else:
        item = place_work(**promised, promise_at=end_of_next_working_day(to_team.organisation, at), priority=1)
    audit("contact.call_back_promised", contact, actor=actor, at=at, to_team=to_team.pk, by=item.promise_at.isoformat())
    return item


_KIND_OF_WORK = {
    Channel.PHONE: "call",
    Channel.SWITCHBOARD: "call",
    Channel.COUNTER: "visitor",
    Channel.WEBCHAT: "chat",
    Channel.EMAIL: "email",
    Channel.LETTER: "letter",
}


def _queue_of(team: Any, contact: Contact) -> Any:
    """The queue of the team, else of the service, else the general one of the team's organisation, if it has any."""
    return queue_for(team.organisation, service=contact.service_id, slug=team.slug)


def _title(contact: Contact, title: str) -> str:
    """Under the name of whoever it is about."""
    who = contact.caller or (contact.customer.display_name if contact.customer else "")
    return " · ".join(filter(None, [who, title]))[:200]


def _place(
    contact: Contact, kind: str, queue: Any, title: str, notes: str, actor: Any, at: datetime, **more: Any
) -> Any:
    return place_work(
        queue=queue,
        kind=kind,
        subject_kind="contact",
        subject_id=contact.pk,
        title=_title(contact, title),
        notes=notes,
        actor=actor,
        at=at,
        **more,
    )
