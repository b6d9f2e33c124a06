"""What a measure is, as data, and how its value follows from counted rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

UNITS = ("contacts", "percent")
POLARITIES = ("higher", "lower", "neither")
COLUMNS = ("channel", "self_service")


class BadMeasure(ValueError):
    """A definition cannot be read; the message names the measure, the part and the fix."""


@dataclass(frozen=True)
class Measure:
    """A definition: rows matching `counts`, as a number or out of the rows matching `out_of`.

    Conditions map a column of the row to the value it must have; an empty mapping takes every row. `polarity` says
    which direction is better.
    """

    key: str
    title: str
    says: str
    unit: str
    polarity: str
    counts: Mapping[str, Any] = field(default_factory=dict)
    out_of: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Row:
    """A sum that a measure may count: `count` contacts of one channel. `source` is "hub" or "entry"."""

    organisation_id: int
    month: Any
    channel: str
    self_service: bool
    count: int
    source: str


@dataclass(frozen=True)
class Value:
    """The figure with what it came from. `value` is None when there is nothing to divide by."""

    measure: Measure
    numerator: int
    denominator: int | None
    rows: tuple[Row, ...]

    @property
    def value(self) -> int | None:
        """A count, or a whole percentage rounded half up."""
        if self.measure.unit != "percent":
            return self.numerator
        return percent(self.numerator, self.denominator or 0)


def percent(part: int, whole: int) -> int | None:
    """`part` in every hundred of `whole`, rounded half up without floating point; None for an empty whole."""
    return (200 * part + whole) // (2 * whole) if whole else None


def compute(measure: Measure, rows: Iterable[Row]) -> Value:
    """The value of `measure` over `rows`, keeping the rows of its numerator as lineage."""
    rows = tuple(rows)
    counted = tuple(row for row in rows if _matches(row, measure.counts))
    whole = None if measure.out_of is None else sum(row.count for row in rows if _matches(row, measure.out_of))
    return Value(measure, sum(row.count for row in counted), whole, counted)


def _matches(row: Row, conditions: Mapping[str, Any]) -> bool:
    return all(getattr(row, column) == wanted for column, wanted in conditions.items())


def read_measures(text: str) -> dict[str, Measure]:
    """Definitions from YAML, by key. Raises `BadMeasure`."""
    found: dict[str, Measure] = {}
    for data in yaml.safe_load(text) or []:
        measure = _measure(data)
        if measure.key in found:
            raise BadMeasure(f"{measure.key} is defined twice: give one of them another key")
        found[measure.key] = measure
    return found


def _measure(data: Any) -> Measure:
    if not isinstance(data, dict) or "key" not in data:
        raise BadMeasure("each measure needs a key")
    key = data["key"]
    known = set(Measure.__dataclass_fields__)
    if unknown := set(data) - known:
        raise BadMeasure(
            f"{key}: {', '.join(sorted(unknown))} is not part of a measure; use {', '.join(sorted(known))}"
        )
    for part in ("title", "says", "unit", "polarity"):
        if not data.get(part):
            raise BadMeasure(f"{key}: add {part}")
    if data["unit"] not in UNITS or data["polarity"] not in POLARITIES:
        raise BadMeasure(f"{key}: unit is one of {', '.join(UNITS)}; polarity is one of {', '.join(POLARITIES)}")
    if (data["unit"] == "percent") != ("out_of" in data):
        raise BadMeasure(f"{key}: a percentage needs out_of, and a count must not have it")
    for part in ("counts", "out_of"):
        if strange := set(data.get(part) or {}) - set(COLUMNS):
            raise BadMeasure(f"{key}: {part} can only test {' and '.join(COLUMNS)}, not {', '.join(sorted(strange))}")
    return Measure(**data)


@cache
def shipped_measures() -> dict[str, Measure]:
    """The measures that come with the hub."""
    text = resources.files("civichub.performance").joinpath("definitions/contacts.yaml").read_text("utf-8")
    return read_measures(text)
