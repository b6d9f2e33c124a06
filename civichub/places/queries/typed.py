"""What somebody has typed so far into an address box, taken apart. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.places.identifiers import UPRN_DIGITS
from civichub.places.postcodes import find_postcode, parse_postcode, partial_postcode
from civichub.places.wording import LARGEST_NUMBER, words_of_address

SHORTEST_UPRN = 6  # shorter numbers are house numbers; real UPRNs so short are a handful
PARTS_OF_BUILDINGS = frozenset({"flat", "apartment", "unit", "suite", "room", "floor", "no", "number"})
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Typed:
    """`numbers` are building or flat numbers as whole numbers, `labels` the same as typed (``12a``), `words` the rest.

    `postcode` is a whole one, `partial` the beginning of one at the end of the text; at most one of them is set.
    """

    uprn: str = ""
    postcode: str = ""
    partial: str = ""
    numbers: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def read_typed(text: str) -> Typed:
    """Take apart what was typed; never raises."""
    text = " ".join(text[:LONGEST_TEXT].split())
    compact = text.replace(" ", "")
    if compact.isascii() and compact.isdigit() and SHORTEST_UPRN <= len(compact.lstrip("0")) <= UPRN_DIGITS:
        return Typed(uprn=compact.lstrip("0"))
    whole = parse_postcode(text)
    if whole:
        return Typed(postcode=whole)
    postcode, rest = find_postcode(text)
    partial = ""
    if postcode is None:
        partial, rest = _take_partial(text)
    tokens = words_of_address(rest)
    labels = tuple(token for token in tokens if token[0].isdigit())
    numbers = tuple(number for label in labels if (number := _number(label)) <= LARGEST_NUMBER)
    words = tuple(token for token in tokens if not token[0].isdigit() and token not in PARTS_OF_BUILDINGS)
    return Typed("", postcode or "", partial, numbers, labels, words)


def _take_partial(text: str) -> tuple[str, str]:
    """The beginning of a postcode at the end of `text` and what is before it. Two pieces are tried before one."""
    pieces = text.split(" ")
    for count in (2, 1):
        if len(pieces) >= count and (partial := partial_postcode(" ".join(pieces[-count:]))):
            return partial, " ".join(pieces[:-count])
    return "", text


def _number(label: str) -> int:
    digits = label[: next((at for at, letter in enumerate(label) if not letter.isdigit()), len(label))]
    return int(digits[:12])
