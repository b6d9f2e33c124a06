"""Reading what was typed in haste: several slips, words run together or torn apart, and words of the street. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_TYPED_WORDS = 8


def slips_allowed(word: str) -> int:
    """How many slips a word may have: none below four letters, one to six, two to nine, three from ten on."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2 if len(word) < 10 else 3


def respelt(words: Sequence[str], known: Collection[str]) -> list[str] | None:
    """The words as the collection spells them, or None where one of them is near none of its words.

    ``blubadge renewl`` becomes ``blue badge renewal``: a word is kept where known, joined with the next where both
    together are known, split where both parts are, else read as the nearest known word or one that it begins.
    """
    typed, at, found = list(words[:LONGEST_TYPED_WORDS]), 0, list[str]()
    while at < len(typed):
        word = typed[at]
        joined = word + typed[at + 1] if at + 1 < len(typed) else ""
        if joined in known and word not in known:
            found.append(joined)
            at += 2
            continue
        reading = _read(word, known)
        if reading is None:
            return None
        found += reading
        at += 1
    return found if found != list(words) else None


def _read(word: str, known: Collection[str]) -> list[str] | None:
    if word in known or len(word) < 3:
        return [word]
    if (near := _nearest(word, known, min(1, slips_allowed(word)))) is not None:
        return [near]
    if (parts := _split(word, known)) is not None:
        return parts
    if begun := [one for one in known if one.startswith(word)]:
        return [min(begun, key=lambda one: (len(one), one))]
    near = _nearest(word, known, slips_allowed(word))
    return [near] if near is not None else None


def _nearest(word: str, known: Collection[str], slips: int) -> str | None:
    if not slips:
        return None
    best = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=slips)
    return best[0] if best else None


def _split(word: str, known: Collection[str]) -> list[str] | None:
    """Two known words run together, one of them with a slip at most; parts of at least three letters."""
    for cut in range(3, len(word) - 2):
        head, tail = word[:cut], word[cut:]
        if head in known:
            second = tail if tail in known else _nearest(tail, known, min(1, slips_allowed(tail)))
            if second is not None:
                return [head, second]
        elif tail in known and (first := _nearest(head, known, 1)) is not None and first[0] == head[0]:
            return [first, tail]
    return None


def in_other_words(words: Sequence[str], meanings: Mapping[str, str]) -> list[str] | None:
    """The words with those of the street said as the council says them (``dhp``), or None where none is known."""
    text = f" {' '.join(words)} "
    for term in sorted(meanings, key=len, reverse=True):
        if f" {term} " in text:
            text = text.replace(f" {term} ", f" {meanings[term]} ")
    return text.split() if text.split() != list(words) else None
