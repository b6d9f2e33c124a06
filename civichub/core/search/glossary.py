"""Words that mean something else here: initials and everyday names, written out before the search looks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from civichub.core.search.words import words_of


class Glossary:
    """Everyday word or initials -> the words the collection uses (``dhp`` -> ``discretionary housing payment``)."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = {" ".join(words_of(term)): meaning for term, meaning in meanings.items()}
        longest_first = sorted(self._meanings, key=len, reverse=True)
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b") if longest_first else None

    def words(self) -> set[str]:
        """Every word of the terms and of their meanings: known words for the spelling."""
        return {word for pair in self._meanings.items() for text in pair for word in words_of(text)}

    def expand(self, text: str) -> str:
        """`text` with each known term followed by its meaning, or `text` itself when it holds none."""
        if self._pattern is None:
            return text
        plain = " ".join(words_of(text))
        expanded = self._pattern.sub(lambda found: f"{found[1]} {self._meanings[found[1]]}", plain)
        return expanded if expanded != plain else text
