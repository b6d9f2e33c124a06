"""Taking rows in by the thousand: copied into a table of this transaction, then merged with few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from civichub.places.boundaries import Coverage
from civichub.places.imports.reading import StagedAddress

_IMPORTS_LOCK = 7_265_001  # any number: held until the transaction ends, so that two imports cannot cross

_KEPT = (
    *("usrn", "organisation_name", "sub_building", "building_name", "building_number", "street", "locality", "town"),
    *("postcode", "easting", "northing", "classification", "status", "on_street_id", "number_to_sort_by"),
    "search_text",
)
_STANDING, _STAGED = (", ".join(f"{table}.{name}" for name in _KEPT) for table in "as")

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS staged_address (
    line integer, uprn text, usrn text, organisation_name text, sub_building text, building_name text,
    building_number text, street text, locality text, town text, postcode text, easting double precision,
    northing double precision, classification text, status text, number_to_sort_by integer, search_text text,
    street_key text, street_search text,
    on_street_id bigint, address_id bigint, is_new boolean DEFAULT false, differs boolean DEFAULT false,
    moved boolean DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS staged_area (line integer, area_id bigint) ON COMMIT DROP;
TRUNCATE staged_address, staged_area;
"""

_STREETS = """
INSERT INTO places_street (key, usrn, name, locality, town, search_text)
SELECT DISTINCT ON (street_key) street_key, usrn, street, locality, town, street_search
FROM staged_address WHERE street_key <> '' ORDER BY street_key, line
ON CONFLICT (key) DO UPDATE
SET name = excluded.name, locality = excluded.locality, town = excluded.town, search_text = excluded.search_text
WHERE (places_street.name, places_street.locality, places_street.town)
      IS DISTINCT FROM (excluded.name, excluded.locality, excluded.town);
UPDATE staged_address s SET on_street_id = t.id FROM places_street t WHERE t.key = s.street_key AND s.street_key <> '';
"""

_COMPARE = f"""
UPDATE staged_address s
SET address_id = a.id,
    differs = ({_STANDING}) IS DISTINCT FROM ({_STAGED}),
    moved = (a.easting, a.northing) IS DISTINCT FROM (s.easting, s.northing)
FROM places_address a WHERE a.uprn = s.uprn;
"""

_REMEMBER_CHANGED = """
INSERT INTO places_addresschange (batch_id, address_id, before)
SELECT %s, a.id, to_jsonb(a) FROM staged_address s JOIN places_address a ON a.id = s.address_id WHERE s.differs
ON CONFLICT (batch_id, address_id) DO NOTHING;
"""

_UPDATE = f"""
UPDATE places_address a SET {", ".join(f"{name} = s.{name}" for name in _KEPT)}
FROM staged_address s WHERE s.address_id = a.id AND s.differs;
"""

_INSERT = f"""
WITH fresh AS (
    INSERT INTO places_address (uprn, {", ".join(_KEPT)})
    SELECT uprn, {", ".join(_KEPT)} FROM staged_address WHERE address_id IS NULL ORDER BY line
    RETURNING id, uprn
)
UPDATE staged_address s SET address_id = fresh.id, is_new = true, moved = true FROM fresh WHERE fresh.uprn = s.uprn;
"""

_REMEMBER_ADDED = """
INSERT INTO places_addresschange (batch_id, address_id, before)
SELECT %s, address_id, NULL FROM staged_address WHERE is_new;
"""

_AREAS = """
DELETE FROM places_addressarea x USING staged_address s WHERE s.address_id = x.address_id AND s.moved AND NOT s.is_new;
INSERT INTO places_addressarea (address_id, area_id)
SELECT s.address_id, x.area_id FROM staged_area x JOIN staged_address s USING (line) WHERE s.moved;
"""

_COUNT = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE differs),
       count(*) FILTER (WHERE NOT is_new AND NOT differs)
FROM staged_address;
"""


@dataclass(frozen=True)
class Merged:
    """How many addresses a part of a file added, changed and left as they were."""

    added: int
    changed: int
    unchanged: int


def begin() -> None:
    """Wait for any other import to end, and lift the time limit on statements, both until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS_LOCK])


def merge(rows: Sequence[StagedAddress], coverage: Coverage, *, batch_id: int) -> Merged:
    """Write `rows` (no UPRN twice), note what changed under `batch_id`, and place new and moved ones in their areas."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        _copy(cursor, f"staged_address ({', '.join(StagedAddress._fields)})", rows)
        cursor.execute("ANALYZE staged_address")
        cursor.execute(_STREETS)
        cursor.execute(_COMPARE)
        cursor.execute(_REMEMBER_CHANGED, [batch_id])
        cursor.execute(_UPDATE)
        cursor.execute(_INSERT)
        cursor.execute(_REMEMBER_ADDED, [batch_id])
        cursor.execute("SELECT line FROM staged_address WHERE moved")
        moved = {line for (line,) in cursor.fetchall()}
        inside = _lines_in_areas([row for row in rows if row.line in moved], coverage)
        _copy(cursor, "staged_area (line, area_id)", inside)
        cursor.execute(_AREAS)
        cursor.execute(_COUNT)
        return Merged(*cursor.fetchone())


def positions(uprns: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where the addresses that exist already stand, by UPRN."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uprn, easting, northing FROM places_address WHERE uprn = ANY(%s)", [list(uprns)])
        return {uprn: (easting, northing) for uprn, easting, northing in cursor.fetchall()}


def _lines_in_areas(rows: Sequence[StagedAddress], coverage: Coverage) -> Iterable[tuple[int, int]]:
    eastings = np.fromiter((row.easting for row in rows), dtype=float, count=len(rows))
    northings = np.fromiter((row.northing for row in rows), dtype=float, count=len(rows))
    for area, inside in coverage.touching(eastings, northings):
        for position in inside.tolist():
            yield rows[position].line, area.pk


def _copy(cursor: CursorWrapper, target: str, rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
