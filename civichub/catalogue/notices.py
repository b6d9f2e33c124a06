"""Which notices somebody should be told of: those in force for a service, a place, or both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.catalogue.models import ServiceNotice
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.places.grid import GridPoint
from civichub.places.queries import address_by_uprn, areas_at, areas_of


@dataclass(frozen=True)
class Where:
    """A place as notices know it: its street, the codes of its areas, and whose areas they are."""

    street_id: int | None = None
    area_codes: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()


def where_is(place: Any, *, at: datetime) -> Where:
    """The place of an address, or of a `GridPoint`, on that day. One query."""
    day = london_date(at)
    is_address = not isinstance(place, GridPoint)
    areas = areas_of(place, on=day) if is_address else areas_at(place.easting, place.northing, on=day)
    return Where(
        street_id=place.on_street_id if is_address else None,
        area_codes=frozenset(f"{area.kind}:{area.code}" for area in areas),
        organisation_ids=frozenset(
            area.organisation_id for area in areas if area.organisation_id and area.kind != "patch"
        ),
    )


def holds_at(notice: ServiceNotice, where: Where | None, organisation_id: int | None) -> bool:
    """Whether a notice is about that place; where none is known, whether it is about the whole of that organisation."""
    if where is None:
        return notice.everywhere and notice.organisation_id == organisation_id
    if notice.everywhere:
        return notice.organisation_id in where.organisation_ids
    return where.street_id in notice.street_ids or bool(where.area_codes.intersection(notice.area_codes))


def notices_for(
    *,
    at: datetime,
    channel: str,
    service_id: int | None = None,
    uprn: str = "",
    place: Any = None,
    organisation_id: int | None = None,
) -> list[ServiceNotice]:
    """What to tell somebody who asks about this service, from this place, through this channel, the newest first.

    Without a place those of the whole of `organisation_id` hold; with a service and no place also those of that service
    for some streets or wards, because the person may mean just there. One query, three with a place.
    """
    notices = _in_force(at=at, channel=[channel])
    if not notices:
        return []
    if service_id is not None:
        notices = [one for one in notices if not one.service_ids or service_id in one.service_ids]
    found = place or (address_by_uprn(uprn) if uprn else None)
    where = where_is(found, at=at) if found is not None else None
    return [one for one in notices if _told(one, where, organisation_id, service_id)]


def _told(notice: ServiceNotice, where: Where | None, organisation_id: int | None, service_id: int | None) -> bool:
    perhaps_there = where is None and service_id in notice.service_ids
    return perhaps_there or holds_at(notice, where, organisation_id)


@prepared
def _in_force() -> QuerySet[ServiceNotice]:
    held = ServiceNotice.objects.in_force(Given("at")).filter(channels__overlap=Given("channel"))
    return held.select_related("organisation", "declared_by")


def notices_kept_by(user: Any) -> QuerySet[ServiceNotice]:
    """What `user` may change, the latest first, over or not."""
    found = ServiceNotice.objects.kept_by(user).select_related("organisation", "declared_by", "withdrawn_by")
    return found.order_by("-begins_at", "-pk")


def notice_kept_by(user: Any, pk: int) -> ServiceNotice:
    """One notice that `user` may change. Raises `NotFound` for any other."""
    found = notices_kept_by(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def stands(notice: ServiceNotice, at: datetime) -> str:
    """Where a notice is in its life, in a word: withdrawn, over, to come, or in force."""
    if notice.withdrawn_at:
        return "Withdrawn"
    if notice.ends_at <= at:
        return "Over"
    return "To come" if notice.begins_at > at else "In force"


def titles_of(notices: Iterable[ServiceNotice]) -> str:
    """Their titles in one line, as a reason beside something else."""
    return ", ".join(dict.fromkeys(notice.title for notice in notices))
