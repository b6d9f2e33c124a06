"""The caller hears music, and then the others again."""

from __future__ import annotations

from civichub.switchboard.commands import Hold, Note, PutBack, TakeDown
from civichub.switchboard.recording import pause_all
from civichub.switchboard.state import CallState
from civichub.switchboard.steps import Step


def hold(state: CallState) -> Step:
    """In a room of their own; nothing is recorded meanwhile."""
    if state.held_in:
        return state, ()
    state, room = state.new_id()
    return state.named(held_in=room), (Hold(room, state.caller), Note("held", state.caller), *pause_all(state, True))


def resume(state: CallState) -> Step:
    """Back into the conversation, and recorded again unless that was paused by hand."""
    if not state.held_in:
        return state, ()
    back = (PutBack(state.bridge, state.caller), TakeDown(state.held_in), Note("resumed", state.caller))
    return state.named(held_in=""), (*back, *(() if state.paused else pause_all(state, False)))
