"""Tones by which a test knows who is heard, and two people who hear each other."""

from __future__ import annotations

import io
import wave

import numpy as np
from django.core.files.storage import default_storage

from civichub.telephony.locking import Locked, unlock
from civichub.telephony.models import Recording
from tests.phone.counter import Counter
from tests.phone.sip import Leg
from tests.phone.sound import RATE

MUSIC, CALLER_HZ, ADVISOR_HZ, OTHER_HZ = 440, 600, 1000, 1200


def answered(counter: Counter, word: str = "advisor") -> tuple[Leg, Leg]:
    """A caller and an advisor who hear each other."""
    counter.ready(word)
    caller = counter.ring()
    caller.say(CALLER_HZ)
    advisor = counter.phone(word).next_call()
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    caller.wait_heard(ADVISOR_HZ)
    advisor.wait_heard(CALLER_HZ)
    return caller, advisor


def loudness(recording: Recording, hz: int) -> float:
    """Of a tone in a recording that was locked away."""
    with default_storage.open(recording.path) as file:
        content = unlock(Locked(file.read(), bytes(recording.key)))
    with wave.open(io.BytesIO(content)) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), "<i2")
    turning = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE)
    return float(2 * abs(np.dot(samples, turning)) / max(1, len(samples)))
