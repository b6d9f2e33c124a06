"""Addresses that a provider will take, checked before anything is stored: no header can be smuggled in through one."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.delivery.states import Channel

MAX_POSTAL_LINES = 7  # GOV.UK Notify: an address is 3 to 7 lines, the last a UK postcode or a country
MIN_POSTAL_LINES = 3
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
_email = EmailValidator(message="Enter an email address in the correct format, like name@example.com.")


def clean_address(channel: str, address: str) -> str:
    """The address as it is stored and compared: email, phone as E.164, or postal lines by ``\\n``.

    Raises `Invalid` for field ``to_address``: a line break or control character in an email or number is refused rather
    than removed, since only an attack has one.
    """
    if channel == Channel.LETTER:
        return "\n".join(postal_lines(address.splitlines()))
    if _BREAKS.search(address):
        raise Invalid({"to_address": "Remove the line break from the address."})
    return email_address(address) if channel == Channel.EMAIL else phone_number(address)


def email_address(address: str) -> str:
    """A checked email address. The part before the @ keeps its capitals, as some servers tell them apart."""
    address = clean_text(address, field="to_address", max_length=254, required=True)
    try:
        _email(address)
    except ValidationError as error:
        raise Invalid({"to_address": error.messages[0]}) from error
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.lower().encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise Invalid({"to_address": "Enter an email address in the correct format, like name@example.com."}) from error


def phone_number(number: str) -> str:
    """A number that can take a text, as E.164 (``+447700900123``). UK when no country is given."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException as error:
        raise Invalid({"to_address": "Enter a mobile number, like 07700 900 982 or +44 7700 900 982."}) from error
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Invalid({"to_address": "Enter a mobile number with the right number of digits."})
    if parsed.country_code == 44 and not str(parsed.national_number).startswith("7"):
        raise Invalid({"to_address": "Enter a mobile number; a landline cannot take texts."})
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def postal_lines(lines: list[str]) -> list[str]:
    """3 to 7 lines for an envelope, the postcode last and alone. More lines are joined by commas, none is dropped.

    Raises `Invalid` when fewer than three are left or the last is neither a postcode nor a country in letters.
    """
    kept = [clean_text(line, field="to_address", max_length=200).strip(" ,") for line in lines]
    kept = [line for line in kept if line]
    if kept:
        kept[-1:] = _split_postcode(kept[-1])
    while len(kept) > MAX_POSTAL_LINES:
        shortest = min(range(1, len(kept) - 2), key=lambda i: len(kept[i]) + len(kept[i + 1]))
        kept[shortest : shortest + 2] = [f"{kept[shortest]}, {kept[shortest + 1]}"]
    if len(kept) < MIN_POSTAL_LINES:
        raise Invalid({"to_address": "Enter a full postal address: a name, a street and a postcode."})
    if any(character.isdigit() for character in kept[-1]) and not _is_postcode(kept[-1]):
        raise Invalid({"to_address": "End the address with a postcode, or with a country if it is abroad."})
    return kept


def _is_postcode(text: str) -> bool:
    return _POSTCODE.fullmatch(text.replace(" ", "").upper()) is not None


def _split_postcode(line: str) -> list[str]:
    """A last line as "Town", "POSTCODE" when it holds both; the postcode in capitals with its space."""
    words = line.split()
    for taken in (2, 1):
        found = _POSTCODE.fullmatch("".join(words[-taken:]).upper())
        if found and len(words) >= taken:
            rest = " ".join(words[:-taken]).rstrip(" ,")
            return [*([rest] if rest else []), f"{found[1]} {found[2]}"]
    return [line]


def same_person_key(channel: str, address: str) -> str:
    """What two spellings of one address share, for telling a person once: case and the UK's leading 0 do not count."""
    return f"{channel}:{clean_address(channel, address).casefold()}"


def concealed(channel: str, address: str) -> str:
    """An address as those see it who may not know it: enough to recognise one's own, not enough to find anyone."""
    if channel == Channel.EMAIL:
        local, _, domain = address.rpartition("@")
        return f"{local[:1]}…@{domain[:1]}…"
    return f"…{address[-2:]}" if channel == Channel.SMS else "Address hidden"
