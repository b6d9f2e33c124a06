"""What the switchboard knows of one call: frozen, and kept in the database so that another process can go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from civichub.telephony.script import Script


class Phase(StrEnum):
    """Where a call is. PROMISED is in line without anybody on the telephone, CALLING is ringing back, RESTING is until
    the next try. ELSEWHERE is talking with somebody outside, without any of ours. PARTING is until the hub has said
    whether they are asked how it was. OVER is the end: nothing is done for it any more."""

    GREETING = "greeting"
    WAITING = "waiting"
    PROMISED = "promised"
    CALLING = "calling"
    RESTING = "resting"
    TALKING = "talking"
    ELSEWHERE = "elsewhere"
    PARTING = "parting"
    SURVEY = "survey"
    COMMENT = "comment"
    MESSAGE = "message"
    FAREWELL = "farewell"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Ringing:
    """An advisor's telephone that is rung, or will be once they accept on the screen (then `channel` is empty).

    `offer` is 0 where somebody took the call without being offered it.
    """

    offer: int
    person: int
    endpoint: str
    channel: str = ""
    accepted: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom the advisor asks in: a colleague, or (then `person` is 0) a number outside, perhaps with
    a `name`. `up` once they have answered."""

    channel: str
    person: int
    number: str = ""
    up: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Listener:
    """A team leader who listens: by a `tap` in a `room` with them, or, where they speak to both, in the call's own."""

    channel: str
    person: int
    manner: str
    tap: str = ""
    room: str = ""
    up: bool = False


@dataclass(frozen=True, slots=True)
class Choosing:
    """What somebody who waits is being asked about the call-back they want: "where", the "number", whether that is
    "right", and "when"; "booked" until the hub has said whether it is. `times` are begins of half hours; `before` is
    the key of a phrase that is said before the next question."""

    step: str
    number: str = ""
    times: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class CallState:
    """One call. Channels, bridges and playbacks are ids of the exchange; empty means none.

    `exchange` is when the exchange was started that this call came by. `serial` numbers every id we make for this call:
    none is ever used twice, because the exchange may still know it. `taps` hear one voice each. `order` is
    the last that was obeyed. `number` is where they asked to be rung back, if not where they rang from; `texted`: they
    asked for the text with a link; `keys` are what they have spelled so far. `result` is how the record of the call
    will end.
    """

    call: int
    caller: str
    script: Script
    exchange: str = ""
    phase: Phase = Phase.GREETING
    serial: int = 0
    playing: str = ""
    bridge: str = ""
    ringing: Ringing | None = None
    advisor: str = ""
    person: int = 0
    held_in: str = ""
    recording: str = ""
    taps: tuple[str, ...] = ()
    guest: Guest | None = None
    listener: Listener | None = None
    paused: bool = False
    tries: int = 0
    number: str = ""
    choosing: Choosing | None = None
    texted: bool = False
    order: int = 0
    keys: str = ""
    result: str = "abandoned"

    def named(self, **changes: Any) -> Self:
        """The same with these changes."""
        return replace(self, **changes)

    def new_id(self) -> tuple[Self, str]:
        """An id that this call has never used."""
        serial = self.serial + 1
        return replace(self, serial=serial), f"hub-{self.call}-{serial}"

    def rung_back_at(self) -> str:
        """The number at which they are rung back; empty for nobody knows where."""
        return self.number or self.script.number or self.script.caller

    def channels(self) -> frozenset[str]:
        """The channels that are, or are about to be, part of this call."""
        ringing = self.ringing.channel if self.ringing else ""
        others = [other.channel for other in (self.guest, self.listener) if other]
        return frozenset(filter(None, (self.caller, self.advisor, ringing, *others)))

    def ears(self) -> frozenset[str]:
        """The taps by which it is recorded, or heard."""
        return frozenset(filter(None, (*self.taps, self.listener.tap if self.listener else "")))

    def as_memory(self) -> dict[str, Any]:
        """As plain values, for the database."""
        return asdict(self)


def remembered(memory: Mapping[str, Any]) -> CallState:
    """The state that `as_memory` wrote, also when an older program wrote it."""
    known = {field.name for field in fields(CallState)}
    values = {key: value for key, value in memory.items() if key in known}
    values["phase"] = Phase(values["phase"])
    script = {key: tuple(value) if isinstance(value, list) else value for key, value in values["script"].items()}
    values["script"] = Script(**{key: value for key, value in script.items() if key in Script.__dataclass_fields__})
    values["taps"] = tuple(values.get("taps", ()))
    for name, kind in (("ringing", Ringing), ("guest", Guest), ("listener", Listener)):
        values[name] = kind(**values[name]) if values.get(name) else None
    if choosing := values.get("choosing"):
        values["choosing"] = Choosing(**{**choosing, "times": tuple(choosing["times"])})
    return CallState(**values)
