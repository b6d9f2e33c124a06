"""The run itself: every ranker over every set, then the ratios."""

from __future__ import annotations

import resource
from pathlib import Path

from benchmarks.search.full_text import full_text_ranker
from benchmarks.search.measuring import (
    Quality,
    bare_index,
    hub_index,
    measure,
    national_services,
    ranker_of,
    vectors_of,
)
from benchmarks.search.questions import Question, read_questions, with_slips
from civichub.core.search.embedding import embedder
from civichub.core.search.vectors import VectorTable

HEAD = f"{'set':<28} {'ranker':<24} {'MRR':>6} {'hit@3':>6} {'close':>6} {'p50 ms':>7} {'p95 ms':>7} {'cpu ms':>7}"


def run(national_list: Path, questions: list[Path], outside: list[Path], *, seed: int, stored: Path) -> None:
    """Print one line per set and ranker, and the hub's figures as ratios to full text's."""
    services = national_services(national_list)
    model = embedder()
    table = vectors_of(services, model, stored) if model else VectorTable()
    index = hub_index(services, table, model)
    index.search("bins")
    with full_text_ranker(services) as full_text:
        rankers = {
            "PostgreSQL full text, OR": full_text,
            "engine, nothing shipped": ranker_of(bare_index(services, table, model)),
            "hub without the model": ranker_of(hub_index(services, VectorTable(), None)),
            "hub": ranker_of(index),
        }
        print(f"{len(services)} live services, {len(table):,} vectors\n{HEAD}")
        for name, asked in _sets(questions, outside, seed).items():
            results = {ranker: measure(rank, asked) for ranker, rank in rankers.items()}
            _print(f"{name} ({len(asked)})", results)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _sets(questions: list[Path], outside: list[Path], seed: int) -> dict[str, list[Question]]:
    sets = {}
    for file in questions:
        sets[file.stem] = read_questions(file)
        sets[f"{file.stem} with slips"] = with_slips(sets[file.stem], seed=seed)
    return {**sets, **{f"{file.stem}, unanswerable": read_questions(file) for file in outside}}


def _print(name: str, results: dict[str, Quality]) -> None:
    for ranker, q in results.items():
        shares = f"{q.mrr:>6.3f} {q.hit3:>6.3f} {q.close:>6.3f}"
        print(f"{name:<28} {ranker:<24} {shares} {q.p50:>7.2f} {q.p95:>7.2f} {q.cpu:>7.2f}")
    base, hub = results["PostgreSQL full text, OR"], results["hub"]
    if base.mrr:
        ratios = f"MRR x{hub.mrr / base.mrr:.2f}, hit@3 x{hub.hit3 / base.hit3:.2f}, p50 x{hub.p50 / base.p50:.1f}"
        print(f"{'':<28} hub to full text: {ratios}")
