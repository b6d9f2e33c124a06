"""Helping somebody say where: addresses of a postcode, addresses like typed words, a grid reference in degrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civichub.core.errors import Invalid
from civichub.forms.definition import Page, Question
from civichub.forms.engine import FieldError
from civichub.places.grid import to_grid, to_latlon
from civichub.places.models import Address
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import address_by_uprn, addresses_at_postcode, areas_of_kind, suggest_addresses
from civichub.web.portal.questions import COUNTY_ZOOM, MIDDLE_OF_THE_MIDLANDS, STREET_ZOOM, Surroundings
from civichub.web.ui.forms import parse_grid_reference

HOW = ("find", "choose", "hand")
MOST_SUGGESTED = 6


def map_opening(place: Address | None) -> tuple[tuple[float, float], int]:
    """Where a map opens: at the visitor's address, else in the middle of the county."""
    if place is not None:
        at = to_latlon(place.easting, place.northing)
        return (at.latitude, at.longitude), STREET_ZOOM
    county = areas_of_kind("county").first()
    if county is None:
        return MIDDLE_OF_THE_MIDLANDS, COUNTY_ZOOM
    at = to_latlon((county.west + county.east) / 2, (county.south + county.north) / 2)
    return (at.latitude, at.longitude), COUNTY_ZOOM


def asks(page: Page, kind: str) -> Question | None:
    """The page's question of this type, if it has one."""
    return next((question for question in page.questions if question.type == kind), None)


def address_found(question: Question, answer: Any, place: Address | None, wanted: str) -> dict[str, Any]:
    """How an address is asked for when the page opens, as parts of `Surroundings`; `wanted` is the visitor's choice.

    An address given before is shown in the list of its postcode; so is the one that the visitor asked us to remember.
    """
    if wanted in ("find", "hand"):
        return {"how": wanted}
    if isinstance(answer, dict) and not answer.get("uprn"):
        return {"how": "hand"}
    known = address_by_uprn(answer["uprn"]) if isinstance(answer, dict) else place
    if known is None:
        return {"how": "find"}
    return {"how": "choose", "found": addresses_at_postcode(known.postcode) or [known], "postcode": known.postcode}


def read_address(question: Question, raw: dict[str, Any], how: str) -> tuple[dict[str, Any], FieldError | None]:
    """What was posted of an address: parts of `Surroundings` to show it with, and what keeps it from being taken.

    A chosen address is written into `raw` in words. No fault and how "choose" or "hand": it can be saved.
    """
    parts: dict[str, Any] = dict(raw.get(question.key) or {})
    if how == "hand":
        raw[question.key] = {**parts, "uprn": ""}
        return {"how": "hand"}, None
    postcode = str(parts.get("postcode") or "")
    found = [] if "\x00" in postcode else addresses_at_postcode(postcode)
    listed = {"how": "choose", "found": found, "postcode": parse_postcode(postcode[:12]) or ""}
    if how == "choose" and (chosen := _chosen(parts.get("uprn"))) is not None:
        raw[question.key] = {
            "uprn": chosen.uprn,
            "line1": chosen.one_line.removesuffix(f", {chosen.postcode}"),
            "postcode": chosen.postcode,
        }
        return {**listed, "found": found or [chosen]}, None
    if not question.required and not postcode.strip() and not parts.get("uprn"):
        raw[question.key] = None
        return {"how": "find"}, None
    if not found:
        return {"how": "find"}, _fault(question, "postcode", _why_not(postcode))
    words = "Choose the address from the list" if how == "choose" else ""
    return listed, _fault(question, "uprn", words)


def _chosen(uprn: Any) -> Address | None:
    text = str(uprn or "")
    return address_by_uprn(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _why_not(postcode: str) -> str:
    if not postcode.strip():
        return "Enter a postcode"
    if parse_postcode(postcode) is None:
        return "Enter a full UK postcode, like BK1 1AA"
    return "We have no address at this postcode. Check it, or enter the address by hand"


def _fault(question: Question, part: str, words: str) -> FieldError:
    return FieldError(question.key, f"{question.key}__{part}", "invalid", words)


def read_place(
    question: Question, raw: dict[str, Any], fields: Mapping[str, Any]
) -> tuple[dict[str, Any], FieldError | None]:
    """What was posted of a place on a map, likewise: a grid reference or the nearest address gives it a position.

    Words alone are looked up once: the addresses found are offered, and "none of these" keeps the words as they are.
    """
    parts: dict[str, Any] = {**(raw.get(question.key) or {}), "uprn": ""}
    raw[question.key] = parts
    grid = str(fields.get(f"{question.key}__grid") or "")[:60].strip()
    nearest = str(fields.get(f"{question.key}__nearest") or "")
    words = str(parts.get("description") or "")
    if parts.get("latitude") and parts.get("longitude"):
        return {}, _off_the_map(question, parts)
    if grid:
        return {}, _from_grid(question, raw, parts, grid)
    chosen = _chosen(nearest)
    if chosen is not None:
        _put(question, raw, parts, chosen.easting, chosen.northing)
        return {}, None
    if nearest == "none" or not words.strip() or "\x00" in words:
        return {}, None
    found = suggest_addresses(words[:200], MOST_SUGGESTED)
    if not found:
        return {}, None
    key = f"{question.key}__nearest"
    was_offered = fields.get(f"{question.key}__offered")
    return {"found": found}, FieldError(question.key, key, "unclear", _CHOOSE_NEAREST if was_offered else "")


_CHOOSE_NEAREST = "Select the nearest address, or none of these"


def _off_the_map(question: Question, parts: dict[str, Any]) -> FieldError | None:
    try:
        to_grid(float(parts["latitude"]), float(parts["longitude"]))
    except (ValueError, Invalid):
        return _fault(question, "description", "Choose a place in Great Britain")
    return None


def _from_grid(question: Question, raw: dict[str, Any], parts: dict[str, Any], grid: str) -> FieldError | None:
    try:
        easting, northing = parse_grid_reference(grid)
        _put(question, raw, parts, easting, northing)
    except (ValueError, Invalid):
        return _fault(question, "grid", "Enter a grid reference like SO 849 552 or 384900, 255200")
    return None


def _put(question: Question, raw: dict[str, Any], parts: dict[str, Any], easting: float, northing: float) -> None:
    position = to_latlon(easting, northing)
    raw[question.key] = {**parts, "latitude": str(position.latitude), "longitude": str(position.longitude), "uprn": ""}


def surroundings(place: Address | None, page: Page, **more: Any) -> Surroundings:
    """With the map's opening where the page has a map."""
    if asks(page, "location") is not None:
        centre, zoom = map_opening(place)
        more |= {"centre": centre, "zoom": zoom}
    return Surroundings(**more)
