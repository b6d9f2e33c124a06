"""One gate for every text that comes from outside, whatever the channel."""

from __future__ import annotations

import re
import unicodedata

from civichub.core.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_BIDI_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean_text(value: str, *, field: str, max_length: int, required: bool = False, lines: bool = False) -> str:
    """Return `value` fit to store: NFC, no control characters, trimmed, at most `max_length` characters.

    A NUL byte would make PostgreSQL refuse the row, and a direction override lets a name read as another one, so
    both are refused or removed here rather than in each form. With `lines` line breaks stay (as ``\\n``), without it
    every run of white space becomes one space.

    Raises `Invalid` naming `field` when it is too long, missing while `required`, or holds a NUL or broken character.
    """
    if "\x00" in value or _LONE_SURROGATE.search(value):
        raise Invalid({field: "Remove the unreadable characters and try again."})
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = _BIDI_OVERRIDES.sub("", _CONTROL.sub(" ", value))
    value = value.strip() if lines else " ".join(value.split())
    if required and not value:
        raise Invalid({field: "Enter an answer; this cannot be empty."})
    if len(value) > max_length:
        raise Invalid({field: f"Shorten this to {max_length:,} characters or fewer; it has {len(value):,}."})
    return value
