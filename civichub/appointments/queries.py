"""Reads of appointments: days, finding one, what a message may say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from civichub.accounts.queries import staff_of
from civichub.appointments.availability import FreeTime, free_times
from civichub.appointments.models import (
    Absence,
    Appointment,
    BulkCancellation,
    CalendarFeed,
    EarlierOffer,
    Kind,
    KindDay,
    KindHours,
    OfficerHours,
    Room,
    SessionRoom,
    Waiting,
    Wish,
)
from civichub.appointments.states import TO_COME
from civichub.core.clocks import london_date
from civichub.core.clocks.moments import instant
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.core.references import parse_reference
from civichub.customers.queries import sheltered_among
from civichub.places.queries import Occurrence, sessions_between, sites

if TYPE_CHECKING:
    from civichub.appointments.operations.setting_up import Target

RELATED = (
    "kind__service", "kind__session", "sitting__site__address", "sitting__room", "sitting__officer", "customer",
    "organisation",
)  # fmt: skip
NEITHER = ("held", "lapsed")


def day_span(day: date) -> tuple[datetime, datetime]:
    """The moments at which a London day begins and ends, in UTC."""
    return datetime.fromtimestamp(instant(day, 0), UTC), datetime.fromtimestamp(instant(day, 1440), UTC)


def appointments_on(
    user: Any, day: date, *, site: int | None = None, officer: int | None = None, room: int | None = None
) -> list[Appointment]:
    """What `user` may see of a day, by time: of one site, officer or room, or of all."""
    begin, end = day_span(day)
    found = Appointment.objects.visible_to(user).exclude(state__in=NEITHER)
    found = found.filter(sitting__starts_at__gte=begin, sitting__starts_at__lt=end)
    wanted = {"sitting__site": site, "sitting__officer": officer, "sitting__room": room}
    found = found.filter(**{field: value for field, value in wanted.items() if value})
    return list(found.select_related(*RELATED))


def get_appointment_for(user: Any, reference: str) -> Appointment:
    """The appointment, if `user` may see it. Raises `NotFound`: the same for a missing one."""
    parsed = parse_reference(reference) or ""
    found = Appointment.objects.visible_to(user).exclude(state__in=NEITHER).filter(reference=parsed)
    return _one(found)


def appointment_by_reference(reference: str) -> Appointment:
    """The appointment that a signed link names. Raises `NotFound`."""
    return _one(Appointment.objects.filter(reference=parse_reference(reference) or ""))


def appointment_by_id(appointment_id: int) -> Appointment:
    """The appointment that an event names: for listeners, which act for the hub. Raises `NotFound`."""
    return _one(Appointment.objects.filter(pk=appointment_id))


def _one(found: QuerySet[Appointment]) -> Appointment:
    appointment = found.select_related(*RELATED).first()
    if appointment is None:
        raise NotFound("We cannot find that appointment.")
    return appointment


def find_appointments(user: Any, words: str, at: datetime, *, limit: int = 50) -> list[Appointment]:
    """Those with this reference, name, email or telephone number, the nearest in time first. Sheltered people are found
    by name and reference only."""
    found = Appointment.objects.visible_to(user).exclude(state__in=NEITHER).select_related(*RELATED)
    if reference := parse_reference(words):
        return list(found.filter(reference=reference))
    wanted = " ".join(words.split())[:120]
    if len(wanted) < 2 or "\x00" in wanted:
        return []
    by_name = Q()
    for word in wanted.split():
        by_name &= Q(name__icontains=word)
    digits = "".join(character for character in wanted if character.isdigit())
    reach = Q(email__iexact=wanted) | (Q(phone__endswith=digits[-9:]) if len(digits) >= 6 else Q(pk=None))
    rows = list(found.filter(by_name | reach).order_by("-sitting__starts_at")[: limit * 2])
    hidden = sheltered_ids(rows)
    shown = [row for row in rows if row.pk not in hidden or all(word.lower() in row.name.lower() for word in
             wanted.split())]  # fmt: skip
    return sorted(shown, key=lambda row: (row.starts_at < at, abs(row.starts_at - at)))[:limit]


def sheltered_ids(appointments: Iterable[Appointment]) -> frozenset[int]:
    """Which of these appointments are of people at risk, or of people who live with one."""
    customers = {row.customer_id: row.customer for row in appointments if row.customer_id}
    sheltered = sheltered_among(customers.values()) if customers else frozenset()
    return frozenset(row.pk for row in appointments if row.customer_id in sheltered)


def appointments_of_customers(user: Any, customer_ids: Iterable[int], at: datetime) -> list[Appointment]:
    """What these customers have to come, and had in the last month, that `user` may see."""
    found = Appointment.objects.visible_to(user).exclude(state__in=NEITHER)
    found = found.filter(customer__in=list(customer_ids), sitting__ends_at__gt=at - timedelta(days=31))
    return list(found.select_related(*RELATED))


def expected_at(site_id: int, at: datetime) -> list[Appointment]:
    """Whoever is expected at a site today and has neither come nor been given up, for the front desk and the kiosk.

    It opens nothing: the caller shows what its reader may see.
    """
    begin, end = day_span(london_date(at))
    found = Appointment.objects.filter(sitting__site=site_id, state="booked")
    return list(found.filter(sitting__starts_at__gte=begin, sitting__starts_at__lt=end).select_related(*RELATED))


def here_early(missed: Appointment) -> list[Appointment]:
    """Who is at the site already for a later time of the same kind, and could come forward, the longest here first."""
    end = day_span(london_date(missed.starts_at))[1]
    found = Appointment.objects.filter(
        kind=missed.kind_id, sitting__site=missed.sitting.site_id, state="arrived", sitting__starts_at__lt=end,
        sitting__starts_at__gt=missed.starts_at,
    )  # fmt: skip
    return list(found.select_related(*RELATED).order_by("arrived_at"))


def affected(
    target: Target, begin: datetime, end: datetime, at: datetime, *, organisation_id: int
) -> list[Appointment]:
    """What would be cancelled if that officer, room, site or session took nothing from `begin` until `end`."""
    held = {"person": "sitting__officer", "room": "sitting__room", "site": "sitting__site", "session": "kind__session"}
    wanted = {held[name]: value for name, value in target.chosen().items()}
    found = Appointment.objects.filter(organisation=organisation_id, state__in=TO_COME, **wanted)
    found = found.filter(sitting__starts_at__lt=end, sitting__ends_at__gt=max(begin, at))
    return list(found.select_related(*RELATED))


def times_to_move_to(appointment: Appointment, *, first: date, last: date, at: datetime, **more: Any) -> list[FreeTime]:
    """Where an appointment could move: its own time counts as free. `way` and `site` as in `free_times`."""
    own = appointment.sitting if appointment.state in TO_COME and appointment.of_places == 1 else None
    times = free_times(appointment.kind, first=first, last=last, at=at, needs=appointment.needs, own=own, **more)
    return [time for time in times if time.starts_at != appointment.starts_at or appointment.state not in TO_COME]


# set-up


def kinds_bookable_by(user: Any) -> list[Kind]:
    """The kinds this person may book for others, by name."""
    found = Kind.objects.filter(organisation__in=user.organisations_with("appointments.book"), is_active=True)
    return list(found.select_related("organisation", "service", "session__site", "skill"))


def kinds_managed_by(user: Any) -> list[Kind]:
    """The kinds this person may change, in use or not."""
    found = Kind.objects.filter(organisation__in=user.organisations_with("appointments.manage"))
    return list(found.select_related("organisation", "service", "session__site").prefetch_related("sites"))


def kinds_online(organisation_id: int | None = None) -> list[Kind]:
    """What residents may book by themselves, of one council or of all."""
    found = Kind.objects.bookable_online().select_related("organisation", "service", "session__site", "skill")
    return list(found.filter(organisation=organisation_id) if organisation_id else found)


def kinds_of_service(service_id: int) -> list[Kind]:
    """What residents may book for a service."""
    return _of_service(service=service_id)


@prepared
def _of_service() -> QuerySet[Kind]:
    return Kind.objects.bookable_online().filter(service=Given("service"))


def kind_by_slug(slug: str) -> Kind:
    """The kind with this short address, in use. Raises `NotFound`."""
    related = ("organisation", "service", "session__site", "skill")
    found = Kind.objects.filter(slug=slug[:50], is_active=True).select_related(*related).first()
    if found is None:
        raise NotFound()
    return found


def sites_in_use(organisation_ids: Iterable[int]) -> list[Any]:
    """The sites of these organisations, and those of others at which they hold appointments (H2), by name."""
    ids = set(organisation_ids)
    held = Kind.sites.through.objects.filter(kind__organisation__in=ids, kind__is_active=True)
    used = set(held.values_list("site", flat=True))
    return [site for site in sites() if site.organisation_id in ids or site.pk in used]


def rooms_of(organisation_ids: Iterable[int]) -> list[Room]:
    """The rooms at the sites that these organisations use, in use or not."""
    found = Room.objects.filter(site__in=[site.pk for site in sites_in_use(organisation_ids)])
    return list(found.select_related("site__organisation"))


def kind_managed_by(user: Any, slug: str) -> Kind:
    """The kind with this short address that this person may change. Raises `NotFound`."""
    found = next((kind for kind in kinds_managed_by(user) if kind.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def hours_of_kind(kind: Kind, on: date) -> list[KindHours]:
    """A kind's own hours of the week, from that day on."""
    found = kind.own_hours.filter(Q(until_day=None) | Q(until_day__gte=on))
    return list(found.select_related("site", "kind"))


def days_of_kind(kind: Kind, on: date) -> list[KindDay]:
    """The days from that one on that are unlike the others."""
    return list(kind.other_days.filter(day__gte=on).select_related("site", "kind"))


def hours_of(organisation_ids: Iterable[int], on: date) -> list[OfficerHours]:
    """Who takes appointments when, from that day on."""
    ids = list(organisation_ids)
    works_for = staff_of(ids).values("pk")
    found = OfficerHours.objects.filter(Q(until_day=None) | Q(until_day__gte=on))
    found = found.filter(Q(site__organisation__in=ids) | Q(person__in=works_for)).select_related("person", "site")
    return list(found.order_by("person__name", "weekday", "starts"))


def absences_of(organisation_ids: Iterable[int], at: datetime) -> list[Absence]:
    """Absences that are not over, the soonest first."""
    found = Absence.objects.filter(organisation__in=list(organisation_ids), withdrawn_at=None)
    return list(found.filter(during__endswith__gt=at).select_related("person", "room__site", "site", "session__site"))


def feeds_of(organisation_ids: Iterable[int]) -> list[CalendarFeed]:
    """The secret addresses in use."""
    found = CalendarFeed.objects.filter(organisation__in=list(organisation_ids), revoked_at=None)
    return list(found.select_related("person", "room__site"))


def bulk_by_id(user: Any, pk: int) -> BulkCancellation:
    """A cancellation of many that this person may undo. Raises `NotFound`."""
    mine = user.organisations_with("appointments.manage")
    found = BulkCancellation.objects.filter(pk=pk, organisation__in=mine).select_related("absence", "by").first()
    if found is None:
        raise NotFound()
    return found


def is_waiting(appointment: Appointment) -> bool:
    """Whether they would like an earlier time."""
    return Waiting.objects.filter(appointment=appointment, ended_at=None).exists()


_WAITING = ("wish__kind__service", "wish__kind__organisation", "wish__customer")


def wish_by_reference(reference: str) -> Wish:
    """What somebody without an appointment waits for, by the reference in a signed link. Raises `NotFound`."""
    return _a_wish(Wish.objects.filter(reference=parse_reference(reference) or ""))


def wish_by_id(wish_id: int) -> Wish:
    """The wish that an event names. Raises `NotFound`."""
    return _a_wish(Wish.objects.filter(pk=wish_id))


def get_wish_for(user: Any, reference: str) -> Wish:
    """The wish, if `user` may see it. Raises `NotFound`: the same for a missing one."""
    return _a_wish(Wish.objects.visible_to(user).filter(reference=parse_reference(reference) or ""))


def _a_wish(found: QuerySet[Wish]) -> Wish:
    wish = found.select_related("kind__organisation", "kind__service", "waiting").prefetch_related("sites").first()
    if wish is None:
        raise NotFound("We cannot find that.")
    return wish


def wishes_of_customers(user: Any, customer_ids: Iterable[int]) -> list[Wish]:
    """What these customers wait for without an appointment, that `user` may see."""
    found = Wish.objects.visible_to(user).filter(customer__in=list(customer_ids), waiting__ended_at=None)
    return list(found.select_related("kind", "waiting").prefetch_related("sites"))


def line_seen_by(user: Any, kind: Kind) -> list[Waiting]:
    """Everybody who waits for a kind, with an appointment or without, in their order, as far as `user` may see them."""
    found = Waiting.objects.filter(
        Q(wish__in=Wish.objects.visible_to(user)) | Q(appointment__in=Appointment.objects.visible_to(user)),
        Q(wish__kind=kind) | Q(appointment__kind=kind),
        ended_at=None,
    )
    related = ("wish__customer", "appointment__sitting__site", "appointment__customer")
    return list(found.select_related(*related).prefetch_related("wish__sites", "offers__hold__sitting__site"))


def kinds_waited_for(user: Any) -> list[tuple[Kind, int]]:
    """The kinds this person may book, with how many wait for each, the longest line first."""
    kinds = kinds_bookable_by(user)
    waits = Waiting.objects.filter(Q(wish__kind__in=kinds) | Q(appointment__kind__in=kinds), ended_at=None)
    counts = dict(waits.values_list(Coalesce("wish__kind", "appointment__kind")).annotate(Count("pk")))
    return sorted(((kind, counts.get(kind.pk, 0)) for kind in kinds), key=lambda pair: -pair[1])


def before_in_line(waiting: Waiting) -> int:
    """How many people wait for the same kind and asked before them."""
    kind = waiting.who.kind_id
    ahead = Waiting.objects.filter(Q(wish__kind=kind) | Q(appointment__kind=kind), ended_at=None)
    return ahead.filter(Q(asked_at__lt=waiting.asked_at) | Q(asked_at=waiting.asked_at, pk__lt=waiting.pk)).count()


def open_offer(waiting: Waiting, at: datetime) -> EarlierOffer | None:
    """The time that is kept for them now."""
    found = waiting.offers.filter(state="open", expires_at__gt=at)
    return found.select_related("hold__sitting__site").first()


def offer_by_id(offer_id: int) -> EarlierOffer:
    """The offer that a signed link or an event names. Raises `NotFound`."""
    related = ("waiting__appointment__sitting__site", "waiting__appointment__kind", "waiting__wish__kind",
               "hold__sitting__site")  # fmt: skip
    found = EarlierOffer.objects.filter(pk=offer_id).select_related(*related).first()
    if found is None:
        raise NotFound()
    return found


# sessions


@dataclass(frozen=True)
class SessionDay:
    """One date of a recurring session with its room, and the kind by which it is booked; neither may be."""

    held: Occurrence
    room: Room | None
    kind: Kind | None
    cancelled: str = ""


def sessions_at(site_id: int, first: date, last: date) -> list[SessionDay]:
    """What is held at a site from `first` to `last`, with why a date does not take place."""
    held = sessions_between(first, last, site_ids=[site_id])
    ids = {one.session.pk for one in held}
    rooms = {row.session_id: row.room for row in SessionRoom.objects.filter(session__in=ids).select_related("room")}
    kinds = {kind.session_id: kind for kind in Kind.objects.bookable_online().filter(session__in=ids)}
    closed = list(Absence.objects.filter(Q(site=site_id) | Q(session__in=ids), withdrawn_at=None))
    return [
        SessionDay(
            one,
            rooms.get(one.session.pk),
            kinds.get(one.session.pk),
            next((row.reason for row in closed if _covers(row, one)), ""),
        )
        for one in held
    ]


def _covers(absence: Absence, held: Occurrence) -> bool:
    meant = absence.session_id in (None, held.session.pk)
    return bool(meant and absence.during.lower < held.ends_at and held.starts_at < absence.during.upper)
