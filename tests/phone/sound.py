"""A-law and tones: what a test telephone says, and how loud a tone is in what it hears."""

from __future__ import annotations

import functools

import numpy as np

RATE = 8000
FRAME = 160  # samples in 20 ms
SILENCE = b"\xd5" * FRAME


def _decoded(code: int) -> int:
    """G.711, A-law: one byte as a 16-bit sample."""
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    sample = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
    return sample if code & 0x80 else -sample


TABLE = np.array([_decoded(code) for code in range(256)], dtype=np.int32)
_BY_SIZE = np.argsort(TABLE)


def encode(samples: np.ndarray) -> bytes:
    """The nearest A-law code of each sample."""
    ordered = TABLE[_BY_SIZE]
    places = np.clip(np.searchsorted(ordered, samples), 1, 255)
    nearer = np.abs(ordered[places] - samples) < np.abs(ordered[places - 1] - samples)
    return _BY_SIZE[np.where(nearer, places, places - 1)].astype(np.uint8).tobytes()


@functools.cache
def tone(hz: int, loudness: int = 6000) -> bytes:
    """One second, which fits on to itself."""
    return encode(loudness * np.sin(2 * np.pi * hz * np.arange(RATE) / RATE))


def level(heard: bytes, hz: int) -> float:
    """The loudness of one tone in A-law sound: that of the sine, whatever else is heard."""
    samples = TABLE[np.frombuffer(heard, np.uint8)]
    if not len(samples):
        return 0.0
    turning = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE)
    return float(2 * abs(np.dot(samples, turning)) / len(samples))
