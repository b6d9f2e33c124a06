"""Which column of a file feeds which part of an address.

The names known without being told are those of a plain file and those of Ordnance Survey's AddressBase Plus (technical
specification, "CSV structure"); where a file has several for one part, the first of the list that has a value wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civichub.core.definitions.problems import did_you_mean
from civichub.core.errors import Invalid

KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    "uprn": ("uprn",),
    "usrn": ("usrn",),
    "organisation_name": ("organisation_name", "organisation", "la_organisation", "rm_organisation_name"),
    "sub_building": ("sub_building", "sub_building_name", "flat", "sao_text"),
    "building_name": ("building_name", "building", "pao_text"),
    "building_number": ("building_number", "house_number", "number"),
    "street": ("street", "street_name", "street_description", "thoroughfare", "thoroughfare_name"),
    "locality": ("locality", "locality_name", "dependent_locality", "dep_locality", "village"),
    "town": ("town", "town_name", "post_town"),
    "postcode": ("postcode", "postcode_locator"),
    "easting": ("easting", "x_coordinate", "x"),
    "northing": ("northing", "y_coordinate", "y"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "long", "lng"),
    "classification": ("classification", "class", "classification_code"),
    "status": ("status", "logical_status"),
    "change_type": ("change_type",),
    "pao_start_number": ("pao_start_number",),
    "pao_start_suffix": ("pao_start_suffix",),
    "pao_end_number": ("pao_end_number",),
    "pao_end_suffix": ("pao_end_suffix",),
    "sao_start_number": ("sao_start_number",),
    "sao_start_suffix": ("sao_start_suffix",),
    "sao_end_number": ("sao_end_number",),
    "sao_end_suffix": ("sao_end_suffix",),
}
_REQUIRED_TOGETHER = (("easting", "northing"), ("latitude", "longitude"))


@dataclass(frozen=True)
class Columns:
    """Where each part stands: `positions` gives the columns to look in, in order, by the part's name."""

    header: tuple[str, ...]
    positions: Mapping[str, tuple[int, ...]]

    def value(self, row: Sequence[str], part: str) -> str:
        """The first value that is not empty among the part's columns, trimmed; empty when there is none."""
        for position in self.positions.get(part, ()):
            if text := row[position].strip():
                return text
        return ""


def match_columns(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find the parts in `header`; `mapping` (part to column name) goes before the known names.

    Raises `Invalid` on ``columns`` for a column that appears twice, a mapping to nowhere, no UPRN, or no position.
    """
    names = [_plain(name) for name in header]
    doubled = sorted(name for name, times in Counter(names).items() if times > 1 and name)
    if doubled:
        raise Invalid({"columns": f"The column {doubled[0]} appears twice. Rename or remove one of them."})
    mapped = {part: (_mapped_position(part, column, names),) for part, column in (mapping or {}).items()}
    known = {
        part: tuple(names.index(name) for name in aliases if name in names) for part, aliases in KNOWN_NAMES.items()
    }
    positions = {part: places for part, places in {**known, **mapped}.items() if places}
    _require_enough(positions)
    return Columns(tuple(header), positions)


def _mapped_position(part: str, column: str, names: list[str]) -> int:
    if part not in KNOWN_NAMES:
        raise Invalid({"columns": f'There is no part called "{part}"; {did_you_mean(part, KNOWN_NAMES)}'})
    if _plain(column) not in names:
        raise Invalid({"columns": f'The file has no column "{column}" for {part}; {did_you_mean(column, names)}'})
    return names.index(_plain(column))


def _require_enough(positions: Mapping[str, tuple[int, ...]]) -> None:
    if "uprn" not in positions:
        raise Invalid({"columns": "The file has no UPRN column. Add one, or say which it is with --column uprn=NAME."})
    if not any(all(part in positions for part in pair) for pair in _REQUIRED_TOGETHER):
        raise Invalid({"columns": "The file needs easting and northing, or latitude and longitude."})


def _plain(name: str) -> str:
    return "_".join(name.strip().strip("\ufeff").lower().replace("-", " ").split())
