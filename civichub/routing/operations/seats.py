"""Getting ready for work, pausing, signing off, and the signs of life of a screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.live import announce
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.routing import policies
from civichub.routing.matching import DEVICES
from civichub.routing.models import GOES_ON_WITHOUT_A_SCREEN, Offer, Seat, WorkItem
from civichub.routing.operations.offering import alone, anything_due, close_offer, offer_all, put_back, tell
from civichub.routing.operations.record import SEAT_EVENTS, note_seats
from civichub.routing.states import IN_HAND, SEAT


def _seat(actor: Any, at: datetime) -> Seat:
    require(policies.may_take_seat(actor), "Ask your team leader for the right to take work.")
    seat, _ = Seat.objects.get_or_create(
        person=actor, defaults={"since": at, "seen_at": at, "free_since": at, "state": "left"}
    )
    return seat


def _move(seat: Seat, step: str, at: datetime, reason: str = "") -> None:
    seat.state, seat.reason, seat.since, seat.seen_at = SEAT.target(seat.state, step), reason, at, at
    seat.save(update_fields=["state", "reason", "since", "seen_at"])
    note_seats(SEAT_EVENTS[seat.state], [seat.person_id], at, reason=reason)
    announce(f"desk-{seat.person_id}", "seats")


@operation
def sit_down(*, actor: Any, at: datetime) -> Seat:
    """Ready for work, from now on. What one still has in hand stays there."""
    alone()
    seat = _seat(actor, at)
    if seat.state != "ready":
        _move(seat, "sit_down", at)
        seat.free_since = at
        seat.save(update_fields=["free_since"])
        audit("seat.ready", seat, actor=actor, at=at)
    offer_all(at)
    return seat


@operation
def pause_seat(*, reason: str, actor: Any, at: datetime) -> Seat:
    """Not ready for more, and why; an offer that stands goes to somebody else."""
    alone()
    seat = _seat(actor, at)
    reason = clean_text(reason, field="reason", max_length=80, required=True)
    _take_back(seat, at)
    _move(seat, "pause", at, reason)
    audit("seat.paused", seat, actor=actor, at=at, reason=reason)
    offer_all(at)
    return seat


@operation
def equip_seat(*, person: Any, devices: Collection[str], actor: Any, at: datetime) -> Seat:
    """Say what somebody has at hand beside the screen, all of it: of `matching.DEVICES`."""
    require(policies.may_equip_seat(actor, person))
    if unknown := set(devices) - DEVICES.keys():
        raise Invalid({"devices": f"Choose from the list: {', '.join(sorted(unknown))} is not on it."})
    alone()
    seat = _seat(person, at)
    seat.devices = sorted(set(devices))
    seat.save(update_fields=["devices"])
    audit("seat.equipped", seat, actor=actor, at=at, devices=seat.devices)
    offer_all(at)
    return seat


@operation
def equip_seats(*, devices: Mapping[int, Collection[str]], actor: Any, at: datetime) -> int:
    """The same for many people at once, by person; returns for how many it was a change. What is offered to somebody
    and needs a device that they have no more goes to somebody else, and nobody is paused for it."""
    require(policies.may_keep_line(actor))
    alone()
    changed = 0
    for seat in Seat.objects.filter(person__in=devices):
        before, seat.devices = set(seat.devices), sorted(set(devices[seat.person_id]))
        if before == set(seat.devices):
            continue
        changed += 1
        seat.save(update_fields=["devices"])
        audit("seat.equipped", seat, actor=actor, at=at, devices=seat.devices)
        for offer in Offer.objects.filter(person=seat.person_id, state="open").select_related("item"):
            if offer.item.skills.keys() & before - set(seat.devices):
                close_offer(offer, "withdraw", at)
    if changed:
        offer_all(at)
    return changed


@operation
def leave_seat(*, actor: Any, at: datetime) -> Seat:
    """Sign off. Raises `Conflict` while one has something in hand, so that nobody is left with nobody."""
    alone()
    seat = _seat(actor, at)
    if seat.state == "left":
        return seat
    held = WorkItem.objects.filter(taken_by=actor, state__in=IN_HAND).count()
    if held:
        what = "what you have" if held == 1 else f"the {held} things you have"
        raise Conflict(f"Finish {what} in hand first, or put it back in line.")
    _take_back(seat, at)
    _move(seat, "leave", at)
    audit("seat.left", seat, actor=actor, at=at)
    offer_all(at)
    return seat


@operation
def sign_out(*, actor: Any, at: datetime) -> Seat | None:
    """They sign out of the hub: their seat is left, and offers and writing go back to their place in line.

    Whoever still speaks with somebody keeps them, as when a screen dies, and finds them on signing in again. None for
    who has no seat.
    """
    require(policies.may_sign_out(actor))
    alone()
    seat = Seat.objects.filter(person=actor).exclude(state="left").first()
    if seat is None:
        return None
    _take_back(seat, at)
    held = WorkItem.objects.filter(taken_by=actor, state__in=IN_HAND)
    for item in held.exclude(kind__in=GOES_ON_WITHOUT_A_SCREEN):
        put_back(item, at, held_by=actor.pk, wanted=actor.pk)
        tell([item])
    if held.filter(kind__in=GOES_ON_WITHOUT_A_SCREEN).exists():
        if seat.state != "lost":
            _move(seat, "lose", at, "Signed out with somebody in hand")
    else:
        _move(seat, "leave", at)
    audit("seat.signed_out", seat, actor=actor, at=at)
    offer_all(at)
    return seat


def _take_back(seat: Seat, at: datetime) -> None:
    for offer in Offer.objects.filter(person=seat.person_id, state="open").select_related("item"):
        close_offer(offer, "withdraw", at)


@operation
def see_screens(*, people: Collection[int], actor: Any, at: datetime) -> int:
    """Signs of life of many screens at once; returns how many offers were made now that dead ones gave theirs back.

    A seat that was lost is its person's again, paused until they say that they are ready.
    """
    require(policies.may_keep_line(actor))
    alone()  # before the seats, which whoever makes offers writes while alone
    here = Seat.objects.filter(person__in=people)
    found = list(here.filter(state="lost"))
    is_due = bool(found) or anything_due(at)
    if is_due:
        alone()  # before any seat is written: whoever finishes work holds the line and writes theirs
    here.filter(state__in=("ready", "paused")).update(seen_at=at)
    if not is_due:
        return 0
    for seat in found:
        _move(seat, "pause", at, "Your screen was away")
        audit("seat.found", seat, actor=actor, at=at)
    return offer_all(at)
