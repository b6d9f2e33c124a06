"""Something known: whether a person who names a reference also knows what only the reporter and we should know."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.models import Case
from civichub.core.errors import NotFound
from civichub.customers.queries import view_of
from civichub.customers.queries.access import sheltered_among
from civichub.places.postcodes import find_postcode, parse_postcode

PHONE_DIGITS = 4


def knows_the_case(case: Case, fact: str) -> bool:
    """Whether `fact` is the email address, the end of the phone number or the postcode that we hold with the case.

    Four digits or more count as the end of a number. The postcode of a sheltered person proves nothing: somebody who
    looks for them could try one after the other.
    """
    fact = " ".join(fact.split())
    if "@" in fact:
        return _among(fact.lower(), _emails(case))
    postcode = parse_postcode(fact)
    if postcode is not None:
        return not _is_sheltered(case) and _among(postcode, _postcodes(case))
    digits = re.sub(r"\D", "", fact)
    if len(digits) < PHONE_DIGITS or len(digits) > 15:
        return False
    wanted = digits[-10:].lstrip("0") if len(digits) > PHONE_DIGITS else digits
    return _among(wanted, (number[-len(wanted) :] for number in _phones(case)))


def _among(fact: str, held: Iterator[str]) -> bool:
    """Compares all of them, each in constant time, so that a wrong fact takes as long as a right one."""
    matches = [hmac.compare_digest(fact.encode(), one.encode()) for one in held]
    return any(matches)


def _emails(case: Case) -> Iterator[str]:
    if case.reporter_email:
        yield case.reporter_email.lower()
    yield from (point.shown.lower() for point in _points(case) if point.kind == "email")


def _phones(case: Case) -> Iterator[str]:
    numbers = [case.reporter_phone, *(point.shown for point in _points(case) if point.kind == "phone")]
    yield from filter(None, (re.sub(r"\D", "", number) for number in numbers))


def _postcodes(case: Case) -> Iterator[str]:
    texts = [case.place, *(str(text) for text in _texts(case.answers))]
    yield from filter(None, (find_postcode(text)[0] for text in texts))
    yield from filter(None, (point.postcode for point in _points(case)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, str) and len(value) <= 400:
        yield value


def _points(case: Case) -> list[Any]:
    if case.customer is None:
        return []
    try:
        view = view_of(case.customer, system_account())
    except NotFound:
        return []
    return [point for point in view.contact_points if point.is_current and not point.confidential]


def _is_sheltered(case: Case) -> bool:
    return case.customer is not None and bool(sheltered_among([case.customer]))
