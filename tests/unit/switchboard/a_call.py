"""Calls as the reducer sees them: what callers hear, who is rung, and how a call came where it is."""

from __future__ import annotations

from dataclasses import replace

from civichub.switchboard import commands as do
from civichub.switchboard.happenings import (
    Accepted,
    Began,
    Happening,
    LegUp,
    Offered,
    Said,
    Standing,
)
from civichub.switchboard.reducer import react
from civichub.switchboard.state import CallState, Phase
from civichub.telephony.script import Script

OPEN = Script("en", greeting=("Hello.", "Calls are recorded."), recorded=True, survey="How was it?")
QUIET = Script("en", greeting=("Hello.",))
CLOSED = Script("en", greeting=("Hello.",), closed=("We are closed.",), takes_messages=True)
ASKING = replace(OPEN, comment="Why?")
BY_NAME = Script("en", greeting=("Hello.",), number="+447700900123", by_name=True)
REACHABLE = Script("en", greeting=("Hello.",), number="+447700900123")
CHOOSY = replace(REACHABLE, caller="+447700900123", chooses=True, text_about="bins")
ANNA, BOB = 7, 8
TO_ANNA = Offered(70, ANNA, "phone-2001", answers_itself=False, seconds=20)
TO_BOB = Offered(80, BOB, "phone-2002", answers_itself=False, seconds=20)
ASK_BOB = {"person": BOB, "endpoint": "phone-2002"}


def after(*happenings: Happening, script: Script = OPEN) -> tuple[CallState, list[do.Command]]:
    """The state after these, and every command on the way."""
    state, done = CallState(1, "caller", script, exchange="today"), []
    for happening in happenings:
        state, commands = react(state, happening)
        done += commands
    return state, done


def kinds(commands: list[do.Command]) -> list[str]:
    return [type(command).__name__ for command in commands if not isinstance(command, do.Note)]


def waiting(script: Script = OPEN) -> CallState:
    state, _ = after(Began(), Said("hub-1-1"), script=script)
    assert state.phase is Phase.WAITING
    return state


def talking(script: Script = OPEN) -> CallState:
    state = waiting(script)
    for happening in (Standing("offered", TO_ANNA), LegUp("hub-1-3"), Accepted(ANNA, True)):
        state, _ = react(state, happening)
    assert state.phase is Phase.TALKING
    return state
