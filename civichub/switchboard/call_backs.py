"""Being rung back instead of waiting: the caller keeps their place, and the advisor is on the line first."""

from __future__ import annotations

from civichub.switchboard.commands import (
    Command,
    DropTimer,
    HangUp,
    Hold,
    Note,
    NotReached,
    PutInLine,
    RingOut,
    SetTimer,
    TakeDown,
)
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import Step, end, join, say
from civichub.telephony.phrases import phrase

RING_SECONDS = 30
RETRY_SECONDS = 10 * 60  # somebody who was in the shower is not there a minute later either
MOST_TRIES = 3


def promise(state: CallState) -> Step:
    """They pressed 1: their item stays where it is in line, and they may hang up."""
    noted = (DropTimer("place"), Note("call_back_asked", state.caller))
    state, commands = say(state, (phrase(state.script.language, "call_back_promised"),), Phase.PROMISED)
    return state, (*noted, *commands)


def connect(state: CallState) -> Step:
    """An advisor is on the line: join the caller who waits, or ring the one who went."""
    return join(state) if state.phase is Phase.WAITING else _ring_back(state)


def _ring_back(state: CallState) -> Step:
    """The advisor hears music until the customer answers. Who has not hung up yet is rung all the same."""
    ringing = state.ringing
    assert ringing is not None, "nobody to talk to"
    left: tuple[Command, ...] = (HangUp(state.caller),) if state.caller else ()
    before = (TakeDown(state.bridge),) if state.bridge else ()
    state, bridge = state.new_id()
    state, channel = state.new_id()
    state = state.named(
        phase=Phase.CALLING, caller=channel, bridge=bridge, advisor=ringing.channel, person=ringing.person,
        ringing=None, playing="", tries=state.tries + 1,
    )  # fmt: skip
    seconds = RING_SECONDS * state.script.pace
    rung = (Note("rung_back", channel), RingOut(channel, state.rung_back_at(), state.script.line, seconds))
    return state, (*left, *before, Hold(bridge, state.advisor), *rung, DropTimer("pick_up"))


def reached(state: CallState) -> Step:
    """The customer has answered: the two hear each other."""
    return join(state)


def not_reached(state: CallState) -> Step:
    """They did not answer: the advisor is free, and we try again later, as often as we say we do."""
    freed = (HangUp(state.advisor), TakeDown(state.bridge), NotReached())
    state = state.named(caller="", advisor="", person=0, bridge="")
    if state.tries >= MOST_TRIES:
        return end(state.named(result="unreached"), *freed)
    return state.named(phase=Phase.RESTING), (*freed, SetTimer("retry", RETRY_SECONDS))


def try_again(state: CallState) -> Step:
    """Back in line, at the place of their arrival."""
    return state.named(phase=Phase.PROMISED), (PutInLine(again=True),)
