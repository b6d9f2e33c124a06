"""Which numbers the hub rings because somebody typed them, and how carriers write one and the same. Pure."""

from __future__ import annotations

from civichub.customers.normalising import parse_phone

STANDARD_RATE = "+443"  # 03 numbers cost what 01 and 02 do (Ofcom, National Telephone Numbering Plan)


def number_to_ring_back(digits: str) -> str:
    """The E.164 number that somebody typed, empty for one that is not rung back.

    British landlines, mobiles and 03 numbers only: a stranger who types a number abroad, or one that costs whoever
    rings it (084, 087, 09, 070), would have the council pay.
    """
    found = parse_phone(digits)
    if found is None or not found.e164.startswith("+44"):
        return ""
    return found.e164 if found.is_landline or found.is_mobile or found.e164.startswith(STANDARD_RATE) else ""


def ways_to_write(number: str) -> tuple[str, ...]:
    """A number as it is, then as other carriers deliver the same British one: with +44, 44 or 0044, or nationally.

    Anything else, such as an extension, is written in one way only.
    """
    found = parse_phone(number)
    if found is None or not found.e164.startswith("+44"):
        return (number,)
    digits = found.e164.removeprefix("+44")
    return tuple(dict.fromkeys((number, f"0{digits}", f"+44{digits}", f"44{digits}", f"0044{digits}")))
