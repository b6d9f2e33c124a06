"""Finding what to take out: words on pages, and places in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from civichub.disclosure.redaction.pages import Area, Word

AROUND = 40  # characters shown on each side of a place found
BREATH = 0.002  # of a side, added round a word, so that no edge of a letter is left


@dataclass(frozen=True)
class Found:
    """A place in a file that reads as what was looked for. Pages have `areas`, a text has `start` and `end`."""

    words: str
    around: str
    page: int = 0
    areas: tuple[Area, ...] = ()
    start: int = 0
    end: int = 0


def round_words(words: Sequence[Word]) -> tuple[Area, ...]:
    """One area for each line on which these words stand."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and _on_one_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(_round([word.area for word in line]) for line in lines)


def _on_one_line(first: Word, second: Word) -> bool:
    middle = (second.area.top + second.area.bottom) / 2
    return first.area.top - BREATH <= middle <= first.area.bottom + BREATH and second.area.left >= first.area.left


def _round(areas: list[Area]) -> Area:
    return Area(
        areas[0].page,
        max(0.0, min(one.left for one in areas) - BREATH),
        max(0.0, min(one.top for one in areas) - BREATH),
        min(1.0, max(one.right for one in areas) + BREATH),
        min(1.0, max(one.bottom for one in areas) + BREATH),
    )


def find_on_page(words: Sequence[Word], wanted: str) -> list[Found]:
    """Every place where these words stand one after another, capitals or not; parts of longer words too."""
    tokens = wanted.casefold().split()
    plain = [word.text.casefold() for word in words]
    found = []
    for at in range(len(words) - len(tokens) + 1 if tokens else 0):
        if all(token in plain[at + place] for place, token in enumerate(tokens)):
            here = words[at : at + len(tokens)]
            before, after = words[max(0, at - 6) : at], words[at + len(tokens) : at + len(tokens) + 6]
            around = " ".join(word.text for word in [*before, *here, *after])
            said = " ".join(word.text for word in here)
            found.append(Found(said, around, here[0].area.page, round_words(here)))
    return found


def lines_of_page(words: Sequence[Word]) -> list[Found]:
    """The lines of a page, each to be chosen whole."""
    found: list[list[Word]] = []
    for word in words:
        if found and _on_one_line(found[-1][-1], word):
            found[-1].append(word)
        else:
            found.append([word])
    return [_line(words) for words in found]


def _line(words: list[Word]) -> Found:
    said = " ".join(word.text for word in words)
    return Found(said, said, words[0].area.page, (_round([word.area for word in words]),))


def find_in_text(text: str, wanted: str) -> list[Found]:
    """Every place in a text that reads so, capitals or not, however its spaces and lines break."""
    tokens = [re.escape(token) for token in wanted.split()]
    if not tokens:
        return []
    places = re.finditer(r"\s+".join(tokens), text, re.IGNORECASE)
    return [_place(text, match.start(), match.end()) for match in places]


def _place(text: str, start: int, end: int) -> Found:
    around = text[max(0, start - AROUND) : end + AROUND]
    return Found(text[start:end], " ".join(around.split()), start=start, end=end)


def lines_of_text(text: str) -> list[Found]:
    """The lines of a text that say anything, each to be chosen whole."""
    lines = (match for match in re.finditer(r"[^\n]+", text) if match.group().strip())
    return [Found(line.group(), line.group(), start=line.start(), end=line.end()) for line in lines]
