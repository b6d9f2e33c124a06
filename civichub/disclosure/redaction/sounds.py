"""Taking words out of a sound: the samples of a range become silence in a copy, and nothing else of the file goes on.

Read are WAV files as the exchange writes them: linear, A-law and mu-law (RFC 2361). Pure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from civichub.messaging.letters.scans import Unreadable

LINEAR, A_LAW, MU_LAW, EXTENSIBLE = 1, 6, 7, 0xFFFE
SILENCE = {A_LAW: b"\xd5", MU_LAW: b"\xff"}
HEADER = 12
SHORTEST_FORMAT = 16


@dataclass(frozen=True)
class _Wave:
    """What the file says of itself, and its samples. `block` is bytes of one moment, `rate` moments a second."""

    format: bytes
    code: int
    rate: int
    block: int
    bits: int
    samples: bytes

    @property
    def milliseconds(self) -> int:
        return len(self.samples) // self.block * 1000 // self.rate

    @property
    def silence(self) -> bytes:
        """One moment of it."""
        if self.code in SILENCE:
            return SILENCE[self.code] * self.block
        return (b"\x80" if self.bits == 8 else b"\x00") * self.block


def milliseconds_of(content: bytes) -> int:
    """How long it lasts. Raises `Unreadable` for a sound that is no such WAV file."""
    return _read(content).milliseconds


def silenced(content: bytes, ranges: Iterable[tuple[int, int]]) -> bytes:
    """A new WAV file with these ranges, in milliseconds from the beginning, silent. Raises `Unreadable`."""
    wave = _read(content)
    samples = bytearray(wave.samples)
    for start, end in ranges:
        # Outwards to whole moments: a part of a moment is enough to hear something by.
        first, last = start * wave.rate // 1000, -(-end * wave.rate // 1000)
        begin, stop = first * wave.block, min(last * wave.block, len(samples))
        samples[begin:stop] = wave.silence * ((stop - begin) // wave.block)
    parts = b"WAVE" + _chunk(b"fmt ", wave.format) + _chunk(b"data", bytes(samples))
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)


def _read(content: bytes) -> _Wave:
    if content[:4] != b"RIFF" or content[8:HEADER] != b"WAVE":
        raise Unreadable("broken")
    found = dict(_chunks(content))
    form, samples = found.get(b"fmt ", b""), found.get(b"data", b"")
    if len(form) < SHORTEST_FORMAT:
        raise Unreadable("broken")
    code, _, rate, _, block, bits = struct.unpack("<HHIIHH", form[:SHORTEST_FORMAT])
    if code == EXTENSIBLE and len(form) >= 26:
        (code,) = struct.unpack("<H", form[24:26])
    if code not in (LINEAR, A_LAW, MU_LAW) or not rate or not block:
        raise Unreadable("broken")
    return _Wave(form, code, rate, block, bits, samples[: len(samples) // block * block])


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's name and content; one that says it is longer than the file ends with the file."""
    at = HEADER
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack("<I", content[at + 4 : at + 8])[0]
        yield name, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
