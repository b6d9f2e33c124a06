"""A call as speech: the words in each language, and espeak-ng, a program of its own, which turns them into a sound.

Without that program on the machine there is no sound, and a board falls back to its browser's voice, then to a chime.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import wave
from functools import lru_cache

from civichub.core.errors import HubError

PROGRAM = "espeak-ng"
WORDS_PER_MINUTE = 135  # slower than talk (150 to 170), to be followed across a room
LONGEST_SECONDS = 5.0
# {who} then {where}. Have a native speaker listen before a language is turned on.
PHRASES = {
    "en-GB": ("{who}. Please go to {where}.", "counter {number}"),
    "cy": ("{who}. Ewch i {where}, os gwelwch yn dda.", "gownter {number}"),
    "pl": ("{who}. Proszę podejść do: {where}.", "stanowisko {number}"),
    "pa": ("{who}. ਕਿਰਪਾ ਕਰਕੇ {where} 'ਤੇ ਜਾਓ।", "ਕਾਊਂਟਰ {number}"),
    "ur": ("{who}۔ براہ کرم {where} پر جائیں۔", "کاؤنٹر {number}"),
    "uk": ("{who}. Будь ласка, підійдіть: {where}.", "вікно {number}"),
}
_TICKET = re.compile(r"([A-Z]{1,2})0*([1-9][0-9]*)")


class NoVoice(HubError):
    """This machine cannot speak, or not that language."""


def words_of_call(who: str, counter: str, language: str) -> str:
    """What is said: ``A07`` as letters and a number, since "A zero seven" is not what stands on the board."""
    phrase, at_counter = PHRASES[language]
    ticket = _TICKET.fullmatch(who)
    said = f"{' '.join(ticket[1])} {ticket[2]}" if ticket else who
    return phrase.format(who=said, where=at_counter.format(number=counter) if counter[:1].isdigit() else counter)


@lru_cache(maxsize=256)
def spoken(words: str, language: str) -> bytes:
    """A WAV file of these words (16 bits, mono). Raises `NoVoice`.

    Kept in memory and not on disk: the words may be a name. They go in by standard input, so none is an option.
    """
    program = shutil.which(PROGRAM)
    if program is None or language not in PHRASES:
        raise NoVoice("This machine has no voice for that.")
    command = [program, "-v", language.lower(), "-s", str(WORDS_PER_MINUTE), "-b", "1", "--stdin", "--stdout"]
    try:
        made = subprocess.run(command, input=words.encode(), capture_output=True, timeout=LONGEST_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoVoice("The voice failed.") from error
    return _with_its_length(made.stdout)


def _with_its_length(stream: bytes) -> bytes:
    """The same sound with a true length in its header, which a program that writes to a pipe cannot know."""
    with wave.open(io.BytesIO(stream)) as source:
        frames, rate = source.readframes(len(stream)), source.getframerate()
    if not frames:
        raise NoVoice("The voice said nothing.")
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(frames)
    return out.getvalue()
