"""Every street's words in memory, so that beginnings and misspellings are matched in well under a millisecond.

A county of 250,000 addresses has some 10,000 streets made of some 1,500 words. Each process reads them once and again
after an import; one small query tells whether there was one.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from django.db.models import Max, Sum
from rapidfuzz import process
from rapidfuzz.distance import OSA

from civichub.places.models import AddressImport, Street
from civichub.places.wording import words_of_address

Version = tuple[object, ...]


@dataclass(frozen=True)
class StreetMatch:
    """Streets by primary key, the likeliest first; `words` are what was typed, spelt as the streets spell it."""

    pks: list[int] = field(default_factory=list)
    words: tuple[str, ...] = ()
    respelt: bool = False


class StreetIndex:
    """Which streets hold which words. Immutable once made, so threads share it."""

    def __init__(self, streets: Iterable[tuple[int, str]]) -> None:
        self._texts = dict(streets)
        places: dict[str, set[int]] = defaultdict(set)
        for pk, text in self._texts.items():
            for word in text.split():
                places[word].add(pk)
        self._places = dict(places)
        self._vocabulary = sorted(places)

    def find(self, words: Sequence[str], *, limit: int) -> StreetMatch:
        """Streets in which every word, or else the nearest spelling of it, begins a word; at most `limit`."""
        exact = [self._beginning_with(word) for word in words]
        found = set.intersection(*exact) if exact else set()
        spelt, respelt = tuple(words), False
        if not found:
            spelt, found = self._respelt(words, exact)
            respelt = True
        return StreetMatch(self._in_order(found, " ".join(spelt), limit), spelt, respelt)

    def _beginning_with(self, word: str) -> set[int]:
        return set[int]().union(*(self._places[known] for known in self._begun(word)))

    def _begun(self, word: str) -> list[str]:
        """The vocabulary's words that begin with `word`."""
        start = bisect_left(self._vocabulary, word)
        return self._vocabulary[start : bisect_left(self._vocabulary, word + "\uffff", start)]

    def _respelt(self, words: Sequence[str], exact: list[set[int]]) -> tuple[tuple[str, ...], set[int]]:
        """Read the words that fit nothing, and then the words that do not fit the others, as the nearest known ones."""
        options = [{word: places} if places else self._near(word) for word, places in zip(words, exact, strict=True)]
        best = self._together(options)
        if best[1]:
            return best
        # Every word is known, but not together: "wern grove" where there is a Wernbrook and a Wren Grove.
        for position, word in enumerate(words):
            tried = [*options]
            tried[position] = self._near(word)
            best = self._together(tried)
            if best[1]:
                return best
        return tuple(words), set()

    def _near(self, word: str) -> dict[str, set[int]]:
        """Known words at most one slip from `word` (two from seven letters on), nearest first; a swap is one slip.

        Also the beginnings of longer words that come so near, as the last word may not be finished.
        """
        slips = 0 if len(word) < 3 else 1 if len(word) < 7 else 2
        scored = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=12)
        near = {known: self._places[known] for known, _, _ in scored} if slips else {}
        if not near and len(word) > 3:
            starts = {known[: len(word)] for known in self._vocabulary if len(known) > len(word)}
            cut = process.extract(word, starts, scorer=OSA.distance, score_cutoff=1, limit=6)
            near = {known: self._beginning_with(known) for known, _, _ in cut}
        return near

    @staticmethod
    def _together(options: list[dict[str, set[int]]]) -> tuple[tuple[str, ...], set[int]]:
        """The nearest choice of one spelling for each word such that some street holds all of them."""
        chosen: list[tuple[tuple[str, ...], set[int] | None]] = [((), None)]
        for spellings in options:
            chosen = [
                ((*words, word), both)
                for words, before in chosen
                for word, places in spellings.items()
                if (both := places if before is None else before & places)
            ]
        return next(((words, found) for words, found in chosen if found), ((), set()))

    def _in_order(self, found: set[int], wanted: str, limit: int) -> list[int]:
        """Streets that begin as the text does, shortest first, then the others by name; at most `limit`."""
        texts = self._texts
        return nsmallest(limit, found, key=lambda pk: (not texts[pk].startswith(wanted), texts[pk], pk))


class _Kept:
    """The newest index of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: Version | None = None
        self._index = StreetIndex(())

    def current(self) -> StreetIndex:
        version = _version()
        with self._lock:
            if self._version != version:
                self._index = StreetIndex(Street.objects.values_list("pk", "search_text"))
                self._version = version
            return self._index


def _version() -> Version:
    """What differs after every import, every part of one and every undoing."""
    seen = AddressImport.objects.aggregate(Max("pk"), Max("finished_at"), Sum("rows_done"))
    return tuple(seen.values())


_kept = _Kept()


def street_index() -> StreetIndex:
    """The streets' words as they are now."""
    return _kept.current()


def streets_named(text: str, *, limit: int = 8) -> tuple[list[Street], bool]:
    """Streets for what was typed, and whether they bear just that name, with or without the place behind it.

    ``Mill Street`` gives every street of that name, ``Mill Street, Lowton`` the one; else the nearest spellings.
    """
    wanted = " ".join(text.replace("\x00", " ").split()).casefold()
    if not wanted:
        return [], False
    named = Street.objects.filter(name__iexact=wanted.partition(",")[0].strip())
    exact = [street for street in named[:50] if wanted in (street.name.casefold(), str(street).casefold())]
    if not exact:
        town = wanted.rpartition(",")[2].strip()
        exact = [street for street in named[:50] if "," in wanted and town in str(street).casefold()]
    if exact:
        return exact[:limit], True
    found = street_index().find(words_of_address(wanted), limit=limit)
    by_pk = Street.objects.in_bulk(found.pks)
    return [by_pk[pk] for pk in found.pks if pk in by_pk], False
