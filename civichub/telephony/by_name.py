"""Whom a caller spells on the keys of their telephone (ITU-T E.161: 2 is A, B or C). Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_KEYS = 3  # two fit nearly everybody
_LETTERS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
_KEYS = {letter: key for key, letters in _LETTERS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Entry:
    """A person or a service (`kind`) of the directory, by number and name. `spelled` is how they may be keyed."""

    kind: str
    pk: int
    name: str
    spelled: tuple[str, ...]


def keys_of(words: str) -> str:
    """The keys that spell these words; accents, blanks, hyphens and apostrophes are left out."""
    plain = unicodedata.normalize("NFKD", words.lower())
    return "".join(_KEYS.get(letter, "") for letter in plain)


def person(pk: int, name: str) -> Entry:
    """By the surname, or by the whole name."""
    return Entry("person", pk, name, tuple(filter(None, dict.fromkeys((keys_of(name.split()[-1]), keys_of(name))))))


def service(pk: int, name: str) -> Entry:
    """By the whole name, or from any of its words on."""
    words = name.split()
    spelled = (keys_of("".join(words[start:])) for start in range(len(words)))
    return Entry("service", pk, name, tuple(dict.fromkeys(keys for keys in spelled if len(keys) >= LEAST_KEYS)))


def matching(entries: Iterable[Entry], keys: str) -> list[Entry]:
    """Whoever is spelled just so; else whoever begins so."""
    if len(keys) < LEAST_KEYS:
        return []
    known = list(entries)
    exact = [entry for entry in known if keys in entry.spelled]
    return exact or [entry for entry in known if any(spelled.startswith(keys) for spelled in entry.spelled)]
