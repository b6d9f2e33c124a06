"""One collection of documents, ready to be searched: meaning and word overlap in one score."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from civichub.core.search.embedding import Embedder
from civichub.core.search.glossary import Glossary
from civichub.core.search.spelling import Speller
from civichub.core.search.vectors import VectorTable
from civichub.core.search.words import stems_of, words_of

logging.getLogger("bm25s").setLevel(logging.WARNING)

WORD_WEIGHT = 0.3
WORD_HALF = 10.0
"""Word overlap counts 0.3 * bm25 / (bm25 + 10): saturated, so that a long question cannot drown the meaning. Weights
from 0.3 to 0.8 ranked equally well on five collections of documents, so there is nothing to tune."""
SAME_TITLE = 0.5
"""Added when the query is, word for word, a document's title or one of its phrases."""
LONGEST_QUERY = 400
"""Characters of a query that are read; more is a letter, not a search."""
CLOSE_BY_MEANING = 0.55
"""A best score below this is "nothing close". Set on phrases held out of the index (91 % kept) and on 850 questions to
a voice assistant and a bank, none of which a council answers; docs/explanation/service-search.md has the curve."""
CLOSE_BY_WORDS = 0.08
"""The same line for a thousand documents when the model is not there and the score is the word part alone."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Document:
    """One thing to be found. `phrases` are other people's words for it, each searched as a title of its own.

    An `elsewhere` document is something people ask for that is not in the collection. It takes part in the ranking so
    that "renew my passport" is nearest to it, and not to the least wrong document of the collection.
    """

    key: int
    title: str
    body: str = ""
    phrases: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that get a vector each."""
        if self.elsewhere:
            return (self.title, *self.phrases)
        return (f"{self.title}. {self.body}" if self.body else self.title, self.title, *self.phrases)


@dataclass(frozen=True)
class Hit:
    """A document found. `score` orders; `meaning` is its best cosine (-1 to 1), `overlap` its word part (0 to 1)."""

    key: int
    score: float
    meaning: float
    overlap: float


@dataclass(frozen=True)
class Found:
    """What a search gave: `hits` best first, never elsewhere-documents. A hit whose score is below `line` is not close.

    `elsewhere` is the key of the elsewhere-document that came first, if one did and is close. `changes` are spelling
    repairs as pairs (typed, read as), and `read_as` the query after them, empty when there were none.
    """

    hits: tuple[Hit, ...] = ()
    line: float = CLOSE_BY_MEANING
    elsewhere: int | None = None
    changes: tuple[tuple[str, str], ...] = ()
    read_as: str = ""

    @property
    def close(self) -> bool:
        """Whether the best hit answers the query; if not, the hits are at most suggestions."""
        return self.elsewhere is None and bool(self.hits) and self.hits[0].score >= self.line


class SearchIndex:
    """Documents held in memory. Immutable, so threads share it; a change of the collection makes a new one."""

    def __init__(
        self, documents: Sequence[Document], vectors: VectorTable, embedder: Embedder | None, glossary: Glossary
    ) -> None:
        """Without `embedder`, or for texts that `vectors` does not hold yet, word overlap alone decides."""
        self._documents = tuple(documents)
        self._embedder = embedder if len(vectors) else None
        self._glossary = glossary
        texts = [text for document in documents for text in document.texts]
        self._owner = np.array([n for n, document in enumerate(documents) for _ in document.texts], dtype=np.intp)
        self._matrix = vectors.rows_for(texts)
        self._overlap = _bm25(documents)
        self._speller = Speller({word for text in texts for word in words_of(text)} | glossary.words())
        self._exact = _by_exact_words(documents)
        # A word weighs by the logarithm of how many documents there are, so the line for words does too.
        by_words = CLOSE_BY_WORDS * min(1.0, math.log1p(len(documents)) / math.log1p(1000))
        self._line = CLOSE_BY_MEANING if self._embedder else by_words

    def __len__(self) -> int:
        return len(self._documents)

    def search(self, text: str, *, limit: int = 10) -> Found:
        """The documents nearest to `text`, at most `limit`. Words that say nothing at all find nothing."""
        repair = self._speller.repair(text[:LONGEST_QUERY])
        if not self._documents or not words_of(repair.text):
            return Found()
        query = self._glossary.expand(repair.text)
        overlap = self._overlap_of(query)
        meaning = self._meaning_of(query)
        score = meaning + WORD_WEIGHT * overlap
        score[self._exact.get(tuple(words_of(repair.text)), [])] += SAME_TITLE
        order = np.argsort(-score, kind="stable")
        first = self._documents[order[0]]
        hits = [n for n in order[: limit + 40] if not self._documents[n].elsewhere and score[n] > 0][:limit]
        return Found(
            tuple(Hit(self._documents[n].key, float(score[n]), float(meaning[n]), float(overlap[n])) for n in hits),
            line=self._line,
            elsewhere=first.key if first.elsewhere and score[order[0]] >= self._line else None,
            changes=repair.changes,
            read_as=repair.text if repair.changes else "",
        )

    def _meaning_of(self, query: str) -> Scores:
        """Per document, the best cosine of any of its texts; zeros without the model."""
        best = np.zeros(len(self._documents), dtype=np.float32)
        if self._embedder is not None:
            # Not `@`: BLAS wakes a thread per core for it, which spin on into the next query and double its cost.
            cosines = np.einsum("ij,j->i", self._matrix, self._embedder.embed([query])[0])
            np.maximum.at(best, self._owner, cosines)
        return best

    def _overlap_of(self, query: str) -> Scores:
        stems = stems_of(query)
        if not stems:
            return np.zeros(len(self._documents), dtype=np.float32)
        found = self._overlap.get_scores(stems)
        return found / (found + WORD_HALF)


def _bm25(documents: Sequence[Document]) -> bm25s.BM25:
    """The title counts twice; the phrases count as body."""
    ranker = bm25s.BM25(k1=1.2, b=0.75)
    whole = (f"{d.title} {d.title} {d.body if not d.elsewhere else ''} {' '.join(d.phrases)}" for d in documents)
    ranker.index([stems_of(text) for text in whole] or [["nothing"]], show_progress=False)
    return ranker


def _by_exact_words(documents: Sequence[Document]) -> dict[tuple[str, ...], list[int]]:
    exact: dict[tuple[str, ...], list[int]] = {}
    for number, document in enumerate(documents):
        for text in {tuple(words_of(text)) for text in (document.title, *document.phrases)}:
            exact.setdefault(text, []).append(number)
    return exact
