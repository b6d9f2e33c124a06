"""One answer, from what was typed or sent to what is kept. The same rules for a screen and for the API.

Kept values are plain JSON: text; a number; pence for money; ``2026-09-01`` for a date; a list for checkboxes and files;
names and values for a name, an address and a location; ``yes`` or ``no``. None means "asked, and left empty".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import phonenumbers

from civichub.forms.definition import FILE_TYPES, TEXT_FORMATS, Question
from civichub.forms.engine.dates import clean_date
from civichub.forms.engine.reading import Refused, about, capital, parts_of, read_text

Answer = object


@dataclass(frozen=True)
class AttachedFile:
    """A file already stored and looked at: `content_type` comes from its bytes, not from its name. `size` in bytes."""

    question: str
    ref: str
    name: str
    size: int
    content_type: str


def _text(question: Question, raw: object, today: date) -> Answer:
    text = read_text(raw, question, limit=question.max_length or 200, lines=question.type == "long_text")
    if not text or not question.text_format:
        return text
    if question.text_format == "vehicle_registration":
        text = text.replace(" ", "").upper()
    if not re.fullmatch(TEXT_FORMATS[question.text_format], text):
        raise Refused("invalid", f"{capital(about(question))} must be {_FORMAT_WORDS[question.text_format]}")
    return text


_FORMAT_WORDS = {
    "vehicle_registration": "a registration number, like AB12 CDE",
    "digits": "digits only",
    "letters_and_digits": "letters and digits only",
}
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@[\w-]+(\.[\w-]+)+\Z")


def _email(question: Question, raw: object, today: date) -> Answer:
    text = read_text(raw, question, limit=254)
    if text and (not _EMAIL.match(text) or ".." in text):
        raise Refused("invalid", "Enter an email address in the correct format, like name@example.com")
    return text


def _phone(question: Question, raw: object, today: date) -> Answer:
    text = read_text(raw, question, limit=40)
    if not text:
        return text
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused("invalid", "Enter a telephone number, like 01527 534 123 or 07700 900 982")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][ABD-HJLNP-UW-Z]{2})\Z")


def read_postcode(raw: object, question: Question, part: str = "") -> str:
    """A postcode as ``B98 8AA``, or "". Raises `Refused`."""
    compact = re.sub(r"[\s.-]", "", read_text(raw, question, limit=20, part=part)).upper()
    match = _POSTCODE.match(compact)
    if compact and not match:
        raise Refused("invalid", "Enter a full UK postcode, like B98 8AA", part)
    return f"{match[1]} {match[2]}" if match else ""


def _postcode(question: Question, raw: object, today: date) -> Answer:
    return read_postcode(raw, question)


_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]\Z")
"""Which letters are used: HMRC National Insurance Manual NIM39110."""


def _nino(question: Question, raw: object, today: date) -> Answer:
    compact = re.sub(r"[\s.-]", "", read_text(raw, question, limit=30)).upper()
    if compact and not _NINO.match(compact):
        raise Refused("invalid", "Enter a National Insurance number in the correct format, like QQ 12 34 56 C")
    return compact


def _name(question: Question, raw: object, today: date) -> Answer:
    parts = parts_of(raw, question, alone="last")
    found = {part: read_text(parts.get(part), question, limit=100, part=part) for part in ("first", "last")}
    return found if any(found.values()) else None


def _address(question: Question, raw: object, today: date) -> Answer:
    parts = parts_of(raw, question)
    uprn = read_uprn(parts.get("uprn"), question)
    lines = [read_text(parts.get(part), question, limit=200, part=part) for part in ("line1", "line2", "town")]
    text = ", ".join(line for line in lines if line) or read_text(parts.get("text"), question, limit=400, part="line1")
    postcode = read_postcode(parts.get("postcode"), question, "postcode")
    if not (uprn or text or postcode):
        return None
    if not uprn and not text:
        raise Refused("required", "Enter the first line of the address", "line1")
    if not uprn and not postcode:
        raise Refused("required", "Enter the postcode", "postcode")
    return {"uprn": uprn, "text": text, "postcode": postcode}


def read_uprn(raw: object, question: Question) -> str:
    """A property number without leading noughts, at most 12 digits, or ""."""
    text = read_text(raw, question, limit=20, part="uprn").lstrip("0")
    if text and not re.fullmatch(r"[0-9]{1,12}", text):
        raise Refused("invalid", "Choose the address from the list, or enter it by hand", "uprn")
    return text


_UK = {"latitude": (49.8, 61.0), "longitude": (-8.7, 1.8)}


def _location(question: Question, raw: object, today: date) -> Answer:
    parts = parts_of(raw, question, alone="description")
    description = read_text(parts.get("description"), question, limit=500, part="description")
    uprn = read_uprn(parts.get("uprn"), question)
    point = {name: _degrees(parts.get(name), question, name) for name in _UK}
    if (point["latitude"] is None) != (point["longitude"] is None):
        raise Refused("invalid", "Choose the place on the map again", "description")
    if point["latitude"] is None and not uprn and not description:
        return None
    return {"description": description, "uprn": uprn, **point}


def _degrees(raw: object, question: Question, name: str) -> float | None:
    text = read_text(raw, question, limit=40, part=name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    low, high = _UK[name]
    if not low <= value <= high:
        raise Refused("invalid", "Choose a place in the United Kingdom", name)
    return round(value, 6)


def _number(question: Question, raw: object, today: date) -> Answer:
    text = read_text(raw, question, limit=40).replace(",", "").removesuffix(question.unit).strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,10})?", text):
        raise Refused("invalid", f"{capital(about(question))} must be a number, like 40")
    value = float(text)
    if round(value, question.decimals) != value:
        allowed = f"{question.decimals} decimal places or fewer" if question.decimals else "a whole number"
        raise Refused("invalid", f"{capital(about(question))} must be {allowed}")
    return _within(
        question,
        int(value) if value.is_integer() else value,
        lambda limit: f"{limit:,}{question.unit and ' '}{question.unit}",
    )


def _money(question: Question, raw: object, today: date) -> Answer:
    text = read_text(raw, question, limit=40).replace(",", "").removeprefix("£").strip()
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,10})(?:\.(\d{1,2}))?", text)
    if not match:
        raise Refused("invalid", f"{capital(about(question))} must be an amount of money, like £12 or £12.50")
    return _within(question, int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")), pounds)


def pounds(pence: float) -> str:
    """An amount as people write it: £10 or £1,250.50."""
    return f"£{pence / 100:,.2f}".removesuffix(".00")


def _within(question: Question, value: float, words: Callable[[float], str]) -> float:
    if question.minimum is not None and value < question.minimum:
        raise Refused("too_low", f"{capital(about(question))} must be {words(question.minimum)} or more")
    if question.maximum is not None and value > question.maximum:
        raise Refused("too_high", f"{capital(about(question))} must be {words(question.maximum)} or less")
    return value


def _choice(question: Question, raw: object, today: date) -> Answer:
    if question.type == "yes_no" and isinstance(raw, bool):
        return "yes" if raw else "no"
    value = read_text(raw, question, limit=300)
    if value and value not in question.option_values:
        raise Refused("not_an_option", f"Select {about(question)} from the list")
    return value


def _checkboxes(question: Question, raw: object, today: date) -> Answer:
    chosen = raw if isinstance(raw, list | tuple) else [] if raw in (None, "") else [raw]
    values = {read_text(value, question, limit=300) for value in chosen[:1000]} - {""}
    if values - question.option_values:
        raise Refused("not_an_option", f"Select {about(question)} from the list")
    for option in question.options:
        if option.exclusive and option.value in values and len(values) > 1:
            raise Refused("invalid", f"Select “{option.label}” only if nothing else is selected")
    return [option.value for option in question.options if option.value in values]


def _declaration(question: Question, raw: object, today: date) -> Answer:
    value = "yes" if raw is True else "" if raw is False else read_text(raw, question, limit=10)
    if value not in ("", "yes"):
        raise Refused("not_an_option", f"Confirm {about(question)}")
    return value


def clean_files(question: Question, files: Sequence[AttachedFile]) -> list[dict[str, object]]:
    """The files given to `question` as they are kept. Raises `Refused` for too many, too big or the wrong type."""
    from_bytes = set(_content_types(question))
    if len(files) > question.max_files:
        most = "one file" if question.max_files == 1 else f"{question.max_files} files"
        raise Refused("too_many", f"Attach no more than {most}")
    for file in files:
        if file.size > question.max_megabytes * 1_000_000:
            raise Refused("too_big", f"{file.name} must be smaller than {question.max_megabytes} MB")
        if file.content_type not in from_bytes:
            listed = ", ".join(kind.upper() for kind in question.file_types)
            raise Refused("wrong_type", f"{file.name} must be one of these types: {listed}")
    return [{"ref": f.ref, "name": f.name, "size": f.size, "content_type": f.content_type} for f in files]


def _content_types(question: Question) -> Sequence[str]:
    return [content_type for kind in question.file_types for content_type in FILE_TYPES[kind]]


CLEANERS: dict[str, Callable[[Question, object, date], Answer]] = {
    "text": _text,
    "long_text": _text,
    "name": _name,
    "email": _email,
    "phone": _phone,
    "postcode": _postcode,
    "address": _address,
    "location": _location,
    "date": clean_date,
    "number": _number,
    "money": _money,
    "nino": _nino,
    "radio": _choice,
    "select": _choice,
    "yes_no": _choice,
    "checkboxes": _checkboxes,
    "declaration": _declaration,
}
