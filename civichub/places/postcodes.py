"""Postcodes: reading what people type, writing them the one right way. Pure; says nothing about which ones exist."""

from __future__ import annotations

import re

from civichub.core.errors import Invalid

# Shapes: Royal Mail's six (A9, A99, AA9, AA99, A9A and AA9A, then 9AA); in the last two letters C, I, K, M, O and V
# never occur (BS 7666 and the Programmer's Guide to the Postcode Address File). GIR 0AA is not kept: it was Girobank's.
_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_FULL = re.compile(rf"({_OUTWARD})({_INWARD})")
_PARTIAL = re.compile(rf"({_OUTWARD})([0-9][A-Z]?)?")
_IN_TEXT = re.compile(rf"(?<![0-9A-Z])({_OUTWARD}) ?({_INWARD})(?![0-9A-Z])")
_SEEN_AS_DIGIT = str.maketrans("OIL", "011")
MAX_TYPED_LENGTH = 12


def parse_postcode(text: str) -> str | None:
    """The postcode in `text` written as ``BK1 1AA``, or None when it has no postcode's shape.

    Case, spaces and punctuation do not matter, and a letter O or I (or l) where only a digit can stand is put right.
    """
    if len(text) > MAX_TYPED_LENGTH:
        return None
    compact = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    if not 5 <= len(compact) <= 7:
        return None
    outward, inward = compact[:-3], compact[-3:]
    inward = inward[0].translate(_SEEN_AS_DIGIT) + inward[1:]
    for candidate in (outward, _with_digits(outward)):
        if _FULL.fullmatch(candidate + inward):
            return f"{candidate} {inward}"
    return None


def require_postcode(text: str, *, field: str = "postcode") -> str:
    """As `parse_postcode`, but raises `Invalid` on `field` with the words an error summary shows."""
    if not text.strip():
        raise Invalid({field: "Enter a postcode."})
    postcode = parse_postcode(text)
    if postcode is None:
        raise Invalid({field: "Enter a full UK postcode, like BK1 1AA."})
    return postcode


def partial_postcode(text: str) -> str | None:
    """The beginning of a postcode as it is stored (``BK1``, ``BK1 1``, ``BK1 1A``), or None when it cannot be one.

    Without a space ``BK11`` could be the outward code BK11 or BK1 1: it is read as an outward code, as written.
    """
    parts = text.upper().split()
    compact = "".join(parts)
    match = _PARTIAL.fullmatch(compact) if 1 <= len(parts) <= 2 and len(compact) <= 6 else None
    if match is None:
        return None
    if len(parts) == 2:
        outward, inward = parts
        return (
            f"{outward} {inward}" if re.fullmatch(_OUTWARD, outward) and re.fullmatch(r"[0-9][A-Z]?", inward) else None
        )
    outward, inward = match.groups()
    return f"{outward} {inward}" if inward else outward


def find_postcode(text: str) -> tuple[str | None, str]:
    """The last full postcode inside a longer text, and the text without it."""
    upper = text.upper()
    matches = list(_IN_TEXT.finditer(upper))
    if not matches:
        return None, text
    found = matches[-1]
    return f"{found.group(1)} {found.group(2)}", f"{text[: found.start()]} {text[found.end() :]}"


def _with_digits(outward: str) -> str:
    """An outward code with its last character, or all but its first, read as digits: ``BKI`` becomes ``BK1``."""
    return outward[0] + outward[1:-1] + outward[-1].translate(_SEEN_AS_DIGIT)
