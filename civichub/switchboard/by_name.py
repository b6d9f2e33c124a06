"""Whom a caller spells on the keys, once they have been greeted: their place is kept whatever comes of it."""

from __future__ import annotations

from civichub.switchboard.commands import Command, DropTimer, FindByName, Note, SetTimer
from civichub.switchboard.happenings import Told
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import Step, let_wait, say

LETTERS, READY, ANEW = "23456789", "#", "*"
BEGIN_SECONDS = 4  # to begin; whoever does not is in line, at the place of their arrival
PAUSE_SECONDS = 3  # after the last key: not everybody finds the hash
MOST_KEYS = 20


def is_spelling(state: CallState, digit: str) -> bool:
    """Whether this key is of a name. In line other things are offered by other keys."""
    return state.script.by_name and state.phase is Phase.GREETING and digit in LETTERS + READY + ANEW


def after_greeting(state: CallState) -> Step:
    """Nobody is rung until they have had time to spell, or somebody else would have answered already."""
    if state.keys.endswith(READY):
        return look_up(state)
    return state, (_soon(state),)


def spell(state: CallState, digit: str) -> Step:
    """One key more. The star begins anew; the hash ends it. Whoever is greeted still hears that first: it may say that
    the call is recorded."""
    if digit == READY and not state.playing:
        return look_up(state)
    before = "" if digit == ANEW or state.keys.endswith(READY) else state.keys
    state = state.named(keys=(before + digit.strip(ANEW))[:MOST_KEYS])
    return state, () if state.playing else (_soon(state),)


def _soon(state: CallState) -> Command:
    return SetTimer("keys", (PAUSE_SECONDS if state.keys else BEGIN_SECONDS) * state.script.pace)


def look_up(state: CallState) -> Step:
    """No more keys come: into line, for whoever they spelled."""
    if state.phase is not Phase.GREETING or state.playing:
        return state, ()
    keys = state.keys.rstrip(READY)
    asked: tuple[Command, ...] = (Note("asked_by_name", state.caller), FindByName(keys)) if keys else ()
    state, commands = let_wait(state.named(keys=""))
    return state, (DropTimer("keys"), *asked, *commands)


def tell(state: CallState, happening: Told) -> Step:
    """What came of it, unless somebody is about to answer anyway."""
    if state.phase is not Phase.WAITING or state.ringing or state.choosing:
        return state, ()
    return say(state, (happening.words,), Phase.WAITING)
