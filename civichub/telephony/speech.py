"""Sentences as files that the exchange can play: spoken once, kept under a name made of the words.

The words are those of lines and of the hub, never a person's, so that they may lie on a disk.
"""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from civichub.core.speech import NoVoice, speak
from civichub.telephony.phrases import BELL, language_of

RATE = 8000  # Asterisk plays a .wav file at the rate of the telephone network only
WORDS_PER_MINUTE = 150
LONGEST_SECONDS = 10.0
VOICES = {"en": "en-gb", "cy": "cy"}
FILTER_TAPS = 63
BEEP_LOUDNESS = 8000  # of 32767


class Voice:
    """Files of spoken sentences in `folder`, which the exchange must be able to read.

    What somebody has recorded for the council comes first: in ``recorded/cy`` a file of sound beside the words it says,
    ``closed.wav`` (8,000 samples a second of 16 bits, one channel) and ``closed.txt``.
    """

    def __init__(self, folder: Path, make: Callable[[str, str], np.ndarray] | None = None) -> None:
        self.folder, self.make = folder, make or spoken

    def sound(self, words: str, language: str) -> str:
        """The file that says it, made if it is not there yet, as the exchange names sounds. Raises `NoVoice`."""
        words, language = language_of(words, language)
        if recorded := self._recorded(words, language):
            return f"sound:{recorded.with_suffix('')}"
        name = hashlib.sha256(f"{language}\0{words}".encode()).hexdigest()[:24]
        path = self.folder / f"{name}.wav"
        if not path.exists():
            samples = self.make(words, language)
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".unfinished")
            with wave.open(str(unfinished), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(RATE)
                out.writeframes(samples.astype("<i2").tobytes())
            unfinished.rename(path)
        return f"sound:{path.with_suffix('')}"

    def _recorded(self, words: str, language: str) -> Path | None:
        for script in sorted((self.folder / "recorded" / language).glob("*.txt")):
            sound = script.with_suffix(".wav")
            if _same(script.read_text()) == _same(words) and sound.exists():
                return sound
        return None


def _same(words: str) -> str:
    """Words without what is not heard: line ends and doubled spaces."""
    return " ".join(words.split())


def spoken(words: str, language: str) -> np.ndarray:
    """The samples of a sentence at the rate of the telephone network. Raises `NoVoice`."""
    if words == BELL:
        return _beep()
    if language not in VOICES:
        raise NoVoice(f"This machine has no voice for {language}.")
    speech = speak(words, voice=VOICES[language], words_per_minute=WORDS_PER_MINUTE, longest_seconds=LONGEST_SECONDS)
    samples = np.frombuffer(speech.samples, "<i2").astype(float)
    return _at_telephone_rate(samples, speech.rate)


def _beep() -> np.ndarray:
    """The tone after which one speaks: 0.4 s of 1,000 Hz."""
    return BEEP_LOUDNESS * np.sin(2 * np.pi * 1000 * np.arange(int(0.4 * RATE)) / RATE)


def _at_telephone_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """Fewer samples a second, without what the telephone network cannot carry."""
    taps = np.arange(FILTER_TAPS) - (FILTER_TAPS - 1) / 2
    cut = 0.9 * RATE / rate  # of half the old rate
    low_pass = cut * np.sinc(cut * taps) * np.hamming(FILTER_TAPS)
    smooth = np.convolve(samples, low_pass, mode="same")
    places = np.arange(0, len(samples), rate / RATE)
    return np.clip(np.interp(places, np.arange(len(samples)), smooth), -32768, 32767)


TONE_SECONDS, TONE_LOUDNESS = 0.3, 8000
EVERY_TONE = range(1650, 2650, 50)  # apart from those that test telephones send


def tone_of(words: str) -> int:
    """Which tone stands for a sentence in tests, in Hz."""
    return EVERY_TONE[int(hashlib.sha256(words.encode()).hexdigest(), 16) % len(EVERY_TONE)]


def tone(words: str, language: str) -> np.ndarray:
    """A short tone instead of a sentence, so that a test need not wait for speech and can tell what was said."""
    time = np.arange(int(RATE * TONE_SECONDS)) / RATE
    return TONE_LOUDNESS * np.sin(2 * np.pi * tone_of(words) * time)
