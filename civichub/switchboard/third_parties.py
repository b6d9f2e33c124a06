"""Who else is on the line: somebody whom the advisor asks in, alone at first, and a team leader who listens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from civichub.switchboard.commands import (
    Command,
    HangUp,
    Join,
    Note,
    PutBack,
    Ring,
    RingOut,
    TakeDown,
    Tap,
    WrapUp,
)
from civichub.switchboard.happenings import LegUp, TapUp
from civichub.switchboard.holding import hold, resume
from civichub.switchboard.recording import record_voice, stop_all
from civichub.switchboard.state import CallState, Guest, Listener, Phase
from civichub.switchboard.steps import Step

RING_SECONDS = 30
INTERPRETER = ("interpreter", "name", "cost_code", "language")
JOINS_IN, WHISPERS = "join_in", "whisper"


def ask_in(state: CallState, detail: Mapping[str, Any]) -> Step:
    """Ring a colleague or a number outside; the caller hears music meanwhile."""
    if state.guest:
        return state, ()
    state, held = hold(state)
    state, channel = state.new_id()
    guest = Guest(channel, detail.get("person", 0), detail.get("number", ""), name=detail.get("name", ""))
    rung: Command = RingOut(channel, guest.number, state.script.line, RING_SECONDS)
    if guest.person:
        rung = Ring(channel, detail["endpoint"], state.script.caller, RING_SECONDS, at_once=False)
    known = {key: detail[key] for key in ("number", *INTERPRETER) if detail.get(key)}
    noted = Note("asked_in", channel, guest.person, known)
    return state.named(guest=guest), (*held, noted, rung)


def welcome(state: CallState, happening: LegUp) -> Step:
    """They picked up: the advisor and they hear each other."""
    guest, listener = state.guest, state.listener
    if guest and happening.channel == guest.channel and not guest.up:
        answered = Note("came_in", guest.channel, guest.person)
        return state.named(guest=replace(guest, up=True)), (answered, PutBack(state.bridge, guest.channel))
    if listener and happening.channel == listener.channel and not listener.up:
        state, commands = _hear(state, replace(listener, up=True))
        return state, (Note("listening", listener.channel, listener.person), *commands)
    return state, ()


def all_together(state: CallState, detail: Mapping[str, Any]) -> Step:
    """The caller, the advisor and whoever was asked in."""
    if not (state.guest and state.guest.up) or not state.held_in:
        return state, ()
    state, resumed = resume(state)
    return state, (*resumed, Note("together", state.guest.channel if state.guest else ""))


def send_away(state: CallState, detail: Mapping[str, Any] | None = None) -> Step:
    """Back to the caller; whoever was asked in, or is still being rung, is let go."""
    if not state.guest:
        return state, ()
    left = HangUp(state.guest.channel)
    state, back = lose_guest(state, 16)
    return state, (left, *back)


def lose_guest(state: CallState, cause: int) -> Step:
    """They have gone, were not reached or were let go: the advisor and the caller go on."""
    assert state.guest is not None, "nobody was asked in"
    noted = Note("guest_gone", state.guest.channel, state.guest.person, {"cause": cause})
    state, resumed = resume(state.named(guest=None))
    return state, (noted, *resumed)


def put_through(state: CallState, detail: Mapping[str, Any] | None = None) -> Step:
    """The advisor leaves the caller with whoever was asked in: a colleague has the call then, or we have it no more."""
    guest = state.guest
    if not (guest and guest.up):
        return state, ()
    state, resumed = resume(state)
    state, unheard = stop_listening(state)
    left = (HangUp(state.advisor), Note("put_through", state.advisor, state.person)) if state.advisor else ()
    if guest.person:
        return state.named(advisor=guest.channel, person=guest.person, guest=None), (*resumed, *unheard, *left)
    state, stopped = stop_all(state)
    state = state.named(phase=Phase.ELSEWHERE, advisor=guest.channel, person=0, guest=None)
    return state, (*resumed, *unheard, *stopped, *left, Note("left_with_others", guest.channel), WrapUp())


def listen(state: CallState, detail: Mapping[str, Any]) -> Step:
    """A team leader hears both; whispers to the advisor alone, or speaks to both, when they ask for that."""
    listener, manner = state.listener, detail["manner"]
    if listener is None:
        state, channel = state.new_id()
        rung = Ring(channel, detail["endpoint"], state.script.caller, RING_SECONDS, at_once=True)
        listener = Listener(channel, detail["person"], manner)
        return state.named(listener=listener), (Note("asked_to_listen", channel, listener.person), rung)
    if listener.person != detail["person"] or listener.manner == manner:
        return state, ()
    if not listener.up:
        return state.named(listener=replace(listener, manner=manner)), ()
    state, left = _stop_hearing(state)
    state, commands = _hear(state, replace(listener, manner=manner, tap="", room=""))
    return state, (*left, *commands)


def _hear(state: CallState, listener: Listener) -> Step:
    noted = Note("listens_by", listener.channel, listener.person, {"manner": listener.manner})
    if listener.manner == JOINS_IN:
        return state.named(listener=listener), (noted, PutBack(state.bridge, listener.channel))
    state, tap = state.new_id()
    whispers_to = "out" if listener.manner == WHISPERS else "none"
    commands = (noted, Tap(tap, state.advisor, hears="both", whispers_to=whispers_to))
    return state.named(listener=replace(listener, tap=tap)), commands


def tap_hears(state: CallState, happening: TapUp) -> Step:
    """A tap for somebody's ear, or for a recording of one voice."""
    listener = state.listener
    if not (listener and listener.tap == happening.channel):
        return record_voice(state, happening)
    if listener.room:
        return state, ()
    state, room = state.new_id()
    return state.named(listener=replace(listener, room=room)), (Join(room, (listener.channel, listener.tap)),)


def _stop_hearing(state: CallState) -> Step:
    """Their ear, not their telephone."""
    assert state.listener is not None, "nobody listens"
    room, tap = state.listener.room, state.listener.tap
    return state, (*((TakeDown(room),) if room else ()), *((HangUp(tap),) if tap else ()))


def stop_listening(state: CallState, detail: Mapping[str, Any] | None = None) -> Step:
    """The team leader hears nothing any more."""
    if not state.listener:
        return state, ()
    state, left = _stop_hearing(state)
    noted = Note("stopped_listening", state.listener.channel, state.listener.person, {"cause": 16})
    return state.named(listener=None), (*left, HangUp(state.listener.channel), noted)


def let_go_of_others(state: CallState) -> Step:
    """The conversation is over for the advisor: nobody is left in it whom they asked in, and nobody listens."""
    state, unheard = stop_listening(state)
    left: tuple[Command, ...] = ()
    if state.guest:
        noted = Note("guest_gone", state.guest.channel, state.guest.person, {"cause": 16})
        left = (HangUp(state.guest.channel), noted)
    return state.named(guest=None), (*unheard, *left)
