"""Reading what an advisor typed in the one search box: which parts are a number, a date, a place, a name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from civichub.core.references import parse_reference
from civichub.customers.normalising import Phone, name_words, normal_email, organisation_key, parse_phone
from civichub.places.postcodes import find_postcode

MOST_TYPED = 200
FEWEST_PHONE_DIGITS = 6
MOST_UPRN_DIGITS = 12
_EMAIL = re.compile(r"\S+@\S*")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{4,22}\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3})[a-z]* (?P<year>\d{4})\b", re.IGNORECASE),
)
_HOUSE = re.compile(r"\b\d{1,4}[a-z]?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What a search text may mean. Several readings of one number can stand side by side (a UPRN, a phone's end)."""

    reference: str = ""
    email: str = ""
    phone: Phone | None = None
    last_digits: str = ""
    uprn: str = ""
    postcode: str = ""
    house: str = ""
    born: date | None = None
    words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return self == Asked()


def read_search(text: str) -> Asked:
    """Take the text apart. Never fails: what cannot be read as anything else is a name."""
    text = text.replace("\x00", " ")[:MOST_TYPED].strip()
    reference = parse_reference(text) or ""
    email, text = _cut(_EMAIL, text)
    born, text = _take_date(text)
    postcode, text = find_postcode(text)
    number, text = _cut(_PHONE, text)
    digits = re.sub(r"\D", "", number)
    house, words_text = _cut(_HOUSE, text) if postcode else ("", text)
    words = name_words(words_text)
    bare = "".join(text.split())
    if not digits and bare.isdigit() and len(bare) <= MOST_UPRN_DIGITS:
        digits, words = bare, ()
    phone = parse_phone(number) if number else None
    return Asked(
        reference=reference,
        email=normal_email(email) or fold_email(email),
        phone=phone,
        last_digits=_last_digits(digits),
        uprn=digits.lstrip("0") if number.isdigit() and len(digits) <= MOST_UPRN_DIGITS else "",
        postcode=postcode or "",
        house=house.lower(),
        born=born,
        words=_name(words) if not reference else (),
    )


def fold_email(text: str) -> str:
    """A part of an email as typed, in lower case; empty when there is too little before the @ to look for."""
    part = text.lower().strip(".,;")
    return part if part.find("@") >= 2 else ""


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    return found.group(0), f"{text[: found.start()]} {text[found.end() :]}"


def _take_date(text: str) -> tuple[date | None, str]:
    for pattern in _DATES:
        found = pattern.search(text)
        if found is None:
            continue
        try:
            born = date(int(found["year"]), _month(found["month"]), int(found["day"]))
        except ValueError:
            continue
        return born, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text.lower()) + 1


def _last_digits(digits: str) -> str:
    """The digits to look for at the end of a number: without the 0 or 44 that numbers are stored without."""
    if len(digits) < FEWEST_PHONE_DIGITS:
        return ""
    if digits.startswith("0044"):
        return digits[4:]
    if digits.startswith("44") and len(digits) >= 12:
        return digits[2:]
    return digits.lstrip("0") if len(digits) >= 10 else digits


def _name(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(organisation_key(" ".join(words)).split()) or words
