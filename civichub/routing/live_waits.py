"""How long whoever joins a queue now, or stands in it, will wait, in words that were true nine times in ten."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.db.models import Min

from civichub.core.clocks import LONDON
from civichub.routing.line_log import AHEAD, Pool, already_in_line, newcomer
from civichub.routing.models import Queue, ToldWait, WaitModel, WorkItem
from civichub.routing.queries import place_in_line
from civichub.routing.waits.calibration import WINDOW
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.model import Estimate, Model
from civichub.routing.waits.wording import Range, in_short, in_words, place_to_tell, rounded

MODELS_KEPT = 64
SAME_FOR_SECONDS = 10  # two pages within them say the same


@dataclass(frozen=True)
class Wait:
    """What to tell somebody by a channel (a kind of work): their place, 1 for the next, and the range.

    `told` is None while nothing is known. `estimate` is what it was rounded from, and `model` what that was made by.
    """

    channel: str
    place: int | None
    told: Range | None
    estimate: Estimate | None = None
    model: int | None = None

    @property
    def words(self) -> str:
        """One sentence, to be said or read."""
        return self.words_in("en")

    def words_in(self, language: str) -> str:
        """The same in English (en) or Welsh (cy)."""
        return in_words(self.told, self.channel, language)

    @property
    def short(self) -> str:
        """In figures, for boards; empty while nothing is known."""
        return in_short(self.told)

    @property
    def why(self) -> str:
        """What it rests on, for those who run the queue."""
        if self.estimate is None:
            return "Too few have waited here since the log began."
        one = self.estimate
        rest = "what came true before" if one.basis == "corrected" else "a look ahead: few have waited here yet"
        return f"{one.ahead} ahead, {one.busy} busy and {one.free} free. It rests on {rest}."


def wait_for(
    *, queue: Queue, kind: str, at: datetime, needs: Mapping[str, int] | None = None, priority: int = 0
) -> Wait:
    """What to tell whoever would join the queue now with an item of this kind. `needs` are skills with the least level.

    Eleven statements, however long the line.
    """
    return _told(queue, kind, None, newcomer(queue, kind, at, needs=needs or {}, priority=priority), at)


def wait_of(item: WorkItem, at: datetime) -> Wait:
    """What to tell whoever waits with this item. The place is never worse than one they were told before."""
    before = ToldWait.objects.filter(item=item).aggregate(least=Min("place"))["least"]
    place = place_to_tell(place_in_line(item, at), before)
    return _told(item.queue, item.kind, place, already_in_line(item, at), at)


def _told(queue: Queue, kind: str, place: int | None, me: Event, at: datetime) -> Wait:
    newest = _newest_model(queue)
    if newest is None:
        return Wait(kind, place, None)
    pool = Pool(queue, at)
    midnight = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    log = [*pool.held_over(midnight), *pool.unchanged(midnight), *pool.log(midnight, at)]
    line = Line.at(log, at.timestamp())
    chance = np.random.default_rng(int(at.timestamp()) // SAME_FOR_SECONDS)
    plan = pool.plan(at, at + AHEAD)
    model = _kept_true(*newest, int(at.timestamp()) // 60)
    estimate = model.estimate(line, me, chance, able=pool.able, plan=plan)
    return Wait(kind, place, rounded(estimate.low, estimate.high) if estimate else None, estimate, newest[0])


def _newest_model(queue: Queue) -> tuple[int, datetime] | None:
    """The number of the latest that was learned of a queue, and when it was made."""
    return WaitModel.objects.filter(queue=queue).order_by("-pk").values_list("pk", "made_at").first()


@lru_cache(maxsize=MODELS_KEPT)
def _as_learned(pk: int, made_at: datetime) -> Model:
    """Read once in a process, for it never changes; in a database put back from a copy the number may be another's."""
    return Model.from_values(WaitModel.objects.values_list("content", flat=True).get(pk=pk))


@lru_cache(maxsize=MODELS_KEPT)
def _kept_true(pk: int, made_at: datetime, minute: int) -> Model:
    """The same, calibrated by what has come true since of what it told; looked at once a minute."""
    model = _as_learned(pk, made_at)
    calibration = copy.deepcopy(model.calibration)
    told = ToldWait.objects.filter(model=pk, came_true__isnull=False).order_by("-scored_at", "-pk")[:WINDOW]
    for raw, waited, groups in reversed(told.values_list("raw", "waited", "groups")):
        calibration.learn(tuple(raw), waited, groups)
    return replace(model, calibration=calibration)
