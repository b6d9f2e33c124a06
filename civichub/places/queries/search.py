"""Type-ahead over addresses: by postcode or the beginning of one, by number and street, by name, and despite typos.

Words are matched against the streets (one for every twenty or thirty addresses), which are kept in memory; the
addresses then come from an index on street and number. Only addresses with a name of their own are searched by word.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q
from rapidfuzz import fuzz

from civichub.places.models import Address, AddressStatus
from civichub.places.queries.addresses import address_by_uprn, addresses_at_postcode
from civichub.places.queries.streets import StreetMatch, street_index
from civichub.places.queries.typed import Typed, read_typed

MOST_STREETS = 60
MOST_PER_STREET = 12
SHORTEST_WORD = 3
_HAS_NAME = ~Q(organisation_name="", building_name="")

_ON_STREETS = """
SELECT a.* FROM unnest(%s::bigint[]) AS wanted (street_id)
CROSS JOIN LATERAL (
    SELECT * FROM places_address
    WHERE on_street_id = wanted.street_id AND status <> 'historic' {condition}
    ORDER BY {order}, id LIMIT %s
) a
"""
_WITH_NUMBER = _ON_STREETS.format(condition="AND number_to_sort_by = ANY(%s)", order="number_to_sort_by")
_NEAR_NUMBER = _ON_STREETS.format(condition="", order="abs(coalesce(number_to_sort_by, 0) - %s)")
_BY_PARTIAL = """
SELECT * FROM places_address WHERE postcode LIKE %s AND status <> 'historic' ORDER BY postcode USING ~<~ LIMIT %s
"""


def suggest_addresses(text: str, limit: int = 10) -> list[Address]:
    """Up to `limit` current addresses for what has been typed so far, the likeliest first.

    Understands a UPRN, a postcode or its beginning, a number and street in any case or abbreviation, a building or
    organisation by name, a postcode or town after any of them, and misspelt streets. Fewer than three characters, or
    numbers alone, give nothing: there would be thousands.
    """
    typed = read_typed(text)
    if typed.uprn:
        found = address_by_uprn(typed.uprn)
        return [found] if found and found.status != AddressStatus.HISTORIC else []
    if typed.postcode:
        return _ranked(addresses_at_postcode(typed.postcode), typed, typed.words)[:limit]
    found = _by_partial(typed.partial, limit) if typed.partial and not (typed.words or typed.numbers) else []
    if found or len("".join(typed.words)) < SHORTEST_WORD:
        return found
    return _by_words(typed, limit)


def _by_words(typed: Typed, limit: int) -> list[Address]:
    """Streets spelt as typed go before names, and names before streets spelt nearly so."""
    match = street_index().find(typed.words, limit=MOST_STREETS)
    exact = [] if match.respelt else _on_streets(match, typed, limit)
    found = _ranked(exact, typed, typed.words)
    if not found or (not typed.numbers and len(found) < limit):
        seen = {address.pk for address in found}
        found += _ranked([address for address in _named(typed, limit) if address.pk not in seen], typed, typed.words)
    if not found and match.respelt:
        found = _ranked(_on_streets(match, typed, limit), typed, match.words)
    return found[:limit]


def _on_streets(match: StreetMatch, typed: Typed, limit: int) -> list[Address]:
    """Addresses with one of the typed numbers; where there are none, those with the nearest; else the first of each."""
    if not match.pks:
        return []
    if typed.numbers:
        found = Address.objects.raw(_WITH_NUMBER, [match.pks, list(typed.numbers), MOST_PER_STREET])
        if len(found):
            return list(found)
    number = typed.numbers[-1] if typed.numbers else 0
    return list(Address.objects.raw(_NEAR_NUMBER, [match.pks[:limit], number, limit]))


def _named(typed: Typed, limit: int) -> list[Address]:
    """Addresses with a building's or organisation's name in which every typed word begins a word."""
    wanted = SearchQuery(" & ".join(f"{word}:*" for word in typed.words), search_type="raw", config="simple")
    vector = SearchVector("search_text", config="simple")
    found = Address.objects.current().annotate(words=vector).filter(_HAS_NAME, words=wanted)
    return list(found[: limit * 3])


def _by_partial(partial: str, limit: int) -> list[Address]:
    """By the beginning of a postcode: ``BK1`` means the outward code BK1 before BK10."""
    patterns = [f"{partial} %", f"{partial}%"] if " " not in partial else [f"{partial}%"]
    for pattern in patterns:
        found = list(Address.objects.raw(_BY_PARTIAL, [pattern, limit]))
        if found:
            return found
    return []


def _ranked(found: Sequence[Address], typed: Typed, words: Sequence[str]) -> list[Address]:
    """The likeliest first: right number, right postcode, alike in words; then by street, number and flat."""
    wanted = " ".join(words)

    def order(address: Address) -> tuple[object, ...]:
        labels_fit = not typed.labels or all(label in address.search_text.split() for label in typed.labels)
        number_fits = not typed.labels or address.building_number.lower() in typed.labels
        postcode_fits = not typed.partial or address.postcode.startswith(typed.partial)
        likeness = fuzz.token_set_ratio(wanted, address.search_text) if wanted else 0
        place = (address.street, address.town, address.number_to_sort_by or 0, address.building_number)
        return (not labels_fit, not number_fits, not postcode_fits, -round(likeness), *place, address.sub_building)

    return sorted({address.pk: address for address in found}.values(), key=order)
