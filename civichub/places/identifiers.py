"""UPRN and USRN: the numbers that name a property and a street across the public sector since 1 July 2020.

A UPRN has up to 12 digits and is sometimes printed with leading zeros (``000000199356``); a USRN has up to 8. Both are
kept as text without the zeros, so that two systems' copies of one number compare equal.
"""

from __future__ import annotations

import re

from civichub.core.errors import Invalid

UPRN_DIGITS = 12
USRN_DIGITS = 8
_SPREADSHEET_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


def normalise_uprn(value: str | int) -> str:
    """The UPRN as 1 to 12 digits without leading zeros. Raises `Invalid` on ``uprn``.

    A float is refused even when it is whole: a spreadsheet that held the number as a float may have rounded it.
    """
    return _normalise(value, field="uprn", name="UPRN", digits=UPRN_DIGITS)


def normalise_usrn(value: str | int) -> str:
    """The USRN as 1 to 8 digits without leading zeros. Raises `Invalid` on ``usrn``."""
    return _normalise(value, field="usrn", name="USRN", digits=USRN_DIGITS)


def padded_uprn(uprn: str) -> str:
    """The UPRN as some other systems print it: twelve digits with leading zeros."""
    return uprn.zfill(UPRN_DIGITS)


def _normalise(value: str | int, *, field: str, name: str, digits: int) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Invalid({field: f"Give the {name} as text; {value!r} may have lost digits on its way."})
    text = "".join(str(value).split())
    if _SPREADSHEET_NUMBER.fullmatch(text):
        raise Invalid(
            {field: f"A spreadsheet shortened this {name} to {text}. Format the column as text and export again."}
        )
    bare = text.lstrip("0")
    if not (text.isascii() and text.isdigit() and 0 < len(bare) <= digits):
        raise Invalid({field: f"Enter a {name} of 1 to {digits} digits, not {text[:40] or 'nothing'}."})
    return bare
