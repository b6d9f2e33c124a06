"""The moves that calls are made of: say something, let somebody wait, join two, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from civichub.switchboard.commands import (
    AskPlace,
    Command,
    DropTimer,
    End,
    HangUp,
    Hold,
    Hush,
    Join,
    Note,
    PutInLine,
    Say,
    TakeDown,
)
from civichub.switchboard.recording import begin_recording
from civichub.switchboard.state import CallState, Phase

IN_LINE = (Phase.WAITING, Phase.PROMISED)

Step: TypeAlias = tuple[CallState, tuple[Command, ...]]


def say(state: CallState, words: Sequence[str], phase: Phase) -> Step:
    """Say it to the caller, who is then in this phase. What is being said is stopped."""
    hushed = hush(state)
    state, playback = state.new_id()
    said = Say(playback, state.caller, tuple(words), state.script.language, state.script.organisation)
    return state.named(playing=playback, phase=phase), (*hushed, said)


def hush(state: CallState) -> tuple[Command, ...]:
    """Stop what is being said: a channel is put into no bridge before it has been said to the end."""
    return (Hush(state.playing),) if state.playing else ()


def let_wait(state: CallState) -> Step:
    """In line, with music. The place is said at once."""
    state, room = let_hear_music(state)
    return state.named(phase=Phase.WAITING), (PutInLine(), *room, AskPlace())


def let_hear_music(state: CallState) -> Step:
    """Into a room of the caller's own."""
    before, hushed = state.bridge, hush(state)
    state, bridge = state.new_id()
    left = (TakeDown(before),) if before else ()
    return state.named(bridge=bridge, playing=""), (*hushed, Hold(bridge, state.caller), *left)


def join(state: CallState) -> Step:
    """The caller and the telephone that rings hear each other, and are recorded if the line says so."""
    if state.ringing:
        state = state.named(advisor=state.ringing.channel, person=state.ringing.person, ringing=None)
    before, hushed = state.bridge, hush(state)
    state, bridge = state.new_id()
    connected = Note("connected", state.advisor, state.person)
    commands = [*hushed, Join(bridge, (state.caller, state.advisor)), TakeDown(before), connected]
    state = state.named(phase=Phase.TALKING, bridge=bridge, playing="", choosing=None, result="answered", paused=False)
    state, recorded = begin_recording(state)
    return state, (*commands, *recorded, DropTimer("place"), DropTimer("choose"), DropTimer("pick_up"))


def end(state: CallState, *first: Command) -> Step:
    """Over: everybody who is still there is hung up on, and every room is taken down."""
    ear = state.listener.room if state.listener else ""
    rooms = tuple(TakeDown(bridge) for bridge in (state.bridge, state.held_in, ear) if bridge)
    left = tuple(HangUp(channel) for channel in sorted(state.channels() | state.ears()))
    over = CallState(state.call, "", state.script, state.exchange, Phase.OVER, state.serial, result=state.result)
    return over, (*first, *left, *rooms, End(state.result))
