"""A call as speech: the words in each language, spoken by the machine.

Without a voice on the machine there is no sound, and a board falls back to its browser's voice, then to a chime.
"""

from __future__ import annotations

import io
import re
import wave
from functools import lru_cache

from civichub.core.speech import NoVoice, speak

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


def words_of_call(who: str, counter: str, language: str) -> str:
    """What is said: ``A07`` as letters and a number, since "A zero seven" is not what stands on the board."""
    phrase, at_counter = PHRASES[language]
    ticket = _TICKET.fullmatch(who)
    said = f"{' '.join(ticket[1])} {ticket[2]}" if ticket else who
    return phrase.format(who=said, where=at_counter.format(number=counter) if counter[:1].isdigit() else counter)


@lru_cache(maxsize=256)
def spoken(words: str, language: str) -> bytes:
    """A WAV file of these words (16 bits, mono). Raises `NoVoice`.

    Kept in memory and not on disk: the words may be a name.
    """
    if language not in PHRASES:
        raise NoVoice("This machine has no voice for that.")
    speech = speak(words, voice=language.lower(), words_per_minute=WORDS_PER_MINUTE, longest_seconds=LONGEST_SECONDS)
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(speech.rate)
        target.writeframes(speech.samples)
    return out.getvalue()
