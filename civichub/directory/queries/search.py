"""From a situation and a place to what may help: words and meaning, distance, how far it is assured, and open now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from civichub.core.clocks import LONDON
from civichub.directory import finding
from civichub.directory.assurance import Rules, standing_on, weight_on
from civichub.directory.matching import METRES_IN_A_MILE, away_words, distance
from civichub.directory.models import AssuranceRules, Service
from civichub.directory.queries.published import offered, public_document
from civichub.directory.schedules import clock_words, next_on, open_until
from civichub.directory.states import ServiceStatus, Standing
from civichub.directory.storing import with_parts
from civichub.places.grid import GridPoint
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import addresses_at_postcode, suggest_addresses, who_serves

NEAR, OPEN_NOW, HALF_WAY_MILES = 0.15, 0.05, 3.0
"""What being at hand and being open add to a score of words and meaning, which is about 0.5 for a good answer; three
miles away counts half of next door. Somebody further away with the right help stays before the wrong help nearby."""
NO_PLACE, WITHOUT_WORDS = 0.5, 0.4
SHARE_OF_BEST, LEAST_SCORE = 0.6, 0.22
MOST_LOOKED_AT = 120


@dataclass(frozen=True)
class Place:
    """Where somebody is: in words, on the National Grid, and the national codes of the areas they are in."""

    words: str
    point: tuple[float, float]
    codes: frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty does not count. `miles` at most, `age` in years, `language` as its code."""

    words: str = ""
    term_id: int | None = None
    age: int | None = None
    miles: float | None = None
    free: bool = False
    open_now: bool = False
    language: str = ""


@dataclass(frozen=True)
class Offer:
    """One answer: the service, its public document, and why it stands where it stands."""

    service: Service
    document: Mapping[str, Any]
    score: float
    metres: float | None
    open_until: time | None
    standing: Standing
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """What was found, best first. With `close` False nothing fits well. `read_as`: the words with slips repaired."""

    offers: tuple[Offer, ...]
    close: bool = True
    read_as: str = ""


def place_from(text: str) -> Place | None:
    """The middle of a postcode, or an address, that somebody typed; None for what the address book does not know."""
    postcode = parse_postcode(text)
    found = addresses_at_postcode(postcode) if postcode else suggest_addresses(text, 1)
    if not found:
        return None
    point = GridPoint(sum(one.easting for one in found) / len(found), sum(one.northing for one in found) / len(found))
    codes = frozenset(who_serves(point).codes.values())
    return Place(postcode or found[0].one_line, (point.easting, point.northing), codes)


def search(wanted: Wanted, place: Place | None, *, at: datetime) -> Answers:
    """Everything offered that fits, the best first. Services that say which areas they serve are left out elsewhere."""
    on, local = at.astimezone(LONDON).date(), at.astimezone(LONDON)
    services = offered(on=on)
    scores: dict[int, float] = {}
    close, read_as = True, ""
    if wanted.words:
        found = finding.current_index().search(wanted.words, limit=MOST_LOOKED_AT)
        close, read_as = found.close, found.read_as
        best = found.hits[0].score if found.hits else 0.0
        scores = {hit.key: hit.score for hit in found.hits if hit.score >= max(best * SHARE_OF_BEST, LEAST_SCORE)}
        services = services.filter(pk__in=scores)
    services = _filtered(services, wanted)
    rules = {held.keeper_id: held.rules for held in AssuranceRules.objects.all()}
    offers = []
    for service in with_parts(services):
        offer = _offer(service, scores.get(service.pk, WITHOUT_WORDS), place, local, rules.get(service.keeper_id))
        if offer is not None and _fits(offer, wanted):
            offers.append(offer)
    offers.sort(key=lambda one: (-one.score, one.service.name, one.service.pk))
    return Answers(tuple(offers), close=close and bool(offers), read_as=read_as)


def _filtered(services: Any, wanted: Wanted) -> Any:
    if wanted.term_id is not None:
        services = services.filter(terms=wanted.term_id)
    if wanted.age is not None:
        services = services.exclude(minimum_age__gt=wanted.age).exclude(maximum_age__lt=wanted.age)
    if wanted.language:
        services = services.filter(languages__code=wanted.language)
    return services.distinct()


def _fits(offer: Offer, wanted: Wanted) -> bool:
    if wanted.open_now and offer.open_until is None:
        return False
    if wanted.miles is not None and offer.metres is not None and offer.metres > wanted.miles * METRES_IN_A_MILE:
        return False
    return not wanted.free or is_free(offer.document)


def is_free(document: Mapping[str, Any]) -> bool:
    """Whether it says that it costs nothing: a price of nothing, or "free" in its words, and no other price."""
    amounts = [row["amount"] for row in document["cost_options"] if row["amount"] is not None]
    if amounts:
        return not any(amounts)
    return document["fees_description"].lower().startswith(("free", "no charge", "no cost"))


def _offer(service: Service, score: float, place: Place | None, local: datetime, rules: Rules | None) -> Offer | None:
    document = public_document(service)
    codes = {row["extent"] for row in document["service_areas"] if row["extent"]}
    if place is not None and codes and not codes & place.codes:
        return None
    metres = _nearest(service, place)
    schedules = [*document["schedules"], *(one for row in document["locations"] for one in row["schedules"])]
    runs = service.status == ServiceStatus.ACTIVE
    closes = open_until(schedules, local) if runs else None
    standing = standing_on(local.date(), service.dates, rules or Rules())
    near = NO_PLACE if metres is None else HALF_WAY_MILES / (HALF_WAY_MILES + metres / METRES_IN_A_MILE)
    total = score * weight_on(local.date(), service.dates) + (NEAR * near if place else 0) + OPEN_NOW * bool(closes)
    if not runs:
        total *= 0.5
    reasons = _reasons(service, metres, closes, schedules if runs else [], local, standing)
    return Offer(service, document, total, metres, closes, standing, tuple(reasons))


def _nearest(service: Service, place: Place | None) -> float | None:
    """Metres to its nearest place; None without any, or without a place to go from. Withheld places never tell."""
    if place is None:
        return None
    places = (one.location for one in service.service_at_locations.all())
    points = [(one.easting, one.northing) for one in places if one.easting is not None and not one.withheld]
    return min((distance(place.point, point) for point in points), default=None)


def _reasons(
    service: Service, metres: float | None, closes: time | None, schedules: list[Any], local: datetime, standing: str
) -> list[str]:
    reasons = []
    if metres is not None:
        reasons.append(away_words(metres))
    if closes is not None:
        reasons.append(f"Open now, until {clock_words(closes)}")
    elif (following := next_on(schedules, local)) is not None:
        day, begins = following
        when = "today" if day == local.date() else f"{day:%A %-d %B}"
        reasons.append(f"Next on {when}" + (f", {clock_words(begins)}" if begins else ""))
    if service.status == ServiceStatus.TEMPORARILY_CLOSED:
        reasons.append("Closed for now")
    reasons.append(assurance_words(service, standing))
    return reasons


def assurance_words(service: Service, standing: str) -> str:
    """How far it can be relied on, for a reader: since when it is confirmed, or that nobody did."""
    if standing == Standing.UNCONFIRMED:
        return "Not confirmed for a long time: call before you go"
    if service.assured_date is None:
        return "Not confirmed by its provider yet"
    return f"Confirmed on {service.assured_date:%-d %B %Y}"
