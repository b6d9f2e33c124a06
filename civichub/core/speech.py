"""The voice of this machine: espeak-ng, a program of its own, which turns words into samples."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from dataclasses import dataclass

from civichub.core.errors import HubError

PROGRAM = "espeak-ng"


class NoVoice(HubError):
    """This machine cannot speak, or not that language."""


@dataclass(frozen=True)
class Speech:
    """Samples of 16 bits, one channel, `rate` of them a second."""

    samples: bytes
    rate: int


def speak(words: str, *, voice: str, words_per_minute: int, longest_seconds: float) -> Speech:
    """These words, spoken. Raises `NoVoice`, also after `longest_seconds` of work.

    They go in by standard input, so that none of them is an option.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoVoice(f"This machine has no voice: install {PROGRAM}.")
    command = [program, "-v", voice, "-s", str(words_per_minute), "-b", "1", "--stdin", "--stdout"]
    try:
        made = subprocess.run(command, input=words.encode(), capture_output=True, timeout=longest_seconds, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoVoice("The voice failed.") from error
    # The program writes to a pipe and cannot know the length that its header should give.
    with wave.open(io.BytesIO(made.stdout)) as source:
        samples, rate = source.readframes(len(made.stdout)), source.getframerate()
    if not samples:
        raise NoVoice("The voice said nothing.")
    return Speech(samples, rate)
