"""What others say of a wait, on the same rows: each is one number from the line as it stands."""

from __future__ import annotations

from collections.abc import Callable
from math import nan

from civichub.routing.waits.features import Usual, mean_of_last
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.look_ahead import Scene

Rival = Callable[[Line, Scene, Event, Usual], float]


def _longest(line: Line, scene: Scene, me: Event, kind: str | None) -> float:
    waited = [one.waited for one in scene.ahead if kind in (None, one.kind)]
    return max(waited, default=_last(line))


def _last(line: Line) -> float:
    return line.lately.waits[-1] if line.lately.waits else nan


def _queue_length(line: Line, scene: Scene, me: Event, usual: Usual) -> float:
    """Those ahead and oneself through as many servers as are busy, some leaving (Ibrahim and Whitt 2009, QL_A)."""
    times = line.times
    busy = max(1, sum(agent.state == "talking" for agent in scene.agents))
    talk = mean_of_last(line.lately.talks, 500) or nan
    lost = sum(times.ended["patience"][-5000:]) / max(1.0, sum(times.seconds["patience"][-5000:]))
    return sum(1 / (busy / talk + place * lost) for place in range(len(scene.ahead) + 1))


RIVALS: dict[str, Rival] = {
    "half-hour mean": lambda line, scene, me, usual: usual.at(me.at),
    "LES": lambda line, scene, me, usual: _last(line),
    "HOL": lambda line, scene, me, usual: _longest(line, scene, me, None),
    "HOL own class": lambda line, scene, me, usual: _longest(line, scene, me, me.kind),
    "queue length": _queue_length,
    "last 10": lambda line, scene, me, usual: mean_of_last(line.lately.waits, 10),
    "last 30": lambda line, scene, me, usual: mean_of_last(line.lately.waits, 30),
    "Asterisk": lambda line, scene, me, usual: float(line.lately.asterisk),
}
