"""A wait in rounded Welsh words. Pure. No native speaker has checked them yet: have one listen before they are said.

Munud is taken as feminine. After ten the number stands before the plural (un deg pump o funudau), as learners and
public notices say it. A, na and their like change the letter that follows.
"""

from __future__ import annotations

from typing import Protocol

UNKNOWN = "Nid ydym yn gwybod eto pa mor hir yw’r aros."
PEOPLE = {"call": "alwyr", "call_back": "alwyr", "visitor": "ymwelwyr"}

MINUTES = (
    "", "munud", "dwy funud", "tair munud", "pedair munud", "pum munud", "chwe munud", "saith munud", "wyth munud",
    "naw munud", "deng munud",
)  # fmt: skip
TENS = {15: "un deg pump", 20: "dau ddeg", 25: "dau ddeg pump", 30: "tri deg", 40: "pedwar deg", 50: "pum deg"}
HOURS = ("", "awr", "dwy awr", "tair awr", "pedair awr")
ASPIRATE = {"c": "ch", "p": "ph", "t": "th"}
SOUNDS_AS_VOWEL = ("a", "e", "i", "o", "u", "y", "wy")


class Told(Protocol):
    """Whole minutes, from `least` to `most`."""

    @property
    def least(self) -> int: ...

    @property
    def most(self) -> int: ...


def in_words(told: Told | None, channel: str, longest: int) -> str:
    """The sentence that `wording.in_words` says in English; beyond `longest` minutes no range is told."""
    if told is None:
        return UNKNOWN
    who = f"Mae naw o bob deg o {PEOPLE.get(channel, 'bobl')} fel chi yn aros"
    if told.least >= longest:
        return f"{who} mwy {_after('na', 'nag', _spoken(longest))}."
    if told.most >= longest:
        return f"{who} {_spoken(told.least)} neu fwy." if told.least else f"{who} hyd at sawl awr."
    if told.least == 0:
        return f"{who} llai {_after('na', 'nag', _spoken(told.most))}."
    if told.least == told.most:
        return f"{who} oddeutu {_spoken(told.least)}."
    return f"{who} rhwng {_spoken(told.least)} {_after('a', 'ac', _spoken(told.most))}."


def _after(word: str, before_vowel: str, words: str) -> str:
    if words.startswith(SOUNDS_AS_VOWEL):
        return f"{before_vowel} {words}"
    hard = words[0] in ASPIRATE and not words.startswith(("ch", "th", "ph"))
    return f"{word} {ASPIRATE[words[0]] + words[1:] if hard else words}"


def _spoken(minutes: int) -> str:
    if minutes < len(MINUTES):
        return MINUTES[minutes]
    if minutes < 60:
        return f"{TENS[minutes]} o funudau"
    hours, half = divmod(minutes, 60)
    return f"{HOURS[hours]} a hanner" if half else HOURS[hours]
