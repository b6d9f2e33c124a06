"""A place chosen on a map, or described without one: the map is an addition to fields that work by themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

# Ordnance Survey's National Grid covers 700 km by 1,300 km in metres from its false origin.
EAST_LIMIT, NORTH_LIMIT = 700_000, 1_300_000
# Great Britain and Northern Ireland with their islands, in WGS84 degrees.
LATITUDES, LONGITUDES = (49.0, 61.5), (-9.5, 3.0)
_TWO_NUMBERS = re.compile(r"^(\d{5,6})(?:\.\d+)?[ ,;]+(\d{4,7})(?:\.\d+)?$")
_LETTERS = re.compile(r"^([HJNOST])([A-HJ-Z])((?:\d\d){2,5})$")


@dataclass(frozen=True)
class MapPoint:
    """What a person told of a place. Either degrees (from the map) or metres (typed) may be there, or words alone."""

    words: str = ""
    latitude: float | None = None
    longitude: float | None = None
    easting: int | None = None
    northing: int | None = None

    @property
    def has_position(self) -> bool:
        """Whether there is more than words to go by."""
        return self.latitude is not None or self.easting is not None


def parse_grid_reference(text: str) -> tuple[int, int]:
    """Easting and northing in metres from `SO 849 552`, `SO8490055200` or `384900, 255200`.

    Raises ValueError where the text is none of these or lies off the National Grid. A short reference names a
    square; its south-west corner is returned, as Ordnance Survey defines it.
    """
    compact = text.strip().upper()
    numbers = _TWO_NUMBERS.match(compact)
    if numbers:
        easting, northing = int(numbers.group(1)), int(numbers.group(2))
    else:
        letters = _LETTERS.match(re.sub(r"[\s,]", "", compact))
        if letters is None:
            raise ValueError(f"no grid reference: {text!r}")
        easting, northing = _from_letters(*letters.groups())
    if not (0 <= easting < EAST_LIMIT and 0 <= northing < NORTH_LIMIT):
        raise ValueError(f"off the National Grid: {text!r}")
    return easting, northing


def _from_letters(first: str, second: str, digits: str) -> tuple[int, int]:
    alphabet = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    big, small = alphabet.index(first), alphabet.index(second)
    east = ((big - 2) % 5) * 5 + small % 5
    north = 19 - (big // 5) * 5 - small // 5
    half = len(digits) // 2
    metres = 10 ** (5 - half)
    return east * 100_000 + int(digits[:half]) * metres, north * 100_000 + int(digits[half:]) * metres


class MapPointWidget(forms.MultiWidget):
    """Words, a grid reference, and two hidden boxes that the map fills: `name_0` to `name_3`."""

    template_name = "govuk/map_point.html"
    use_fieldset = True

    def __init__(self, *, centre: tuple[float, float] = (52.3, -1.95), zoom: int = 11) -> None:
        self.centre = centre
        self.zoom = zoom
        super().__init__([forms.TextInput(), forms.TextInput(), forms.HiddenInput(), forms.HiddenInput()])

    def decompress(self, value: Any) -> list[Any]:
        """Split a MapPoint into the boxes."""
        if not value:
            return ["", "", "", ""]
        grid = f"{value.easting}, {value.northing}" if value.easting is not None else ""
        degrees = [value.latitude, value.longitude]
        return [value.words, grid, *("" if degree is None else f"{degree:.6f}" for degree in degrees)]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Add where the map opens, and which box is in error."""
        context = super().get_context(name, value, dict(attrs or {}))
        context["widget"]["centre"] = {"latitude": f"{self.centre[0]:.6f}", "longitude": f"{self.centre[1]:.6f}"}
        context["widget"]["zoom"] = self.zoom
        context["widget"]["wrong"] = (attrs or {}).get("data-wrong-parts", "").split()
        context["widget"]["tiles_url"] = getattr(settings, "MAP_TILES_URL", "")
        context["widget"]["attribution"] = getattr(settings, "MAP_ATTRIBUTION", "")
        return context


class MapPointField(forms.MultiValueField):
    """A place; cleans to a `MapPoint`, or None where it may be left open.

    A pin or a grid reference gives the position; words alone are enough, and are then for the address book to find.
    """

    def __init__(
        self,
        *,
        missing: str = "Choose a place on the map, or tell us where it is",
        hint: str = "",
        centre: tuple[float, float] = (52.3, -1.95),
        zoom: int = 11,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", MapPointWidget(centre=centre, zoom=zoom))
        messages = {"required": missing, **kwargs.pop("error_messages", {})}
        parts = [forms.CharField(required=False, max_length=250) for _ in range(4)]
        super().__init__(parts, require_all_fields=False, help_text=hint, error_messages=messages, **kwargs)

    def clean(self, value: Any) -> MapPoint | None:
        """Return the place; raise where nothing was told or the position is not in the United Kingdom."""
        words, grid, latitude, longitude = [self.fields[0].clean(part) for part in (value or [""] * 4)]
        if not (words or grid or (latitude and longitude)):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        degrees = _degrees(latitude, longitude)
        metres = _metres(grid)
        return MapPoint(words, *degrees, *metres)

    def compress(self, parts: list[Any]) -> Any:
        """Not used: `clean` reads the parts itself, because any one of them is enough."""
        return parts

    def parts_in_error(self, bound: Any) -> list[int]:
        """The grid box where that is what is wrong, else the words."""
        value = bound.value()
        grid = value[1] if isinstance(value, list) and len(value) > 1 else ""
        return [1] if grid and _is_wrong_grid(str(grid)) else [0]


def _degrees(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    if not (latitude and longitude):
        return None, None
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        point = (0.0, 0.0)
    if not (LATITUDES[0] <= point[0] <= LATITUDES[1] and LONGITUDES[0] <= point[1] <= LONGITUDES[1]):
        raise ValidationError("Choose a place in the United Kingdom", code="invalid")
    return point


def _metres(grid: str) -> tuple[int | None, int | None]:
    if not grid:
        return None, None
    if _is_wrong_grid(grid):
        raise ValidationError("Enter a grid reference like SO 849 552 or 384900, 255200", code="invalid")
    return parse_grid_reference(grid)


def _is_wrong_grid(grid: str) -> bool:
    try:
        parse_grid_reference(grid)
    except ValueError:
        return True
    return False
