"""Addresses by their number, by postcode, and by nearness."""

from __future__ import annotations

from django.db.models import F, FloatField, Func, QuerySet, Value

from civichub.core.errors import Invalid
from civichub.places.grid import require_in_great_britain
from civichub.places.identifiers import normalise_uprn
from civichub.places.models import Address, Street
from civichub.places.postcodes import parse_postcode

MOST_AT_A_POSTCODE = 500  # Royal Mail keeps postcodes to about 100 delivery points; historic ones add to that
LONGEST_WALK_METRES = 500


def address_by_uprn(uprn: str) -> Address | None:
    """The address with a UPRN written in any way (spaces, leading zeros), whatever its status; None when unknown."""
    try:
        return Address.objects.filter(uprn=normalise_uprn(uprn)).first()
    except Invalid:
        return None


def addresses_at_postcode(postcode: str) -> list[Address]:
    """The current addresses at a postcode written in any way, by street and number; empty for no postcode."""
    written = parse_postcode(postcode)
    if written is None:
        return []
    found = Address.objects.current().filter(postcode=written)
    return list(
        found.order_by("street", "number_to_sort_by", "building_number", "sub_building", "pk")[:MOST_AT_A_POSTCODE]
    )


def nearest_addresses(
    easting: float, northing: float, *, limit: int = 10, within_metres: float | None = None
) -> list[Address]:
    """The current addresses nearest to a grid point, nearest first, each with its distance as `metres`.

    Raises `Invalid` on ``position`` when the point is outside Great Britain.
    """
    require_in_great_britain(easting, northing)
    found = list(_by_nearness(easting, northing)[:limit])
    return found if within_metres is None else [address for address in found if address.metres <= within_metres]


def nearest_street(easting: float, northing: float, *, within_metres: float = LONGEST_WALK_METRES) -> Street | None:
    """The street of the nearest address that has one, with the distance to that address as `metres`.

    None when there is none so near. Raises `Invalid` on ``position`` when the point is outside Great Britain.
    """
    require_in_great_britain(easting, northing)
    nearest = _by_nearness(easting, northing).exclude(on_street=None).select_related("on_street").first()
    if nearest is None or nearest.metres > within_metres:
        return None
    nearest.on_street.metres = nearest.metres
    return nearest.on_street


def _by_nearness(easting: float, northing: float) -> QuerySet[Address]:
    here = Func(Value(float(easting)), Value(float(northing)), function="point")
    there = Func(F("easting"), F("northing"), function="point")
    # PostgreSQL's own point type measures straight lines, and its index gives the nearest rows in order.
    return Address.objects.current().annotate(metres=_Between(there, here)).order_by("metres")


class _Between(Func):
    """The distance between two points, by the operator that the index on positions knows."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


def sample_addresses(count: int) -> list[Address]:
    """`count` current addresses with a position, spread over the book by their ids; fewer when it holds fewer."""
    ids = list(Address.objects.current().order_by("pk").values_list("pk", flat=True))
    step = max(1, len(ids) // count) if count else 1
    return list(Address.objects.filter(pk__in=ids[::step][:count]))
