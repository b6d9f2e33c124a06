"""Vectors kept by the text they stand for, so that a change of one document embeds one text again."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence

import numpy as np

from civichub.core.search.embedding import DIMENSIONS, Embedder, Vectors

KEY_BYTES = 16
_HEADER = struct.Struct("<4sHI")
_MAGIC = b"CHV1"


def text_key(text: str) -> bytes:
    """A 16-byte key of the exact text."""
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()


class VectorTable:
    """Unit vectors by text. Bytes in, bytes out: the database holds them without knowing what they are."""

    def __init__(self, keys: Sequence[bytes] = (), rows: Vectors | None = None) -> None:
        self._rows = np.zeros((0, DIMENSIONS), dtype=np.float32) if rows is None else rows
        self._place = {key: place for place, key in enumerate(keys)}

    def __len__(self) -> int:
        return len(self._place)

    def rows_for(self, texts: Sequence[str]) -> Vectors:
        """One row per text; a text that has no vector yet gets zeros, which is "no likeness to anything"."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for number, text in enumerate(texts):
            place = self._place.get(text_key(text))
            if place is not None:
                rows[number] = self._rows[place]
        return rows

    def missing(self, texts: Iterable[str]) -> list[str]:
        """The texts that have no vector yet, each once."""
        return [text for text in dict.fromkeys(texts) if text_key(text) not in self._place]

    def brought_up_to(self, texts: Iterable[str], embedder: Embedder) -> VectorTable:
        """A table of exactly `texts`: known vectors are kept, missing ones made, the others dropped."""
        wanted = list(dict.fromkeys(texts))
        rows = self.rows_for(wanted)
        if missing := self.missing(wanted):
            place = {text: number for number, text in enumerate(wanted)}
            rows[[place[text] for text in missing]] = embedder.embed(missing)
        return VectorTable([text_key(text) for text in wanted], rows)

    def to_bytes(self) -> bytes:
        """Header, keys, then half-precision rows: 784 bytes a text. The rounding moves no cosine by more than 0.001."""
        keys = b"".join(self._place)
        return _HEADER.pack(_MAGIC, DIMENSIONS, len(self)) + keys + self._rows.astype(np.float16).tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> VectorTable:
        """Raises `ValueError` when the bytes are not a whole table of this kind."""
        if not stored:
            return cls()
        magic, dimensions, count = _HEADER.unpack(stored[: _HEADER.size].ljust(_HEADER.size, b"\0"))
        expected = _HEADER.size + count * (KEY_BYTES + 2 * DIMENSIONS)
        if magic != _MAGIC or dimensions != DIMENSIONS or len(stored) != expected:
            raise ValueError("these bytes are not a table of search vectors")
        start = _HEADER.size
        keys = [stored[start + n * KEY_BYTES : start + (n + 1) * KEY_BYTES] for n in range(count)]
        rows = np.frombuffer(stored, dtype=np.float16, offset=start + count * KEY_BYTES)
        return cls(keys, rows.reshape(count, DIMENSIONS).astype(np.float32))
