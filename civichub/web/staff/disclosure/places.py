"""Places of an item as a form carries them: plain numbers, checked again by the operation. Pure.

A place of a text is ``t:START:END``, an area of a page ``p:PAGE:LEFT:TOP:RIGHT:BOTTOM`` in parts of its shown sides;
words that stand on several lines are several areas, joined by ``|``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from civichub.core.errors import Invalid
from civichub.disclosure.operations import Place
from civichub.disclosure.redaction.finding import Found
from civichub.disclosure.redaction.pages import Area, Word

MOST = 2_000  # characters of one value
REFUSED = "Choose a place inside the page or the text."


def written(found: Found) -> str:
    """The value of a checkbox for what was found."""
    if not found.areas:
        return f"t:{found.start}:{found.end}"
    return "|".join(
        f"p:{area.page}:{area.left:.5f}:{area.top:.5f}:{area.right:.5f}:{area.bottom:.5f}" for area in found.areas
    )


def read(value: str) -> list[Place]:
    """The places in such a value. Raises `Invalid` on ``places``."""
    places = []
    for part in value[:MOST].split("|"):
        kind, *numbers = part.split(":")
        try:
            if kind == "t" and len(numbers) == 2:
                places.append(Place(start=_whole(numbers[0]), end=_whole(numbers[1])))
            elif kind == "p" and len(numbers) == 5:
                left, top, right, bottom = (_part(number) for number in numbers[1:])
                places.append(Place(page=_whole(numbers[0]), left=left, top=top, right=right, bottom=bottom))
            else:
                raise ValueError(part)
        except ValueError as error:
            raise Invalid({"places": REFUSED}) from error
    return places


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise ValueError(text)
    return int(text)


def _part(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def from_percent(page: int, left: str, top: str, width: str, height: str) -> list[Place]:
    """The area given in hundredths of the page, cut at its edges; none when nothing was given. Raises `Invalid`."""
    given = [text.strip() for text in (left, top, width, height)]
    if not any(given):
        return []
    try:
        x, y, w, h = (_part(text) / 100 for text in given)
    except ValueError as error:
        raise Invalid({"places": "Give all four sides of the area as numbers from 0 to 100."}) from error
    if w <= 0 or h <= 0 or not (0 <= x < 1 and 0 <= y < 1):
        raise Invalid({"places": REFUSED})
    return [Place(page=page, left=x, top=y, right=min(1.0, x + w), bottom=min(1.0, y + h))]


def from_times(start: str, end: str) -> list[Place]:
    """A range of a sound from minutes and seconds, as ``1:23.5`` or ``83``. Raises `Invalid` on ``places``."""
    begin, stop = _milliseconds(start), _milliseconds(end)
    return [Place(f"{start.strip()} to {end.strip()}", start=begin, end=stop)]


def _milliseconds(text: str) -> int:
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,4}(?:\.\d{1,3})?)", text.strip(), re.ASCII)
    if not found:
        raise Invalid({"places": "Give both times as minutes and seconds, for example 1:23.5."})
    return round((int(found[1] or 0) * 60 + float(found[2])) * 1000)


def words_under(place: Place, words: Sequence[Word]) -> str:
    """The words of the page that an area covers, for the list of what is taken out."""
    area = Area(place.page, place.left, place.top, place.right, place.bottom)
    return " ".join(word.text for word in words if word.area.touches(area))
