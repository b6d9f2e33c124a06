"""What stands in the addresses of screens, tickets and spoken calls: a number, and a mark that only this hub can make.

Short enough to type into a kiosk or to fit the QR code of a ticket. Nothing secret is stored: the mark is made again
and compared. 20 hexadecimal digits are 80 bits, which nobody guesses at ten tries in five minutes.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

MARK = 20
LONGEST = 60
LONGEST_NUMBER = 18


def marked(purpose: str, number: int) -> str:
    """``12-9f…``: the number with its mark for one purpose (`kiosk`, `display`, `ticket`, `pass`, `call-pl`)."""
    digest = salted_hmac(f"civichub.frontdesk.{purpose}", str(number), algorithm="sha256").hexdigest()
    return f"{number}-{digest[:MARK]}"


def read_marked(purpose: str, text: str) -> int | None:
    """The number in a marked text, or None when it is forged, mangled or made for another purpose."""
    number, _, _ = text.partition("-")
    if len(text) > LONGEST or len(number) > LONGEST_NUMBER or not (number.isascii() and number.isdigit()):
        return None
    return int(number) if constant_time_compare(text, marked(purpose, int(number))) else None


def ticket_link(visit_id: int) -> str:
    """The address of a ticket on the visitor's own telephone."""
    return f"{settings.PUBLIC_URL}/ticket/{marked('ticket', visit_id)}/"
