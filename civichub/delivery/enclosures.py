"""Files that go with an email: checked when it is queued, and read again, byte for byte, when it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.delivery.providers.base import Enclosed, Refused
from civichub.delivery.states import Channel

MOST_BYTES = 18_000_000  # written in base64 that is just under 25 MB, which is what most mail servers take
MOST_NAME = 200


@dataclass(frozen=True)
class Enclosure:
    """A file in the hub's storage. `size` in bytes, `sha256` in hexadecimal: what leaves is what was checked."""

    name: str
    content_type: str
    path: str
    size: int
    sha256: str


def check_enclosures(channel: str, enclosures: tuple[Enclosure, ...]) -> None:
    """Raises `Invalid` on ``files`` for another channel than email, too much, or a name that could add a header."""
    if enclosures and channel != Channel.EMAIL:
        raise Invalid({"files": f"A {Channel(channel).label.lower()} cannot carry files. Send an email."})
    if sum(one.size for one in enclosures) > MOST_BYTES:
        raise Invalid({"files": f"All files together may have {MOST_BYTES // 1_000_000} MB at most."})
    for one in enclosures:
        clean_text(one.name, field="files", max_length=MOST_NAME, required=True)


def read_enclosures(enclosures: Iterable[Enclosure]) -> tuple[Enclosed, ...]:
    """Their bytes. Raises `Refused` when one is gone or is not what it was when the message was queued."""
    read = []
    for one in enclosures:
        try:
            with default_storage.open(one.path, "rb") as file:
                content = file.read()
        except FileNotFoundError as error:
            raise Refused("file_gone") from error
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise Refused("file_gone")
        read.append(Enclosed(one.name, one.content_type, content))
    return tuple(read)
