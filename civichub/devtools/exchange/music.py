"""What callers hear while they wait: made here, because recorded music has owners."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 8000  # Asterisk plays a .wav file at the rate of the telephone network only
LOUDNESS = 4000  # of 32767
TONE_HZ = 440
_TUNE = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))  # C, A minor, F, G, as soft chords
_CHORD_SECONDS = 3


def write_music(path: Path, *, steady_tone: bool = False) -> None:
    """Four soft chords; or, for tests that listen, one steady tone of 440 Hz."""
    chords = ((TONE_HZ,),) * 4 if steady_tone else _TUNE
    time = np.arange(RATE * _CHORD_SECONDS) / RATE
    swell = np.ones_like(time) if steady_tone else np.sin(np.pi * time / _CHORD_SECONDS) ** 0.5
    sound = np.concatenate(
        [swell * sum(np.sin(2 * np.pi * hz * time) for hz in chord) / len(chord) for chord in chords]
    )
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * LOUDNESS).astype("<i2").tobytes())
