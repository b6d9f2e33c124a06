"""A GeoJSON file of areas: each feature becomes a `ReadArea`, or problems that name the feature and the fix."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.places.shapes import ReadShape, read_shape

LARGEST_FILE_BYTES = 200_000_000
# The Office for National Statistics names its columns by layer and year, such as WD25CD and WD25NM.
_ONS_CODE, _ONS_NAME = re.compile(r"[A-Z]{2,6}\d{2}CD"), re.compile(r"[A-Z]{2,6}\d{2}NM")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
_GRID, _DEGREES = "grid", "degrees"


@dataclass(frozen=True)
class ReadArea:
    """A good feature: its code, name and boundary in grid metres."""

    code: str
    name: str
    shape: ReadShape


@dataclass(frozen=True)
class AreaProblem:
    """What is wrong with one feature, counted from 1."""

    feature: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"feature {self.feature}{f' ({self.code})' if self.code else ''}: {self.message}"


@dataclass
class AreaFile:
    """Everything read: good areas, problems, and repairs that were made, in words."""

    areas: list[ReadArea] = field(default_factory=list)
    problems: list[AreaProblem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)


def read_area_file(
    source: BinaryIO, *, mapping: Mapping[str, str] | None = None, coordinates: str | None = None
) -> AreaFile:
    """Read a FeatureCollection. `mapping` may name the properties for ``code`` and ``name``.

    `coordinates` is "grid" (metres) or "degrees" (WGS84); without it the file's own ``crs`` or the size of its numbers
    decides. Raises `Invalid` on ``file`` when it is no FeatureCollection with features.
    """
    features, declared = _features(source)
    degrees = (coordinates or declared or _guess(features)) == _DEGREES
    code_name, label_name = _property_names(features, mapping or {})
    found = AreaFile()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        code, label = str(properties.get(code_name) or "").strip(), str(properties.get(label_name) or "")
        try:
            if not _CODE.fullmatch(code):
                raise Invalid({"code": "Give a code of up to 40 letters, digits, dots and hyphens."})
            label = clean_text(label, field="name", max_length=120, required=True)
            shape = read_shape(feature.get("geometry"), degrees=degrees)
        except Invalid as error:
            found.problems.append(AreaProblem(number, code[:40], error.message))
            continue
        found.areas.append(ReadArea(code, label, shape))
        if shape.repair:
            found.repairs.append(f"feature {number} ({code}): the boundary was mended; {shape.repair}")
    _refuse_doubles(found)
    return found


def _features(source: BinaryIO) -> tuple[list[dict[str, Any]], str | None]:
    text = source.read(LARGEST_FILE_BYTES + 1)
    if len(text) > LARGEST_FILE_BYTES:
        raise Invalid({"file": f"The file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB. Split or simplify it."})
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid({"file": "The file is not GeoJSON: it cannot be read as JSON."}) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(item, dict) for item in features):
        raise Invalid({"file": "The file must be a GeoJSON FeatureCollection with at least one feature."})
    crs = json.dumps(data.get("crs") or "")
    declared = _GRID if "27700" in crs else _DEGREES if "4326" in crs or "CRS84" in crs else None
    return features, declared


def _guess(features: list[dict[str, Any]]) -> str:
    """By the first corner: nothing British lies within 180 metres of the grid's origin, which is in the sea."""
    corner: Any = (features[0].get("geometry") or {}).get("coordinates")
    while isinstance(corner, list) and corner and isinstance(corner[0], list):
        corner = corner[0]
    if not (isinstance(corner, list) and len(corner) >= 2 and all(isinstance(value, (int, float)) for value in corner)):
        return _GRID
    return _DEGREES if abs(corner[0]) <= 180 and abs(corner[1]) <= 90 else _GRID


def _property_names(features: list[dict[str, Any]], mapping: Mapping[str, str]) -> tuple[str, str]:
    names = Counter(name for feature in features for name in (feature.get("properties") or {}))
    for wanted in mapping.values():
        if wanted not in names:
            raise Invalid({"columns": f'No feature has a property called "{wanted}". The file has {", ".join(names)}.'})
    by_lower = {name.lower(): name for name in names}
    code = mapping.get("code") or by_lower.get("code") or next(filter(_ONS_CODE.fullmatch, names), None)
    label = mapping.get("name") or by_lower.get("name") or next(filter(_ONS_NAME.fullmatch, names), None)
    if not code or not label:
        missing = "code" if not code else "name"
        raise Invalid(
            {"columns": f"The features have no {missing}. Say which property it is with --column {missing}=PROPERTY."}
        )
    return code, label


def _refuse_doubles(found: AreaFile) -> None:
    times = Counter(area.code for area in found.areas)
    for number, area in enumerate(found.areas, start=1):
        if times[area.code] > 1:
            found.problems.append(
                AreaProblem(number, area.code, "Another feature has the same code. Merge them into one.")
            )
