"""What is there twice: the same content, and e-mails that a later one of their thread repeats. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SAME, REPEATED = "same", "repeated"
SHORTEST_REPEAT = 20  # characters: "Thanks" stands in many a letter without having been quoted
_QUOTE = re.compile(r"^[>\s]+", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """One item as folding sees it: `digest` of its content, `thread` of e-mails or "", `text` in full or ""."""

    number: int
    at: datetime
    digest: str
    thread: str = ""
    text: str = ""


def plain(text: str) -> str:
    """The words alone: without marks of quoting, line breaks or case, as two programs may quote them differently."""
    return " ".join(_QUOTE.sub("", text).split()).casefold()


def folded(pieces: Iterable[Piece]) -> dict[int, tuple[int, str]]:
    """(the item that stands for it, why) of each piece that need not be read: `SAME` content, or `REPEATED` later.

    The earliest of several same ones stays. Of a thread a message is folded into the latest one that holds its words
    whole; one that says anything of its own that no later one repeats stays. No piece is folded into a folded one.
    """
    found: dict[int, tuple[int, str]] = {}
    kept: list[Piece] = []
    first: dict[str, int] = {}
    for piece in sorted(pieces, key=lambda one: (one.at, one.number)):
        if piece.digest in first:
            found[piece.number] = (first[piece.digest], SAME)
        else:
            first[piece.digest] = piece.number
            kept.append(piece)
    moved = _repeated(kept)
    for number, (into, why) in found.items():
        found[number] = (moved[into][0] if into in moved else into, why)
    return found | moved


def _repeated(pieces: Iterable[Piece]) -> dict[int, tuple[int, str]]:
    threads: dict[str, list[tuple[Piece, str]]] = defaultdict(list)
    for piece in pieces:
        if piece.thread and piece.text:
            threads[piece.thread].append((piece, plain(piece.text)))
    found: dict[int, tuple[int, str]] = {}
    for thread in threads.values():
        for place, (piece, words) in enumerate(thread):
            if len(words) < SHORTEST_REPEAT:
                continue
            for later, longer in reversed(thread[place + 1 :]):
                if words in longer and later.number not in found:
                    found[piece.number] = (later.number, REPEATED)
                    break
    return _to_the_end(found)


def _to_the_end(found: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    """The same with each leading to one that is not folded itself."""
    ends = {}
    for number, (into, why) in found.items():
        while into in found:
            into = found[into][0]
        ends[number] = (into, why)
    return ends
