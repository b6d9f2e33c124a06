"""What a caller may ask for: every parameter of the profile, read and judged; those it does not name are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from civichub.core.errors import Invalid
from civichub.directory.models import Service
from civichub.directory.queries.published import as_uuid, with_times
from civichub.directory.schedules import DAYS
from civichub.places.grid import GridPoint
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import addresses_at_postcode, who_serves

MOST_A_PAGE, ORDINARY_PAGE, MOST_WORDS, FURTHEST_PAGE = 100, 20, 8, 100_000
FURTHEST_METRES = 1_000_000
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?")


@dataclass(frozen=True)
class Near:
    """The middle of a postcode on the National Grid, its areas, and how far from it in metres."""

    point: tuple[float, float]
    codes: frozenset[str]
    metres: float | None


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
    """The profile's envelope with the page that was asked for; a page past the last is an empty one."""
    number = _whole(request.GET, "page", 1, FURTHEST_PAGE) or 1
    size = min(_whole(request.GET, "per_page", 1, FURTHEST_PAGE) or ORDINARY_PAGE, MOST_A_PAGE)
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = -(-total // size)
    contents = [shape(row) for row in rows[(number - 1) * size : number * size]]
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _given(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()[:200]


def _whole(asked: QueryDict, name: str, least: int, most: int) -> int | None:
    text = _given(asked, name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Invalid({name: f"Give a whole number from {least} to {most}."})
    return int(text)


def _key(asked: QueryDict, name: str) -> Any:
    text = _given(asked, name)
    key = as_uuid(text) if text else None
    if text and key is None:
        raise Invalid({name: "Give a UUID."})
    return key


def _time(asked: QueryDict, name: str) -> str:
    text = _given(asked, name)
    if text and not _TIME.fullmatch(text):
        raise Invalid({name: "Give a time like 10:30."})
    return text[:5]


def _day(asked: QueryDict) -> str:
    text = _given(asked, "day").casefold()
    found = next((code for code, name in DAYS.items() if text in (code.casefold(), name.casefold())), "")
    if text and not found:
        raise Invalid({"day": "Give a day as MO, TU, WE, TH, FR, SA or SU, or by its English name."})
    return found


def filtered(request: HttpRequest, services: QuerySet[Service]) -> QuerySet[Service]:
    """The services that fit every filter given at once."""
    asked = request.GET
    if (term := _key(asked, "taxonomy_term_id")) is not None:
        services = services.filter(terms__uuid=term)
    if (taxonomy := _key(asked, "taxonomy_id")) is not None:
        services = services.filter(terms__taxonomy__uuid=taxonomy)
    if (age := _whole(asked, "minimum_age", 0, 130)) is not None:
        services = services.filter(minimum_age__gte=age)
    if (age := _whole(asked, "maximum_age", 0, 130)) is not None:
        services = services.filter(maximum_age__lte=age)
    services = with_times(services, day=_day(asked), starts=_time(asked, "start_time"), ends=_time(asked, "end_time"))
    for word in _given(asked, "search").split()[:MOST_WORDS]:
        said = Q(name__icontains=word) | Q(alternate_name__icontains=word) | Q(description__icontains=word)
        services = services.filter(said | Q(organization__name__icontains=word) | Q(terms__name__icontains=word))
    return services.distinct()


def near(request: HttpRequest) -> Near | None:
    """The postcode asked for, and how far from it; None where neither was. A postcode nobody knows is refused."""
    text, metres = _given(request.GET, "postcode"), _whole(request.GET, "proximity", 1, FURTHEST_METRES)
    if not text:
        if metres is not None:
            raise Invalid({"postcode": "Give a postcode with a proximity."})
        return None
    postcode = parse_postcode(text)
    found = addresses_at_postcode(postcode) if postcode else []
    if not found:
        raise Invalid({"postcode": "Give a full postcode in the area of this directory."})
    east, north = (sum(getattr(one, side) for one in found) / len(found) for side in ("easting", "northing"))
    codes = frozenset(who_serves(GridPoint(east, north)).codes.values())
    return Near((east, north), codes, float(metres) if metres is not None else None)
