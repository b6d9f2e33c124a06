"""Sound as the telephone network carries it: 8,000 samples a second of 16 bits, one channel, in WAV files."""

from __future__ import annotations

import io
import struct
import warnings
import wave
from dataclasses import dataclass

import numpy as np

from civichub.core.errors import Invalid

RATE = 8000  # Asterisk plays a .wav file at the rate of the telephone network only
TAPS_A_STEP = 23  # of the filter, for each sample of the old rate that becomes one of the new
FULL = 32767

LEAST_SECONDS, MOST_SECONDS = 0.3, 60.0
RATES = (RATE, 192_000)
LEAST_PEAK = 0.01  # of full loudness, -40 dB: less is a room in which nobody speaks
HOW = "Save it as WAV (PCM) from the recording program and choose it again."


@dataclass(frozen=True)
class Sound:
    """A WAV file at the rate of the telephone network, and how long it is."""

    content: bytes
    seconds: float


def wav_of(samples: np.ndarray) -> bytes:
    """A file of samples between -32768 and 32767 at `RATE`."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def at_telephone_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """Samples between -32768 and 32767, fewer a second, without what the telephone network cannot carry."""
    if rate == RATE:
        return samples
    reach = round(TAPS_A_STEP * rate / RATE / 2)
    taps = np.arange(-reach, reach + 1)
    cut = 0.9 * RATE / rate  # of half the old rate
    low_pass = cut * np.sinc(cut * taps) * np.hamming(len(taps))
    smooth = np.convolve(samples, low_pass, mode="same")
    places = np.arange(0, len(samples), rate / RATE)
    return np.clip(np.interp(places, np.arange(len(samples)), smooth), -FULL - 1, FULL)


def for_the_telephone(content: bytes) -> Sound:
    """A WAV file that somebody recorded, of any usual rate, depth and number of channels, made fit to be played.

    Raises `Invalid` naming ``file`` with what to do: no WAV file, too short or long, too few samples, or silent.
    """
    rate, samples = _read(content)
    if not RATES[0] <= rate <= RATES[1]:
        raise Invalid({"file": f"It has {rate:,} samples a second. Record it with 44,100, or at least {RATE:,}."})
    seconds = len(samples) / rate
    if seconds < LEAST_SECONDS:
        raise Invalid({"file": "It is shorter than a word. Record the whole sentence."})
    if seconds > MOST_SECONDS:
        raise Invalid({"file": f"It is {seconds:.0f} seconds long. Cut it: {MOST_SECONDS:.0f} at most."})
    if np.abs(samples).max() < LEAST_PEAK:
        raise Invalid({"file": "Nobody is heard in it. Check the microphone and record it again."})
    at_rate = at_telephone_rate(samples * FULL, rate)
    return Sound(wav_of(at_rate), round(len(at_rate) / RATE, 1))


def _read(content: bytes) -> tuple[int, np.ndarray]:
    """The rate of a WAV file, and its samples between -1 and 1 with all channels as one."""
    from scipy.io import wavfile  # takes its time to load, and only this needs it

    if content[:4] not in (b"RIFF", b"RIFX", b"RF64") or content[8:12] != b"WAVE":
        raise Invalid({"file": f"This is no WAV file, whatever its name says. {HOW}"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", wavfile.WavFileWarning)  # chunks of titles and dates
            rate, read = wavfile.read(io.BytesIO(content))
    except (ValueError, ArithmeticError, LookupError, TypeError, NameError, EOFError, struct.error) as error:
        raise Invalid({"file": f"This file cannot be read: it is damaged, or of a rare kind. {HOW}"}) from error
    samples = _between_ones(np.atleast_1d(read))
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    if samples.size == 0 or not np.isfinite(samples).all():
        raise Invalid({"file": f"This file holds no sound. {HOW}"})
    return int(rate), np.clip(samples, -1, 1)


def _between_ones(read: np.ndarray) -> np.ndarray:
    if read.dtype == np.uint8:
        return (read.astype(float) - 128) / 128
    if np.issubdtype(read.dtype, np.integer):
        return read.astype(float) / -float(np.iinfo(read.dtype).min)
    return read.astype(float)
