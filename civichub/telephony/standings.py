"""How calls stand at the desk: what the switchboard asks whenever anything there has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.core.prepared import Given, prepared
from civichub.telephony.models import Call, Handset


@dataclass(frozen=True)
class Held:
    """An offer that stands: to whom, on which telephone (empty for none), and for how many seconds more."""

    offer: int
    person: int
    endpoint: str
    answers_itself: bool
    seconds: int


@dataclass(frozen=True)
class AtDesk:
    """How a call's item of work stands: empty before it is in line."""

    state: str
    held: Held | None
    taken_by: int
    endpoint: str


def at_the_desk(calls: Iterable[int], at: datetime) -> dict[int, AtDesk]:
    """How these calls stand at the desk, by number. Three statements, however many."""
    asked = list(calls)
    rows = _items_of_calls(calls=asked)
    offers = {call: held for call, *held in _offers_of_calls(calls=asked)}
    people = {person for _, person, _ in offers.values()} | {person for _, _, person in rows if person}
    phones = {phone.person_id: phone for phone in _phones_of(people=list(people))}
    return {
        call: AtDesk(
            state=state or "",
            held=_held(*offers[call], phones, at) if state == "offered" and call in offers else None,
            taken_by=taken_by or 0,
            endpoint=_endpoint(phones.get(taken_by)),
        )
        for call, state, taken_by in rows
    }


def _held(offer: int, person: int, expires_at: datetime, phones: dict[int, Handset], at: datetime) -> Held:
    phone = phones.get(person)
    left = max(1, round((expires_at - at).total_seconds()))
    return Held(offer, person, _endpoint(phone), phone is not None and phone.answers_itself, left)


def _endpoint(phone: Handset | None) -> str:
    return phone.endpoint if phone else ""


@prepared
def _items_of_calls() -> QuerySet[Any]:
    return Call.objects.filter(pk__among=Given("calls")).values_list("pk", "item__state", "item__taken_by")


@prepared
def _offers_of_calls() -> QuerySet[Any]:
    held = Call.objects.filter(pk__among=Given("calls"), item__offers__state="open")
    return held.values_list("pk", "item__offers__pk", "item__offers__person", "item__offers__expires_at")


@prepared
def _phones_of() -> QuerySet[Handset]:
    return Handset.objects.filter(person__among=Given("people"), is_active=True)
