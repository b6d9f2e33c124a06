"""What has happened to one clock: when it started, its pauses, restarts and extensions, and when it stopped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from civichub.core.clocks import moments
from civichub.core.clocks.errors import LedgerError
from civichub.core.clocks.rules import Rule


@dataclass(frozen=True)
class Pause:
    """Time that does not count, from `at` to `until` (None while it lasts), on a ground the rule names."""

    at: dt.datetime
    ground: str
    until: dt.datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Restart:
    """The full period begins anew at `at`, because e.g. the requester has now said what is wanted."""

    at: dt.datetime
    ground: str
    note: str = ""


@dataclass(frozen=True)
class Extension:
    """`amount` more of the rule's unit (minutes for opening time), decided at `decided_at` while time was left."""

    amount: int
    ground: str
    decided_at: dt.datetime
    note: str = ""


@dataclass(frozen=True)
class ClockState:
    """The ledger of one clock. Moments are aware datetimes. Its methods return a new state, never change this one."""

    started_at: dt.datetime
    pauses: tuple[Pause, ...] = ()
    restarts: tuple[Restart, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: dt.datetime | None = None

    @classmethod
    def on(cls, day: dt.date) -> ClockState:
        """A clock started on a London day whose hour is not known."""
        return cls(moments.noon(day))

    @property
    def counted_from(self) -> dt.datetime:
        """The start, or the latest restart."""
        return max((restart.at for restart in self.restarts), default=self.started_at)

    @property
    def is_paused(self) -> bool:
        """Whether a pause is open and the clock has not stopped or restarted since."""
        return self.stopped_at is None and any(pause.until is None for pause in self.live_pauses)

    @property
    def live_pauses(self) -> tuple[Pause, ...]:
        """Pauses that still matter: a restart wipes out those that began before it."""
        since = self.counted_from if self.restarts else None
        return tuple(pause for pause in self.pauses if since is None or pause.at >= since)

    @property
    def live_extensions(self) -> tuple[Extension, ...]:
        """Extensions that still matter, oldest first: a restart gives a new period and wipes out earlier ones."""
        since = self.counted_from if self.restarts else None
        live = (one for one in self.extensions if since is None or one.decided_at >= since)
        return tuple(sorted(live, key=lambda extension: extension.decided_at))

    def pause(self, at: dt.datetime, ground: str, note: str = "") -> ClockState:
        """The clock held from `at`. Raises `LedgerError` when it is held already."""
        if self.is_paused:
            raise LedgerError("This clock is paused already; resume it before pausing it again.")
        return replace(self, pauses=(*self.pauses, Pause(at, ground, None, note)))

    def resume(self, at: dt.datetime) -> ClockState:
        """The open pause ended at `at`. Raises `LedgerError` when the clock is not paused."""
        if not self.is_paused:
            raise LedgerError("This clock is not paused, so it cannot be resumed.")
        ended = tuple(pause if pause.until else replace(pause, until=at) for pause in self.pauses)
        return replace(self, pauses=ended)

    def restart(self, at: dt.datetime, ground: str, note: str = "") -> ClockState:
        """The full period begun anew at `at`; an open pause ends with it."""
        ended = tuple(pause if pause.until else replace(pause, until=at) for pause in self.pauses)
        return replace(self, pauses=ended, restarts=(*self.restarts, Restart(at, ground, note)))

    def extend(self, amount: int, ground: str, decided_at: dt.datetime, note: str = "") -> ClockState:
        """More time, of the rule's unit. Whether the rule allows it is checked by `compute_deadline`."""
        return replace(self, extensions=(*self.extensions, Extension(amount, ground, decided_at, note)))

    def stop(self, at: dt.datetime) -> ClockState:
        """The thing was done at `at`."""
        return replace(self, stopped_at=at)


def check_ledger(rule: Rule, state: ClockState) -> None:
    """Raise `LedgerError` (or `NaiveTime`) where the ledger breaks the rule or contradicts itself.

    Whether an extension came in time is checked while counting, because it depends on the sum.
    """
    start = moments.as_utc(state.started_at, what="the start")
    if state.stopped_at is not None:
        moments.as_utc(state.stopped_at, what="the stop")
    for pause in state.pauses:
        _check(rule, "pauses", pause.ground, moments.as_utc(pause.at, what="the pause"), start)
        if pause.until is not None and moments.as_utc(pause.until, what="the end of the pause") < pause.at:
            raise LedgerError("A pause ends before it begins; correct one of its two times.", field="pauses")
    for restart in state.restarts:
        _check(rule, "restarts", restart.ground, moments.as_utc(restart.at, what="the restart"), start)
    for extension in state.extensions:
        moment = moments.as_utc(extension.decided_at, what="the extension")
        _check(rule, "extensions", extension.ground, moment, start)
        if extension.amount < 1:
            raise LedgerError("An extension adds at least 1.", field="extensions")
    if state.extensions:
        _check_limits(rule, state.live_extensions)


def _check(rule: Rule, kind: str, ground: str, moment: dt.datetime, start: dt.datetime) -> None:
    if rule.ground(kind, ground) is None:
        allowed = ", ".join(one.id for one in getattr(rule, kind)) or "none"
        raise LedgerError(f"{rule.name} does not allow {ground!r} among its {kind} (allowed: {allowed}).", field=kind)
    if moment < start:
        raise LedgerError(f"One of the {kind} lies before the clock started; correct its time.", field=kind)


def _check_limits(rule: Rule, extensions: tuple[Extension, ...]) -> None:
    by_ground: dict[str, int] = {}
    for extension in extensions:
        by_ground[extension.ground] = by_ground.get(extension.ground, 0) + extension.amount
    for ground_id, amount in by_ground.items():
        ground = rule.ground("extensions", ground_id)
        if ground and ground.limit is not None and amount > ground.limit:
            raise LedgerError(
                f"An extension because {ground.words} adds at most {ground.limit}, not {amount} ({ground.source}).",
                field="extensions",
            )
    whole = sum(by_ground.values())
    if rule.extension_limit is not None and whole > rule.extension_limit:
        raise LedgerError(
            f"Extensions of this clock add at most {rule.extension_limit} together, not {whole} ({rule.source}).",
            field="extensions",
        )
