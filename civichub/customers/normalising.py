"""One spelling of each fact, so that the same name, number or address typed twice is found to be the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.places.identifiers import normalise_uprn
from civichub.places.postcodes import find_postcode, parse_postcode

_NOT_NAME = re.compile(r"[^a-z0-9]+")
_JOINS = re.compile(r"(?<=\w)['’‘`´.](?=\w)")
_TITLES = frozenset(["mr", "mrs", "miss", "ms", "mx", "dr", "prof", "rev", "sir", "lady", "lord", "dame", "cllr"])
_COMPANY_WORDS = {"limited": "ltd", "company": "co", "the": "", "and": ""}
_EMAIL = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")


@dataclass(frozen=True)
class Phone:
    """A number as stored (E.164, ``+441632960123``), as shown, and whether it is a landline, which tells an area."""

    e164: str
    shown: str
    is_landline: bool
    is_mobile: bool


@dataclass(frozen=True)
class Address:
    """Where somebody is: lines without the postcode, the postcode (``SW1A 2AA``), and the UPRN when it is known."""

    lines: tuple[str, ...]
    postcode: str = ""
    uprn: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (*self.lines, self.postcode)))


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, one space between words: ``O’Néill-Smith`` is ``oneill smith``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _JOINS.sub("", plain)
    if plain.isascii():
        return " ".join(_NOT_NAME.sub(" ", plain).split())
    return " ".join("".join(ch if ch.isalnum() else " " for ch in plain).split())


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a person's name without a title: ``Mrs. Anne-Marie Doe`` is ``anne, marie, doe``."""
    words = fold(text).split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return tuple(words)


def split_name(text: str) -> tuple[str, str, str]:
    """(title, given names, family name) of a name typed in one box; a single word is taken for the family name."""
    words = text.split()
    title = words.pop(0) if len(words) > 1 and fold(words[0]) in _TITLES else ""
    if len(words) < 2:
        return title, "", " ".join(words)
    return title, " ".join(words[:-1]), words[-1]


def organisation_key(text: str) -> str:
    """An organisation's name for comparing: ``Acme Building Company Limited`` and ``ACME building co. ltd`` are one."""
    return " ".join(filter(None, (_COMPANY_WORDS.get(word, word) for word in fold(text).split())))


def search_name(*, given_name: str, family_name: str, known_as: str, organisation_name: str) -> str:
    """The folded name that searches read: ``jane smith`` and, after it, another name the person goes by."""
    if organisation_name:
        return organisation_key(organisation_name)
    words = [*name_words(given_name), *name_words(family_name)]
    return " ".join([*words, *(word for word in name_words(known_as) if word not in words)])


def parse_phone(text: str) -> Phone | None:
    """The number somebody typed, read as a British one when it has no country code, or None if it cannot be one."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if (
        phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE
        or number.extension
    ):
        return None
    british = number.country_code == 44
    kind = _british_kind(str(number.national_number)) if british else phonenumbers.number_type(number)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        shown=phonenumbers.format_number(number, style),
        is_landline=kind
        in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE),
        is_mobile=kind == phonenumbers.PhoneNumberType.MOBILE,
    )


def _british_kind(national: str) -> int:
    """By Ofcom's National Telephone Numbering Plan: 01 and 02 name an area; 071 to 079 but 076, pagers, are mobiles.

    Read from the plan because the library calls numbers reserved for drama, which demonstrations use, unknown.
    """
    if national[0] in "12":
        return phonenumbers.PhoneNumberType.FIXED_LINE
    if (national[0] == "7" and national[1] not in "06") or national.startswith("7624"):
        return phonenumbers.PhoneNumberType.MOBILE
    return phonenumbers.PhoneNumberType.UNKNOWN


def normal_email(text: str) -> str | None:
    """The address in lower case, or None if it cannot be one. Dots and plus signs stay: they can be two people's."""
    email = unicodedata.normalize("NFKC", text.strip()).lower()
    return email if len(email) <= 254 and _EMAIL.fullmatch(email) else None


def read_address(*, text: str = "", postcode: str = "", uprn: str = "") -> Address:
    """An address as a form gives it: `text` with commas or line breaks, a postcode, a UPRN. Raises `Invalid`.

    A postcode inside the text is taken out of it when none is given beside it.
    """
    if not postcode.strip():
        found, text = find_postcode(text)
    else:
        found = parse_postcode(postcode)
    text = clean_text(text, field="address", max_length=400, lines=True)
    lines = tuple(line[:120] for line in (" ".join(part.split()) for part in re.split(r"[,\n]", text)) if line)
    if not lines and not uprn:
        raise Invalid({"address": "Enter the first line of the address."})
    return Address(lines=lines[:8], postcode=found or "", uprn=normalise_uprn(uprn) if uprn else "")


def address_key(address: Address) -> str:
    """Two spellings of one address share this key: folded lines and postcode, without spaces."""
    return fold(" ".join((*address.lines, address.postcode))).replace(" ", "")[:300]
