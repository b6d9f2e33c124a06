"""Repairing typing mistakes without touching what is right: names, initials and the words of the collection stay."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from civichub.core.search.words import words_of

SHORTEST_REPAIRED = 4
"""Shorter unknown words are more often initials (``tpo``, ``ehc``) than mistakes."""
_CONTRACTIONS = """
arent cant couldnt didnt doesnt dont hadnt hasnt havent hes im isnt ive shes shouldnt thats theres theyre
theyve wasnt werent whats wheres whos wont wouldnt youre youve
"""
SPOKEN = frozenset(_CONTRACTIONS.split())
"""Contractions as `words_of` closes them up; the English list has them only with their apostrophes."""
OWN_WORD_FACTOR = 100.0
"""How much likelier a word of the collection is meant than an English word that is as common elsewhere."""
WRONG_LETTER = 1 / 25
"""A letter typed instead of or beside the right one is one of 25; a dropped letter and a swap leave no such choice.
So ``pavment`` is read as ``pavement`` (a letter dropped) before ``payment`` (a letter mistaken)."""
RAREST_COUNT = 10_000
"""The count given to a word of the collection that the English list does not have; the list begins there too."""


@dataclass(frozen=True)
class Repair:
    """A query as it should have been typed. `changes` are pairs (typed, read as), empty when nothing was wrong."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


class Speller:
    """Knows English (82,834 words with counts, from symspellpy's list) and one collection's own words."""

    def __init__(self, collection_words: Iterable[str]) -> None:
        """`collection_words`: every word of the documents and their aliases; none of them is ever "repaired"."""
        self._own = frozenset(collection_words) | SPOKEN
        self._extra = _by_start_and_length(word for word in self._own if word not in english_counts())

    def repair(self, text: str) -> Repair:
        """`text` with unknown words of four letters or more replaced by the nearest known word, if one is near.

        Near is one slip (letter dropped, added, changed, or two swapped) up to five letters, two slips above.
        """
        changes, repaired = [], []
        for word in words_of(text):
            read_as = self._read(word)
            if read_as != word:
                changes.append((word, read_as))
            repaired.append(read_as)
        return Repair(" ".join(repaired), tuple(changes)) if changes else Repair(text)

    def _read(self, word: str) -> str:
        known = word in self._own or word in english_counts()
        if known or len(word) < SHORTEST_REPAIRED or not word.isalpha() or self._is_form_of_known(word):
            return word
        slips = 1 if len(word) <= 5 else 2
        near = self._candidates(word, slips)
        if not any(distance == 1 for _, distance in near) and (halves := self._split(word)):
            return halves
        if not near:
            return word
        return min(near, key=lambda found: (found[1], -self._likelihood(word, found[0]), found[0]))[0]

    def _is_form_of_known(self, word: str) -> bool:
        """A plural, or a possessive whose apostrophe was left out, is no mistake: ``stairlifts``, ``landlords``."""
        return word.endswith("s") and (word[:-1] in self._own or word[:-1] in english_counts())

    def _likelihood(self, typed: str, word: str) -> float:
        """How likely `word` is meant: how common it is, by how likely the slip is. Comparable for equal distances."""
        dropped = len(word) > len(typed)
        doubled = len(word) < len(typed) and any(a == b for a, b in pairwise(typed))
        swapped = len(word) == len(typed) and sorted(word) == sorted(typed)
        return self._commonness(word) * (1.0 if dropped or doubled or swapped else WRONG_LETTER)

    def _commonness(self, word: str) -> float:
        count = english_counts().get(word, RAREST_COUNT)
        return count * OWN_WORD_FACTOR if word in self._own else float(count)

    def _candidates(self, word: str, slips: int) -> list[tuple[str, int]]:
        """Known words within `slips`. Most people get the first letter right, so those words are tried alone first."""
        shelves = (_english_shelves(), self._extra)
        lengths = range(len(word) - slips, len(word) + slips + 1)
        same_start = [shelf.get((word[0], n), ()) for shelf in shelves for n in lengths]
        found = _within(word, same_start, slips)
        if any(distance == 1 for _, distance in found):
            return found
        wanted = set(lengths)
        rest = [words for shelf in shelves for (start, n), words in shelf.items() if n in wanted and start != word[0]]
        return found + _within(word, rest, slips)

    def _split(self, word: str) -> str | None:
        """Two words of the collection run together (``counciltax``); of several pairs the commoner, or None."""
        cuts = range(3, len(word) - 2)
        pairs = [(word[:cut], word[cut:]) for cut in cuts if word[:cut] in self._own and word[cut:] in self._own]
        return " ".join(max(pairs, key=lambda pair: min(map(self._commonness, pair)))) if pairs else None


Shelves = dict[tuple[str, int], list[str]]


def _within(word: str, shelves: Iterable[Iterable[str]], slips: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for words in shelves:
        matches = process.extract(word, words, scorer=OSA.distance, processor=None, score_cutoff=slips, limit=None)
        found += [(match, int(distance)) for match, distance, _ in matches]
    return found


def _by_start_and_length(words: Iterable[str]) -> Shelves:
    shelves: Shelves = {}
    for word in words:
        shelves.setdefault((word[0], len(word)), []).append(word)
    return shelves


@functools.cache
def english_counts() -> dict[str, int]:
    """English words with how often they occur, from the list that symspellpy ships.

    Only the list is used, not symspellpy's index: that takes 3.1 s and 120 MB in each web process to load, and looking
    for the few unknown words among those of a like length is fast enough (below 6 ms a word at worst, 0.5 ms usually).
    """
    spec = importlib.util.find_spec("symspellpy")
    if spec is None or not spec.submodule_search_locations:
        return {}
    listing = Path(spec.submodule_search_locations[0]) / "frequency_dictionary_en_82_765.txt"
    rows = (line.split() for line in listing.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in rows}


@functools.cache
def _english_shelves() -> Shelves:
    return _by_start_and_length(english_counts())
