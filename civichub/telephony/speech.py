"""Sentences as files that the exchange can play: spoken once, kept under a name made of the words.

The words are those of lines and of the hub, never a person's, so that they may lie on a disk.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path

import numpy as np

from civichub.core.speech import NoVoice, speak
from civichub.telephony.phrases import BELL, language_of
from civichub.telephony.sound import RATE, at_telephone_rate, wav_of

WORDS_PER_MINUTE = 150
LONGEST_SECONDS = 10.0
VOICES = {"en": "en-gb", "cy": "cy"}
BEEP_LOUDNESS = 8000  # of 32767


class Voice:
    """Files of spoken sentences in `folder`, which the exchange must be able to read.

    What somebody has recorded for the council comes first (`civichub.telephony.recorded` brings it there).
    """

    def __init__(self, folder: Path, make: Callable[[str, str], np.ndarray] | None = None) -> None:
        self.folder, self.make = folder, make or spoken

    def sound(self, words: str, language: str, organisation: int = 0) -> str:
        """The file that says it on a line of that organisation, made if it is not there yet, as the exchange names
        sounds. Raises `NoVoice`."""
        words, language = language_of(words, language)
        name = file_name(words, language)
        recorded = recorded_in(self.folder, organisation) / name
        if recorded.exists():
            return f"sound:{recorded.with_suffix('')}"
        path = self.folder / name
        if not path.exists():
            put_file(path, wav_of(self.make(words, language)))
        return f"sound:{path.with_suffix('')}"


def file_name(words: str, language: str) -> str:
    """The name of the file of a sentence: the same whatever its line ends and doubled spaces, which are not heard."""
    return hashlib.sha256(f"{language}\0{' '.join(words.split())}".encode()).hexdigest()[:24] + ".wav"


def recorded_in(folder: Path, organisation: int) -> Path:
    """Where the recorded sentences of an organisation lie in the folder of sounds."""
    return folder / "recorded" / str(organisation)


def put_file(path: Path, content: bytes) -> None:
    """Whole or not at all: the exchange may be reading the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
    unfinished.write_bytes(content)
    unfinished.rename(path)


def spoken(words: str, language: str) -> np.ndarray:
    """The samples of a sentence at the rate of the telephone network. Raises `NoVoice`."""
    if words == BELL:
        return _beep()
    if language not in VOICES:
        raise NoVoice(f"This machine has no voice for {language}.")
    speech = speak(words, voice=VOICES[language], words_per_minute=WORDS_PER_MINUTE, longest_seconds=LONGEST_SECONDS)
    samples = np.frombuffer(speech.samples, "<i2").astype(float)
    return at_telephone_rate(samples, speech.rate)


def _beep() -> np.ndarray:
    """The tone after which one speaks: 0.4 s of 1,000 Hz."""
    return BEEP_LOUDNESS * np.sin(2 * np.pi * 1000 * np.arange(int(0.4 * RATE)) / RATE)


TONE_SECONDS, TONE_LOUDNESS = 0.3, 8000
EVERY_TONE = range(1650, 2650, 50)  # apart from those that test telephones send


def tone_of(words: str) -> int:
    """Which tone stands for a sentence in tests, in Hz."""
    return EVERY_TONE[int(hashlib.sha256(words.encode()).hexdigest(), 16) % len(EVERY_TONE)]


def tone(words: str, language: str) -> np.ndarray:
    """A short tone instead of a sentence, so that a test need not wait for speech and can tell what was said."""
    time = np.arange(int(RATE * TONE_SECONDS)) / RATE
    return TONE_LOUDNESS * np.sin(2 * np.pi * tone_of(words) * time)
