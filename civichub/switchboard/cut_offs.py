"""Who is cut off by a fault: whoever is still there waits, first in line; whoever is not is rung back, those who talked
before all others, and those who waited at their old place."""

from __future__ import annotations

from civichub.switchboard.commands import (
    Command,
    DropTimer,
    GiveBack,
    HangUp,
    KeepPlace,
    Note,
    PutFirst,
    SetTimer,
    TakeDown,
    WrapUp,
)
from civichub.switchboard.recording import let_taps_go
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import Step, end, let_hear_music, say
from civichub.switchboard.third_parties import let_go_of_others
from civichub.telephony.phrases import phrase

# Of Q.850 (ITU-T, 05/2018): not told, normal clearing, normal and unspecified, and 127, by which networks that cannot
# tell end every call. All others say, in the middle of a conversation, that something failed: 38 the network, 41 a
# temporary failure, 44 no sound any more, 102 a timer of the call…
HUNG_UP = frozenset({0, 16, 31, 127})
# In line the rule is stricter, for most who leave it have had enough and do not want to be rung: only 27 (out of order)
# and the classes of resources that are not there (32 to 47) and of protocols that went wrong (96 to 111).
FAILED = frozenset({27, *range(32, 48), *range(96, 112)})

WAITS = (Phase.GREETING, Phase.WAITING)
IS_RUNG_BACK = (*WAITS, Phase.TALKING, Phase.CALLING, Phase.PROMISED)  # after the exchange has died


def is_cut_off(state: CallState, channel: str, cause: int) -> bool:
    """Whether this channel's end is a fault in the middle of a conversation of the two whom the call is about."""
    return state.phase is Phase.TALKING and channel in (state.caller, state.advisor) and cause not in HUNG_UP


def is_cut_off_in_line(state: CallState, channel: str, cause: int) -> bool:
    """Whether this channel's end is a fault, and not the patience of somebody who waits."""
    return state.phase is Phase.WAITING and channel == state.caller and cause in FAILED


def lose_who_waits(state: CallState) -> Step:
    """Their side has failed in line: they are rung back in their turn. A telephone that rings for them goes on."""
    if not state.rung_back_at():
        return end(state.named(caller="", result="lost"))
    room = (TakeDown(state.bridge),) if state.bridge else ()
    kept = _to_be_rung_back(state, state.exchange).named(ringing=state.ringing)
    return kept, (Note("cut_off_in_line"), *room, KeepPlace())


def lose_caller(state: CallState) -> Step:
    """Their side has failed: they are rung back before anybody else is served, by the same advisor if there."""
    if not state.rung_back_at():
        return end(state.named(caller=""), Note("cut_off"), WrapUp())
    state, left = _break_up(state.named(caller=""))
    rooms = tuple(TakeDown(bridge) for bridge in (state.held_in, state.bridge) if bridge)
    return _to_be_rung_back(state, state.exchange), (*left, *rooms, PutFirst())


def lose_advisor(state: CallState) -> Step:
    """The advisor's telephone has failed: the caller is told, and is the next whom somebody talks with."""
    state, left = _break_up(state.named(advisor=""))
    held = (TakeDown(state.held_in),) if state.held_in else ()
    state = state.named(phase=Phase.WAITING, person=0, held_in="", recording="", taps=())
    state, room = let_hear_music(state)
    state, told = say(state, (phrase(state.script.language, "cut_off"),), Phase.WAITING)
    return state, (*left, PutFirst(), *room, *held, *told, SetTimer("place", state.script.announce_seconds))


def lose_exchange(state: CallState, exchange: str) -> Step:
    """Everybody is gone at once, and the exchange that is there now knows nothing of them: whoever talked is rung back
    first, whoever waited in their turn, and whoever was about to be rung back still is."""
    promised = _to_be_rung_back(state, exchange)
    if state.phase in WAITS:
        return promised, (Note("cut_off_in_line"), KeepPlace())
    if state.phase is Phase.TALKING:
        return promised, (Note("cut_off"), PutFirst())
    if state.phase is Phase.CALLING:
        return promised.named(tries=state.tries - 1), (GiveBack("The telephone exchange was started anew"),)
    return promised.named(tries=state.tries), ()


def _break_up(state: CallState) -> Step:
    left: tuple[Command, ...] = (HangUp(state.advisor),) if state.advisor else ()
    state, alone = let_go_of_others(state)
    return state, (Note("cut_off"), *left, *alone, *let_taps_go(state), DropTimer("record_again"))


def _to_be_rung_back(state: CallState, exchange: str) -> CallState:
    return CallState(
        state.call, "", state.script, exchange, Phase.PROMISED, state.serial,
        number=state.number, order=state.order, result=state.result,
    )  # fmt: skip
