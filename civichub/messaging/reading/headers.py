"""Headers as people wrote them and as programs broke them."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from civichub.core.text import clean_text

MOST_HEADER = 20_000  # characters of one header that are looked at: more is an attack
MOST_ADDRESSES = 50
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,298})>")
_plausible = EmailValidator()


def tidy(text: str, *, length: int, lines: bool = False) -> str:
    """Text from outside, fit to store: what cannot be stored is replaced, what is too long is cut. Never raises."""
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    return clean_text(text, field="text", max_length=max(len(text) * 4, 1), lines=lines)[:length].rstrip()


def decoded(data: bytes, charset: str) -> str:
    """Bytes as text. A charset that is wrong, unknown or missing is guessed: UTF-8, else Windows Western."""
    named = charset.strip().strip("'\"").lower()
    named = {"iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8", "utf8mb4": "utf-8"}.get(named, named)
    for attempt in (named, "utf-8", "cp1252"):
        if not attempt:
            continue
        try:
            return data.decode(attempt)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("latin-1")


def header(message: Message, name: str, *, length: int = 300) -> str:
    """The first header of that name as one line, with encoded words decoded; empty when there is none."""
    return words(_raw(message, name), length=length)


def _raw(message: Message, name: str) -> str:
    return next(iter(_all(message, name)), "")


def _all(message: Message, name: str) -> list[str]:
    """Every header of that name as it came; bytes that were declared as nothing are read as UTF-8 or Western."""
    found = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return [_repaired(value[:MOST_HEADER]) for value in found]


def words(raw: str, *, length: int = 300) -> str:
    """RFC 2047 words decoded; a word that cannot be is shown as it stands."""
    try:
        parts = decode_header(raw.replace("\r", "").replace("\n", " "))
        text = "".join(_part(part, charset) for part, charset in parts)
    except (HeaderParseError, ValueError, LookupError):
        text = raw
    return tidy(text, length=length)


def _part(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return decoded(part, charset) if charset else part.decode("raw-unicode-escape")  # what decode_header makes of words


def _repaired(text: str) -> str:
    """Bytes that came without any declaration: the parser kept them as surrogates."""
    if not _SURROGATES.search(text):
        return text
    try:
        return decoded(text.encode("ascii", "surrogateescape"), "")
    except UnicodeError:
        return text


def addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in these headers, without those that are no addresses and without repeats."""
    raw = [value for name in names for value in _all(message, name)]
    try:
        found = getaddresses(raw)
    except (ValueError, IndexError, TypeError, RecursionError):
        found = []
    kept: dict[str, tuple[str, str]] = {}
    for name, address in found:
        if clean := plausible(address):
            kept.setdefault(clean.lower(), (words(name, length=160), clean))
    return list(kept.values())[:MOST_ADDRESSES]


def plausible(address: str) -> str:
    """The address if one could write to it, its domain in small letters; else nothing."""
    address = address.strip()
    if len(address) > 254 or not address.isascii():
        return ""
    try:
        _plausible(address)
    except ValidationError:
        return ""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def message_ids(message: Message, name: str, *, most: int = 40) -> list[str]:
    """The ids in such a header, without their brackets; the last ones, which are the nearest."""
    return [tidy(found, length=298) for found in _MESSAGE_ID.findall(_raw(message, name))][-most:]
