"""When people turn to the council on one day, by channel; how long they wait for it, and how long it takes.

Volumes a day are the published volumes of a year over 253 working days: Worcestershire's Appendix 1 of 17 March 2022
for 2021 (62,966 calls, 929 webchats), its 4,000 enquiries a month of the Highways Control Centre (the
same report, 16), and Warwickshire's 6,974 visitors to one shop in six months (review of 2009, 3.2.1). Emails are
published nowhere in them: as many as reports of the Control Centre that came neither online nor by telephone, a third.
Letters come with the post, in one batch before the doors open, and are not played.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

WORKING_DAYS = 253
VOLUMES = {
    "phone": 62_966 / WORKING_DAYS,
    "webchat": 929 / WORKING_DAYS,
    "counter": 6_974 * 2 / WORKING_DAYS,
    "web": 4_000 * 12 / WORKING_DAYS / 3,
    "email": 4_000 * 12 / WORKING_DAYS / 3,
}
OPENS, CLOSES = 8.5 * 3600, 17 * 3600
HALF_HOUR = 1800.0
# Weights of the half-hours from 08:30: a rise to mid-morning, a dip at lunch, a second rise.
SHAPE = (5, 7, 8, 9, 9, 8, 7, 6, 5, 5, 6, 6, 6, 5, 4, 3, 2)


@dataclass(frozen=True, order=True)
class Arrival:
    """Somebody turns to us: seconds after midnight, and by which channel."""

    at: float
    channel: str


def arrivals_of_day(dice: random.Random, *, busy: float = 1.0) -> list[Arrival]:
    """Everybody of one day in order; `busy` 2.0 is twice as many. Numbers in each half-hour are Poisson."""
    found = []
    for channel, volume in VOLUMES.items():
        for number, weight in enumerate(SHAPE):
            expected = busy * volume * weight / sum(SHAPE)
            begins = OPENS + number * HALF_HOUR
            found += [Arrival(begins + dice.random() * HALF_HOUR, channel) for _ in range(_poisson(expected, dice))]
    return sorted(found)


def _poisson(expected: float, dice: random.Random) -> int:
    """Knuth's way: enough for the few of a half-hour."""
    limit, product, number = math.exp(-expected), dice.random(), 0
    while product > limit:
        product *= dice.random()
        number += 1
    return number


def takes(dice: random.Random, mean: float, spread: float = 0.8) -> float:
    """Seconds something takes: lognormal with this mean and coefficient of variation."""
    sigma = math.sqrt(math.log(1 + spread * spread))
    return dice.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma)


def one_of(dice: random.Random, choices: Sequence[tuple[str, int]]) -> str:
    """One of several, by weight."""
    return dice.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
