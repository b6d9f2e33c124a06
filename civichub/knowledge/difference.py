"""What changed between two versions of an article, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

FIELDS = (
    ("title", "Title"),
    ("summary", "In a sentence"),
    ("points", "What to ask and say"),
    ("source", "What to know"),
    ("links", "Links"),
    ("other_words", "Other words for it"),
)
_PIECES = re.compile(r"\n|[^\S\n]+|[^\s]+")
SAME, ADDED, TAKEN_OUT = "same", "added", "taken out"


@dataclass(frozen=True)
class Part:
    """A stretch of words and what became of it: same, added or taken out."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs, with its words in order, and how many words were added and taken out."""

    label: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """How much changed: "3 words added, 1 taken out"."""
        counts = {kind: sum(len(p.text.split()) for p in self.parts if p.kind == kind) for kind in (ADDED, TAKEN_OUT)}
        said = [f"{n} word{'s' * (n != 1)} {kind}" for kind, n in counts.items() if n]
        return ", ".join(said) or "only spaces"


def changes_between(before: Any, after: Any) -> list[Change]:
    """The fields that differ, in the order of the page."""
    found = []
    for name, label in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Change(label, tuple(_parts(old, new))))
    return found


def _parts(old: str, new: str) -> Iterator[Part]:
    was, now = _PIECES.findall(old), _PIECES.findall(new)
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(SAME, "".join(was[a:b]))
        else:
            if a < b:
                yield Part(TAKEN_OUT, "".join(was[a:b]))
            if c < d:
                yield Part(ADDED, "".join(now[c:d]))
