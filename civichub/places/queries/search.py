"""Type-ahead over addresses: by postcode or the beginning of one, by number and street, by name, and despite typos.

Streets are few (one for every twenty or thirty addresses), so words and typos are matched against streets, and the
addresses then come from an index on street and number. Only addresses with a name of their own are searched in full.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Q
from rapidfuzz import fuzz

from civichub.places.models import Address, AddressStatus, Street
from civichub.places.queries.addresses import address_by_uprn, addresses_at_postcode
from civichub.places.queries.typed import Typed, read_typed

MOST_STREETS = 120
MOST_PER_STREET = 30
# Found by trying misspelt street names of the demonstration county: at 0.6, PostgreSQL's own figure, one wrong letter
# in a six-letter name is missed; below 0.4 the list fills with streets that share a syllable.
LEAST_LIKENESS = 0.42
_HAS_NAME = ~Q(organisation_name="", building_name="")

_ON_STREETS = """
SELECT a.* FROM unnest(%s::bigint[]) AS wanted (street_id)
CROSS JOIN LATERAL (
    SELECT * FROM places_address
    WHERE on_street_id = wanted.street_id AND status <> %s {condition}
    ORDER BY number_to_sort_by, id LIMIT %s
) a
"""
_BY_PARTIAL = """
SELECT * FROM places_address WHERE postcode LIKE %s AND status <> %s ORDER BY postcode USING ~<~ LIMIT %s
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
        return _ranked(addresses_at_postcode(typed.postcode), typed)[:limit]
    if len("".join(typed.words)) < 3 and not typed.partial:
        return []
    found = _by_partial(typed.partial, limit) if typed.partial and not (typed.words or typed.numbers) else []
    if not found and typed.words:
        found = _by_words(typed, limit)
    return _ranked(found, typed)[:limit] if typed.words else found[:limit]


def _by_words(typed: Typed, limit: int) -> list[Address]:
    streets = _streets_beginning(typed)
    found = _on_streets(streets, typed, limit) + _named(typed, limit)
    if found or not typed.telling_words:
        return found
    return _on_streets(_streets_alike(typed), typed, limit)


def _streets_beginning(typed: Typed) -> list[int]:
    """Streets in whose name or place every typed word begins a word; those that begin as the text does come first."""
    whole = " ".join(typed.words)
    first = Street.objects.filter(search_text__startswith=whole).order_by("search_text")
    found = list(first.values_list("pk", flat=True)[:MOST_STREETS])
    if len(found) < MOST_STREETS:
        rest = Street.objects.filter(_all_words(typed.words)).exclude(pk__in=found).order_by("search_text")
        found += rest.values_list("pk", flat=True)[: MOST_STREETS - len(found)]
    return found


def _all_words(words: Sequence[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")
    return condition


def _streets_alike(typed: Typed) -> list[int]:
    """Streets like the typed words by trigrams: like all of them, else like the longest."""
    longest = max(typed.telling_words, key=len)
    for words in dict.fromkeys((typed.telling_words, (longest,))):
        condition = " AND ".join(["%s <%% search_text"] * len(words))
        score = " + ".join(["word_similarity(%s, search_text)"] * len(words))
        statement = f"SELECT id FROM places_street WHERE {condition} ORDER BY {score} DESC, search_text LIMIT %s"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LEAST_LIKENESS)])
            cursor.execute(statement, [*words, *words, MOST_STREETS])
            found = [pk for (pk,) in cursor.fetchall()]
        if found:
            return found
    return []


def _on_streets(streets: list[int], typed: Typed, limit: int) -> list[Address]:
    """Addresses on `streets` with one of the typed numbers; with none typed, the first few of each of the first ten."""
    if not streets:
        return []
    if not typed.numbers:
        statement = _ON_STREETS.format(condition="")
        return list(Address.objects.raw(statement, [streets[:limit], AddressStatus.HISTORIC, limit]))
    statement = _ON_STREETS.format(condition="AND number_to_sort_by = ANY(%s)")
    parameters = [streets, AddressStatus.HISTORIC, list(typed.numbers), MOST_PER_STREET]
    return list(Address.objects.raw(statement, parameters))


def _named(typed: Typed, limit: int) -> list[Address]:
    """Addresses with a building's or organisation's name in which every typed word begins a word."""
    if max(map(len, typed.words)) < 3:
        return []
    found = Address.objects.current().filter(_HAS_NAME, _all_words(typed.words))
    return list(found[: limit * 3])


def _by_partial(partial: str, limit: int) -> list[Address]:
    """By the beginning of a postcode: ``BK1`` means the outward code BK1 before BK10."""
    patterns = [f"{partial} %", f"{partial}%"] if " " not in partial else [f"{partial}%"]
    for pattern in patterns:
        found = list(Address.objects.raw(_BY_PARTIAL, [pattern, AddressStatus.HISTORIC, limit]))
        if found:
            return found
    return []


def _ranked(found: Sequence[Address], typed: Typed) -> list[Address]:
    """The likeliest first: right number, right postcode, alike in words; then by street, number and flat."""
    wanted = " ".join(typed.words)

    def order(address: Address) -> tuple[object, ...]:
        number_fits = not typed.labels or address.building_number.lower() in typed.labels
        labels_fit = all(label in address.search_text.split() for label in typed.labels)
        postcode_fits = not typed.partial or address.postcode.startswith(typed.partial)
        likeness = fuzz.token_set_ratio(wanted, address.search_text) if wanted else 0
        place = (address.street, address.town, address.number_to_sort_by or 0, address.building_number)
        return (not labels_fit, not number_fits, not postcode_fits, -round(likeness), *place, address.sub_building)

    return sorted({address.pk: address for address in found}.values(), key=order)
