"""Which numbers the hub rings because somebody typed them. Pure."""

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
