"""Sound as people bring it."""

from __future__ import annotations

import io
import wave

import numpy as np


def spoken(hertz: int = 440, *, rate: int = 44_100, channels: int = 2, seconds: float = 1.0) -> bytes:
    """A WAV file as a recording program saves it: a tone, so that a test can tell what is heard."""
    wave_form = 12_000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.repeat(wave_form.astype("<i2"), channels).tobytes())
    return file.getvalue()
