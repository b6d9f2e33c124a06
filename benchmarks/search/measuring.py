"""Ranking measures over questions, for any ranker."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.search.questions import Question
from civichub.catalogue.fields import clean_fields
from civichub.catalogue.imports.reading import read_services
from civichub.catalogue.shipped import elsewhere, everyday_words, residents_words
from civichub.core.search.embedding import Embedder
from civichub.core.search.glossary import Glossary
from civichub.core.search.index import Document, SearchIndex
from civichub.core.search.vectors import VectorTable

Ranker = Callable[[str], tuple[Sequence[int], bool]]
"""A text to the service numbers best first, and whether the first is called close."""


@dataclass(frozen=True)
class Quality:
    """`mrr` is the mean of 1/rank of the first right answer among ten; `hit3` the share with one among three; `close`
    the share called close; `p50` and `p95` are milliseconds by the clock, `cpu` milliseconds of this
    process's processor time at the median, which other work on the machine changes less."""

    mrr: float
    hit3: float
    close: float
    p50: float
    p95: float
    cpu: float


def measure(rank: Ranker, questions: Sequence[Question]) -> Quality:
    """The quality of `rank` over `questions`, each asked once."""
    ranks, close, times, work = [], 0, [], []
    for question in questions:
        started, worked = time.perf_counter(), time.process_time()
        found, is_close = rank(question.text)
        times.append((time.perf_counter() - started) * 1000)
        work.append((time.process_time() - worked) * 1000)
        close += is_close
        ranks.append(next((n for n, key in enumerate(found[:10], 1) if key in question.answers), 0))
    number = len(questions)
    return Quality(
        mrr=sum(1 / place for place in ranks if place) / number,
        hit3=sum(1 <= place <= 3 for place in ranks) / number,
        close=close / number,
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        cpu=statistics.median(work),
    )


def national_services(file: Path) -> list[Document]:
    """The live services of the national list, as an import would make them; keys are their national numbers."""
    given = read_services(file.read_bytes(), file_name=file.name)
    rows = [clean_fields(row.values)[0] for row in given.rows]
    return [
        Document(row["lgsl_id"], row["title"], row.get("description", ""), residents_words().get(row["lgsl_id"], ()))
        for row in rows
        if row["status"] == "live"
    ]


def hub_index(services: list[Document], table: VectorTable, model: Embedder | None) -> SearchIndex:
    """The index that the hub would build of these services, with everything that is shipped."""
    others = [Document(e.key, e.name, "", e.phrases, elsewhere=True) for e in elsewhere().values()]
    return SearchIndex([*services, *others], table, model, Glossary(everyday_words()))


def bare_index(services: list[Document], table: VectorTable, model: Embedder | None) -> SearchIndex:
    """The same engine without residents' words, everyday words and other bodies: what it does on its own."""
    bare = [Document(service.key, service.title, service.body) for service in services]
    return SearchIndex(bare, table, model, Glossary({}))


def vectors_of(services: list[Document], model: Embedder, stored: Path) -> VectorTable:
    """The vectors of everything shipped, from the file `stored` as far as it has them; it is brought up to date."""
    table = VectorTable.from_bytes(stored.read_bytes()) if stored.exists() else VectorTable()
    others = [text for e in elsewhere().values() for text in (e.name, *e.phrases)]
    table = table.brought_up_to([*(text for service in services for text in service.texts), *others], model)
    stored.write_bytes(table.to_bytes())
    return table


def ranker_of(index: SearchIndex) -> Ranker:
    """The index as a ranker."""

    def rank(text: str) -> tuple[list[int], bool]:
        found = index.search(text)
        return [hit.key for hit in found.hits], found.close

    return rank
