"""The measurement itself, printed as it goes: figures, ratios to the same run's baselines, and aims."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.scale.intake import measure_intake
from benchmarks.scale.metering import Cost, Meter
from benchmarks.scale.pages import baselines, measure_pages

INTAKE_AIM = 8
PAGE_P95_MS = 100
HEAD = (
    f"{'':<34} {'queries':>7} {'p50 ms':>7} {'p95 ms':>7} {'app':>7} {'db':>7} {'CPU s/1000':>10} {'aim':>5} "
    f"{'x empty page':>12} {'x SELECT 1':>10}"
)


def run(data: Path, *, times: int) -> int:
    """Print one line per page and way in; 1 when an aim in CPU-seconds was missed, else 0."""
    logging.disable(logging.WARNING)
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("SHOW statement_timeout")
        (limit,) = cursor.fetchone()
    second = "on" if settings.STAFF_SECOND_FACTOR else "off"
    print(f"statement_timeout {limit}, second factor {second}, load average {_load()}\n{HEAD}")
    meter = Meter(data)
    select, empty = baselines(meter, times)
    missed = []
    for cost in (select, empty):
        _print(cost, None, select, empty)
    for page, cost in measure_pages(meter, times):
        missed += _print(cost, page.aim, select, empty)
        if cost.p95 > PAGE_P95_MS:
            missed.append(f"{cost.name}: p95 {cost.p95:.0f} ms by the clock")
    for cost in measure_intake(meter, times):
        missed += _print(cost, INTAKE_AIM if "form" not in cost.name else None, select, empty)
        print(f"{'':<34} {cost.rate:.1f} a second in one process")
    print(f"load average {_load()}")
    print("\n".join(["missed:", *missed]) if missed else "every aim met")
    return 1 if missed else 0


def _print(cost: Cost, aim: float | None, select: Cost, empty: Cost) -> list[str]:
    words = f"{aim:.0f}" if aim else ""
    print(
        f"{cost.name:<34} {cost.queries:>7} {cost.p50:>7.1f} {cost.p95:>7.1f} {cost.application:>7.2f} "
        f"{cost.database:>7.2f} {cost.whole:>10.2f} {words:>5} {cost.whole / empty.whole:>12.1f} "
        f"{cost.whole / select.whole:>10.1f}",
        flush=True,
    )
    return [f"{cost.name}: {cost.whole:.1f} CPU-seconds per 1,000, aim {aim:.0f}"] if aim and cost.whole > aim else []


def _load() -> str:
    return ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
