"""How an address reads on a line and on an envelope, and how it is cut into words for finding."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_LEADING_NUMBER = re.compile(r"\d+")
# Short forms that are not the beginning of the word they stand for; "st", "ave", "cres" and "sq" are.
SHORT_FORMS = {
    "rd": "road",
    "ln": "lane",
    "gdns": "gardens",
    "gdn": "garden",
    "gr": "grove",
    "grn": "green",
    "hse": "house",
    "bldgs": "buildings",
    "bldg": "building",
    "pde": "parade",
    "pk": "park",
    "mt": "mount",
    "wy": "way",
    "apt": "apartment",
    "flt": "flat",
    "bvd": "boulevard",
    "blvd": "boulevard",
    "terr": "terrace",
    "ct": "court",
    "cl": "close",
    "fm": "farm",
    "ctge": "cottage",
    "cott": "cottage",
}
LARGEST_NUMBER = 2_147_483_647


class AddressParts(Protocol):
    """The parts of an address in the order of BS 7666; any of them may be empty."""

    organisation_name: str
    sub_building: str
    building_name: str
    building_number: str
    street: str
    locality: str
    town: str
    postcode: str


def address_lines(parts: AddressParts) -> list[str]:
    """The lines of an envelope, top to bottom, without empty ones."""
    number_and_street = " ".join(part for part in (parts.building_number, parts.street) if part)
    building = ", ".join(part for part in (parts.sub_building, parts.building_name) if part)
    lines = [parts.organisation_name, building, number_and_street, parts.locality, parts.town, parts.postcode]
    return [line for line in lines if line]


def one_line(parts: AddressParts) -> str:
    """The whole address on one line, commas between."""
    return ", ".join(address_lines(parts))


def words_of_address(text: str) -> list[str]:
    """Lower-case words and numbers with accents folded, apostrophes closed up, and short forms written out."""
    if text.isascii():
        plain = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", text.casefold())
        plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [SHORT_FORMS.get(word, word) for word in _WORD.findall(_APOSTROPHE.sub("", plain))]


def search_text(parts: AddressParts) -> str:
    """What an address is found by: its words with one space between, the postcode without its space at the end."""
    text = " ".join(address_lines(parts)[: -1 if parts.postcode else None])
    return " ".join([*words_of_address(text), parts.postcode.replace(" ", "").lower()]).strip()


def street_search_text(name: str, locality: str, town: str) -> str:
    """What a street is found by."""
    return " ".join(words_of_address(f"{name} {locality} {town}"))


def number_to_sort_by(building_number: str, building_name: str = "", sub_building: str = "") -> int | None:
    """The first number in the building's number, name or sub-building, so that 9 comes before 10; None without one."""
    for text in (building_number, building_name, sub_building):
        found = _LEADING_NUMBER.search(text)
        if found and (number := int(found.group()[:12])) <= LARGEST_NUMBER:
            return number
    return None
