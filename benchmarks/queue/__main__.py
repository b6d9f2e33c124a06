"""`python -m benchmarks.queue`: serve one simulated day by the hub's rule and by arrival alone, and print both."""

from __future__ import annotations

import argparse
import heapq
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.queue.latency import measure
from civichub.routing.matching import FULL, Free, Match, Strategy, Waiting, can_take, match

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY_SECONDS = 10 * 3600
LANGUAGES = ("language:pa", "language:pl", "bsl")
Matcher = Callable[[list[Waiting], list[Free], datetime], list[Match]]


def one_day(items: int, seed: int) -> list[tuple[Waiting, float]]:
    """Items with their handling seconds, by arrival: two peaks, one in twenty in need, one in fifteen of a language."""
    chance = random.Random(seed)
    made = []
    for number in range(items):
        peak = chance.choice((2.0, 6.0))
        at = MORNING + timedelta(seconds=min(DAY_SECONDS - 1, max(0, chance.gauss(peak, 1.5) * 3600)))
        skills = {chance.choice(LANGUAGES): 1} if chance.random() < 1 / 15 else {}
        promise = at + timedelta(minutes=chance.choice((20, 60))) if chance.random() < 0.1 else None
        one = Waiting(
            item=number, queues=frozenset({chance.choice((1, 1, 2))}), weight=FULL, arrived_at=at, skills=skills,
            priority=int(chance.random() < 0.05), promise_at=promise,
        )  # fmt: skip
        made.append((one, chance.lognormvariate(5.4, 0.7)))
    return sorted(made, key=lambda pair: pair[0].arrived_at)


def staff(people: int, seed: int) -> list[Free]:
    """Everybody serves the first queue, half also the second; one in five has a language."""
    chance = random.Random(seed)
    return [
        Free(number, {1: 1} | ({2: 2} if number % 2 else {}), FULL, MORNING,
             {chance.choice(LANGUAGES): 3} if number % 5 == 0 else {})
        for number in range(people)
    ]  # fmt: skip


def by_arrival(waiting: list[Waiting], free: list[Free], at: datetime) -> list[Match]:
    """The baseline: first come, first served, by the first who can."""
    made, left = [], {one.person: one for one in free}
    for item in sorted(waiting, key=lambda one: one.arrived_at):
        taker = next((person for person in left.values() if can_take(person, item)), None)
        if taker is not None:
            made.append(Match(item.item, taker.person, ()))
            del left[taker.person]
    return made


def by_the_rule(waiting: list[Waiting], free: list[Free], at: datetime) -> list[Match]:
    """The hub's matcher with its usual strategy."""
    return match(waiting, free, at, Strategy())


def serve(day: list[tuple[Waiting, float]], people: list[Free], matcher: Matcher) -> dict[str, float]:
    """Play the day; returns CPU-seconds spent matching, calls of the matcher, and what became of the items."""
    handling = {one.item: seconds for one, seconds in day}
    items = {one.item: one for one, _ in day}
    events: list[tuple[datetime, int, int]] = [(one.arrived_at, 0, one.item) for one, _ in day]
    heapq.heapify(events)
    free, waiting = {one.person: one for one in people}, {}
    spent, calls, waits, kept, needy = 0.0, 0, [], 0, []
    while events:
        at, kind, number = heapq.heappop(events)
        if kind == 0:
            waiting[number] = items[number]
        else:
            free[number] = replace(people[number], free_since=at)
        if not waiting or not free:
            continue
        began = time.process_time()
        made = matcher(list(waiting.values()), list(free.values()), at)
        spent, calls = spent + time.process_time() - began, calls + 1
        for one in made:
            item = waiting.pop(one.item)
            del free[one.person]
            wait = (at - item.arrived_at).total_seconds()
            waits.append(wait)
            if item.priority:
                needy.append(wait)
            kept += item.promise_at is not None and at <= item.promise_at
            heapq.heappush(events, (at + timedelta(seconds=handling[one.item]), 1, one.person))
    promises = sum(one.promise_at is not None for one, _ in day)
    return {
        "cpu": spent, "calls": calls, "served": len(waits), "mean_wait": sum(waits) / len(waits),
        "needy_wait": sum(needy) / max(1, len(needy)), "kept": kept / max(1, promises),
    }  # fmt: skip


def main(argv: list[str]) -> int:
    """0 when every item was served by both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=110)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", action="store_true", help="from free to offered, over a database of its own")
    parser.add_argument("--rounds", type=int, default=200, help="with --latency, how often somebody gets ready")
    given = parser.parse_args(argv)
    if given.latency:
        return measure(given.rounds, people=20, waiting=50)
    day, people = one_day(given.items, given.seed), staff(given.people, given.seed)
    found = {name: serve(day, people, matcher) for name, matcher in (("arrival", by_arrival), ("rule", by_the_rule))}
    print(f"{'':10}{'items per CPU-s':>16}{'mean wait s':>13}{'in need s':>11}{'promises kept':>15}{'served':>8}")
    for name, row in found.items():
        rate = row["served"] / max(row["cpu"], 1e-9)
        print(
            f"{name:10}{rate:16,.0f}{row['mean_wait']:13.0f}{row['needy_wait']:11.0f}{row['kept']:15.1%}{row['served']:8.0f}"
        )
    rule, arrival = found["rule"], found["arrival"]
    cost, wait = (rule[key] / max(arrival[key], 1e-9) for key in ("cpu", "needy_wait"))
    print(f"the rule costs {cost:.1f} times the CPU of arrival alone; who is in need waits {wait:.2f} times as long")
    return 0 if all(row["served"] == given.items for row in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
