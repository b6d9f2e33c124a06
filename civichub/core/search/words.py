"""Cutting text into words, the same way for documents and for queries."""

from __future__ import annotations

import re
import threading
import unicodedata

import Stemmer

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_local = threading.local()

_SAY_NOTHING = """
a about am an and any are as at be been but by can could did do does for from get got had has have he her him
his how i if in into is it its ive im me my need of off on or our out please she should so some that the their
them then there they this to up us want was we were what when where which who why will with would you your
"""
STOP_WORDS = frozenset(_SAY_NOTHING.split())


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers; accents folded, apostrophes closed up (``can't`` is one word, ``cant``)."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _WORD.findall(_APOSTROPHE.sub("", plain))


def stems_of(text: str) -> list[str]:
    """The English stems of `text` without the words that say nothing, in order, repeats kept."""
    return _stemmer().stemWords([word for word in words_of(text) if word not in STOP_WORDS])


def _stemmer() -> Stemmer.Stemmer:
    """One stemmer per thread: PyStemmer's objects keep a cache that two threads must not share."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return _local.stemmer
