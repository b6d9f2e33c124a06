"""The look ahead: the line played forward from how it stands, many times over, by what the own log says of times.

Everybody ahead goes, in order, to the first who is free and can take them; whoever loses patience first goes to nobody.
The replicas are columns of one array, so that a forecast takes as many steps as people stand in line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from civichub.routing.waits.laws import NEVER, Floats, Law

REPLICAS = 200
MOST_OVERTAKING = 8  # beyond these the learned correction has to know
MOST_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Off:
    """Planned time off, in seconds from now; `ends` is `NEVER` for the end of a shift."""

    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Agent:
    """A place at which one item at a time is served, and since how many seconds it is in its state.

    `plan` is the time off to come, first of all the present one for whoever is off `on_plan`.
    `state`: talking, wrap, gap (has finished and takes nothing yet), break, away.
    """

    state: str
    elapsed: float
    kind: str = ""
    plan: tuple[Off, ...] = ()
    on_plan: bool = False


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody in line: the class, the seconds waited, and which of the scene's agents can take them (None for all)."""

    kind: str
    waited: float
    able: tuple[bool, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A line as whoever has just joined it finds it: those ahead in their order, and the agents.

    Later arrivals go ahead of them at `overtaking` a second until `overtaken_for` seconds from now.
    """

    agents: Sequence[Agent]
    ahead: Sequence[InLine]
    me: InLine
    overtaking: float = 0.0
    overtaken_for: float = 0.0


class LookAhead:
    """One forecast. `waits` are the seconds that whoever has just joined would wait if they stayed, one a replica."""

    def __init__(
        self, scene: Scene, laws: Mapping[str, Law], chance: np.random.Generator, *, replicas: int = REPLICAS
    ) -> None:
        self.laws, self.chance, self.replicas = laws, chance, replicas
        self.columns = np.arange(replicas)
        self.begins, self.lasts = self._breaks(scene.agents)
        self.free = self._first_free(scene.agents)
        self._rest_all()
        self.waits = self._play(scene) if len(scene.agents) else np.full(replicas, NEVER)

    def _draw(self, what: str, kinds: Sequence[str], elapsed: Floats) -> Floats:
        """A row for each of `kinds` from its law of `what`, or that of all kinds; nothing when there is none."""
        found = np.zeros((len(kinds), self.replicas))
        for kind in set(kinds):
            law = self.laws.get(f"{what}:{kind}") or self.laws.get(what)
            if law is not None and not law.is_nothing:
                rows = [row for row, one in enumerate(kinds) if one == kind]
                found[rows] = law.draw(self.chance, elapsed[rows], self.replicas)
        return found

    def _cycles(self, kinds: Sequence[str], *, after: str = "") -> Floats:
        """From answering items of these kinds to being ready for the next; or only what comes `after` talk or wrap."""
        anew = np.zeros(len(kinds))
        parts = {"": ("talk", "wrap", "gap"), "talk": ("wrap", "gap"), "wrap": ("gap",)}[after]
        return sum((self._draw(part, kinds, anew) for part in parts), np.zeros((len(kinds), self.replicas)))

    def _first_free(self, agents: Sequence[Agent]) -> Floats:
        free = np.empty((len(agents), self.replicas))
        for state in {agent.state for agent in agents}:
            rows = [row for row, agent in enumerate(agents) if agent.state == state]
            kinds = [agents[row].kind for row in rows]
            elapsed = np.array([agents[row].elapsed for row in rows])
            name = {"talking": "talk"}.get(state, state)
            if name in self.laws:
                free[rows] = self._draw(name, kinds, elapsed)
            else:
                free[rows] = NEVER if state in ("break", "away") else 0.0
            if state in ("talking", "wrap"):
                free[rows] += self._cycles(kinds, after=name)
        for row, agent in enumerate(agents):
            if agent.on_plan:
                free[row] = self._back(agent)
        return free

    def _back(self, agent: Agent) -> Floats:
        """Seconds until somebody is back from their break, or comes to the shift that they are planned for."""
        if agent.state == "away":
            return np.maximum(0.0, agent.plan[0].ends + self._draw("arrival", [""], np.zeros(1))[0])
        planned = agent.plan[0].ends - agent.plan[0].begins
        return np.maximum(0.0, planned - agent.elapsed) + self._draw("late_back", [""], np.zeros(1))[0]

    def _breaks(self, agents: Sequence[Agent]) -> tuple[Floats, Floats]:
        """When each agent's next planned time off begins, with the lateness of the own history, and how long it is."""
        begins = np.full((len(agents), self.replicas), NEVER * 2)
        lasts = np.zeros_like(begins)
        for row, agent in enumerate(agents):
            off = agent.plan[1:] if agent.on_plan else agent.plan
            if off:
                begins[row] = off[0].begins + self._lateness(off[0].begins)
                lasts[row] = off[0].ends - off[0].begins
        return begins, lasts

    def _lateness(self, begins: float) -> Floats:
        """Seconds after the plan at which a break not yet begun is taken; what is overdue is late by that at least."""
        law = self.laws.get("lateness")
        if law is None:
            return np.zeros(self.replicas)
        left = law.quantiles[law.quantiles > -begins]
        return self.chance.choice(left, self.replicas) if len(left) else np.full(self.replicas, -begins)

    def _rest_all(self) -> None:
        due = self.free >= self.begins
        self.free = np.where(due, self.free + self.lasts, self.free)
        self.begins = np.where(due, NEVER * 2, self.begins)

    def _start(self, able: tuple[bool, ...] | None) -> tuple[Floats, Floats]:
        """The row of whoever is free first for this item, and when."""
        free = self.free if able is None or all(able) else np.where(np.array(able)[:, None], self.free, NEVER * 3)
        rows = free.argmin(axis=0)
        return rows, np.maximum(free[rows, self.columns], 0.0)

    def _take(self, rows: Floats, until: Floats, taken: Floats) -> None:
        """These agents are busy `until` then, where they took it; whoever's break should have begun takes it then."""
        begins = self.begins[rows, self.columns]
        due = (until >= begins) & taken
        until = np.where(due, until + self.lasts[rows, self.columns], until)
        self.begins[rows, self.columns] = np.where(due, NEVER * 2, begins)
        self.free[rows, self.columns] = np.where(taken, until, self.free[rows, self.columns])

    def _play(self, scene: Scene) -> Floats:
        ahead = scene.ahead[:MOST_AHEAD]
        kinds = [one.kind for one in ahead]
        cycles = self._cycles(kinds)
        stays = self._draw("patience", kinds, np.array([one.waited for one in ahead]))
        if "patience" not in self.laws:
            stays += NEVER * 3
        for number, one in enumerate(ahead):
            rows, start = self._start(one.able)
            self._take(rows, start + cycles[number], start <= stays[number])
        if scene.overtaking > 0 and scene.overtaken_for > 0:
            self._overtake(scene)
        return np.minimum(self._start(scene.me.able)[1], NEVER)

    def _overtake(self, scene: Scene) -> None:
        came = np.zeros(self.replicas)
        for cycle in self._cycles([scene.me.kind] * MOST_OVERTAKING):
            came = came + self.chance.exponential(1 / scene.overtaking, self.replicas)
            rows, start = self._start(scene.me.able)
            before = (came < start) & (came < scene.overtaken_for)
            if not before.any():
                return
            self._take(rows, np.maximum(start, came) + cycle, before)
