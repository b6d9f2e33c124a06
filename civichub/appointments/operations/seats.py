"""Taking and giving back a place: the one road to a sitting, so that nobody is booked twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from civichub.appointments.availability import FreeTime, Pair, free_times
from civichub.appointments.models import Appointment, Happening, Kind, Sitting
from civichub.appointments.states import TAKING
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, NotFound
from civichub.core.operations import lock, save

TAKEN = "Somebody else has just taken that time. Choose another one."


@dataclass(frozen=True)
class Seat:
    """A place in a sitting."""

    sitting: Sitting
    place: int


def one_at_a_time(organisation_id: int) -> None:
    """Bookings of one organisation wait for each other, so that none is refused while another officer is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"appointments:{organisation_id}"])


def take_seat(
    kind: Kind,
    *,
    way: str,
    site: Any,
    starts_at: datetime,
    at: datetime,
    needs: Collection[str] = (),
    soonest: datetime | None = None,
) -> Seat:
    """A place at that time, with whichever officer and room suits best. Raises `Conflict` when there is none.

    The officer with the least to do that day has it, in the plainest room that will do.
    """
    day = london_date(starts_at)
    times = free_times(kind, way=way, site=site, first=day, last=day, at=at, needs=needs, soonest=soonest)
    wanted = next((time for time in times if time.starts_at == starts_at), None)
    if wanted is None:
        raise Conflict(TAKEN)
    if wanted.sitting_id:
        return _join(wanted.sitting_id)
    for officer, room in _by_work(wanted.pairs, starts_at):
        try:
            with transaction.atomic():
                return Seat(_sit(kind, wanted, officer, room), 1)
        except IntegrityError:
            continue  # booked by another organisation between our look and our step
    raise Conflict(TAKEN)


def _sit(kind: Kind, wanted: FreeTime, officer: int | None, room: int | None) -> Sitting:
    return Sitting.objects.create(
        kind=kind,
        site_id=wanted.site_id,
        officer_id=officer,
        room_id=room,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        busy_until=wanted.ends_at + timedelta(minutes=kind.buffer_minutes),
        places=kind.places,
    )


def _by_work(pairs: Iterable[Pair], starts_at: datetime) -> list[Pair]:
    pairs = list(pairs)
    around = (starts_at - timedelta(hours=12), starts_at + timedelta(hours=12))
    busy = Sitting.objects.filter(live=True, officer__in={one for one, _ in pairs if one}, starts_at__range=around)
    load = dict(busy.values_list("officer").annotate(Count("pk")))
    return sorted(pairs, key=lambda pair: load.get(pair[0], 0))


def _join(sitting_id: int) -> Seat:
    sitting = lock(Sitting(pk=sitting_id))
    taken = set(sitting.appointments.filter(state__in=TAKING).values_list("place", flat=True))
    free = next((place for place in range(1, sitting.places + 1) if place not in taken), None)
    if free is None or not sitting.live:
        raise Conflict(TAKEN)
    return Seat(sitting, free)


def give_back(sitting: Sitting) -> None:
    """The time is free again unless somebody of the group still comes."""
    sitting = lock(sitting)
    if sitting.live and not sitting.appointments.filter(state__in=TAKING).exists():
        sitting.live = False
        save(sitting, "live")


def take_again(sitting: Sitting, place: int) -> Seat:
    """The same place as before, or another of the same sitting. Raises `Conflict` when it has gone to somebody else."""
    sitting = lock(sitting)
    if sitting.live:
        taken = sitting.appointments.filter(state__in=TAKING, place=place).exists()
        return _join(sitting.pk) if taken else Seat(sitting, place)
    try:
        with transaction.atomic():
            sitting.live = True
            save(sitting, "live")
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    return Seat(sitting, place)


def lock_appointment(appointment: Appointment) -> Appointment:
    """The row locked, after the organisation's other bookings: always in that order, so that none waits in a circle."""
    one_at_a_time(appointment.organisation_id)
    fresh = lock(appointment)
    related = ("kind__session__councillor", "kind__session__site", "kind__service", "kind__skill", "sitting__site")
    found = Appointment.objects.select_related(*related).filter(pk=fresh.pk).first()
    if found is None:
        raise NotFound()
    return found


def note(appointment: Appointment, words: str, *, actor: Any, at: datetime) -> None:
    """Write a line of its history."""
    Happening.objects.create(appointment=appointment, at=at, actor_id=actor.pk, words=words[:300])
