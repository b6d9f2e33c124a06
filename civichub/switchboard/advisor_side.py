"""What happens on the advisor's side: their telephone is rung, they take the call, hold it, pass it on, let it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from civichub.switchboard import third_parties
from civichub.switchboard.call_backs import connect, reached
from civichub.switchboard.caller_side import farewell
from civichub.switchboard.commands import (
    Accept,
    Command,
    GiveBack,
    HangUp,
    Note,
    OrderDone,
    PassOn,
    Ring,
    SetTimer,
    SettleTransfer,
    TakeDown,
)
from civichub.switchboard.happenings import (
    Accepted,
    HeldOnPhone,
    LegUp,
    Offered,
    Ordered,
    Standing,
    TransferPressed,
)
from civichub.switchboard.holding import hold, resume
from civichub.switchboard.recording import let_taps_go, pause_recording, resume_recording
from civichub.switchboard.state import CallState, Phase, Ringing
from civichub.switchboard.steps import IN_LINE, Step, end, let_hear_music
from civichub.telephony.phrases import phrase

PICK_UP_SECONDS = 20  # for the telephone of somebody who has accepted on the screen
STILL_TO_SERVE = ("", "booked", "waiting", "offered", "taken")


def look_at_desk(state: CallState, seen: Standing) -> Step:
    """Bring the telephones into line with how the item of work stands. Seeing the same twice changes nothing."""
    if state.phase in IN_LINE:
        return _while_waiting(state, seen)
    if state.phase in (Phase.TALKING, Phase.CALLING):
        return _while_talking(state, seen)
    return state, ()


def _while_waiting(state: CallState, seen: Standing) -> Step:
    if seen.state not in STILL_TO_SERVE:  # withdrawn by somebody: nobody would ever come
        state, stopped = stop_ringing(state)
        if state.phase is Phase.PROMISED:
            return end(state, *stopped)
        state, commands = farewell(state, phrase(state.script.language, "sorry"))
        return state, (*stopped, *commands)
    if seen.state == "taken":
        return _taken(state, seen)
    if seen.state in ("waiting", "booked"):
        return stop_ringing(state)
    if seen.offered is None or (state.ringing and state.ringing.offer == seen.offered.offer):
        return state, ()
    state, stopped = stop_ringing(state)
    state, commands = _ring(state, seen.offered)
    return state, (*stopped, *commands)


def _ring(state: CallState, offered: Offered) -> Step:
    ringing = Ringing(offered.offer, offered.person, offered.endpoint)
    if offered.answers_itself or not offered.endpoint:
        return state.named(ringing=ringing), ()
    return ring(state.named(ringing=ringing), offered.seconds, at_once=False)


def ring(state: CallState, seconds: int, *, at_once: bool) -> Step:
    """Ring the telephone that `ringing` names."""
    ringing = state.ringing
    assert ringing is not None, "nobody to ring"
    state, channel = state.new_id()
    noted = Note("ringing", channel, ringing.person)
    return state.named(ringing=replace(ringing, channel=channel)), (
        noted,
        Ring(channel, ringing.endpoint, state.script.caller, seconds, at_once),
    )


def stop_ringing(state: CallState) -> Step:
    """It is not for them any more."""
    ringing, state = state.ringing, state.named(ringing=None)
    return state, (HangUp(ringing.channel),) if ringing and ringing.channel else ()


def _taken(state: CallState, seen: Standing) -> Step:
    """Somebody has it in hand: they accepted on the screen, took it out of turn, or were given it."""
    ringing = state.ringing
    stopped: tuple[Command, ...] = ()
    if ringing is None or ringing.person != seen.taken_by:
        state, stopped = stop_ringing(state)
        ringing = Ringing(0, seen.taken_by, seen.endpoint)
    elif ringing.accepted:
        return state, ()
    if not ringing.endpoint:
        return state, (*stopped, GiveBack("No telephone to talk on"))
    accepted = replace(ringing, accepted=True)
    state = state.named(ringing=accepted)
    if accepted.answered:
        state, commands = connect(state)
    elif accepted.channel:
        commands = ()
    else:
        state, commands = ring(state, PICK_UP_SECONDS, at_once=True)
    return state, (*stopped, *commands, *(() if accepted.answered else (SetTimer("pick_up", PICK_UP_SECONDS),)))


def _while_talking(state: CallState, seen: Standing) -> Step:
    if seen.state == "taken" and seen.taken_by == state.person:
        return state, ()
    if seen.state == "taken" and state.guest and state.guest.up and seen.taken_by == state.guest.person:
        return third_parties.put_through(state)
    if seen.state in ("waiting", "offered", "taken") and state.phase is Phase.TALKING:
        return _pass_on(state, seen)
    if seen.state == "":
        return state, ()
    return state, (HangUp(state.advisor),)  # they say that it is over


def _pass_on(state: CallState, seen: Standing) -> Step:
    """Handed off: the caller waits with music, at their old place, and the advisor is free."""
    held = (TakeDown(state.held_in),) if state.held_in else ()
    left, noted = HangUp(state.advisor), Note("passed_on", state.advisor, state.person)
    state, alone = third_parties.let_go_of_others(state)
    held += (*alone, *let_taps_go(state))
    state = state.named(phase=Phase.WAITING, advisor="", person=0, held_in="", recording="", taps=())
    state, room = let_hear_music(state)
    state, commands = _while_waiting(state, seen)
    return state, (*room, *held, noted, left, *commands)


def pick_up(state: CallState, happening: LegUp) -> Step:
    """Taking the telephone off the hook accepts the offer."""
    ringing = state.ringing
    if state.phase is Phase.CALLING and happening.channel == state.caller:
        return reached(state)
    if ringing is None or ringing.channel != happening.channel or state.phase not in IN_LINE:
        if happening.channel in state.channels():
            return third_parties.welcome(state, happening)
        return state, (HangUp(happening.channel),)
    if ringing.answered:
        return state, ()
    state = state.named(ringing=replace(ringing, answered=True))
    noted = Note("picked_up", ringing.channel, ringing.person)
    if ringing.accepted:
        state, commands = connect(state)
        return state, (noted, *commands)
    return state, (noted, Accept(ringing.offer, ringing.person))


def hear_answer(state: CallState, happening: Accepted) -> Step:
    """Whether the offer still stood when they picked up."""
    ringing = state.ringing
    if state.phase not in IN_LINE:
        return state, ()
    if ringing is None or ringing.person != happening.person:
        return state, (GiveBack("They put the telephone down"),) if happening.yes else ()
    if not happening.yes:
        return stop_ringing(state)
    return connect(state) if ringing.answered else (state, ())


def hold_on_phone(state: CallState, happening: HeldOnPhone) -> Step:
    """The key on the telephone does what the button on the screen does."""
    if state.phase is not Phase.TALKING or happening.channel != state.advisor:
        return state, ()
    return hold(state) if happening.held else resume(state)


def transfer(state: CallState, happening: TransferPressed) -> Step:
    """So does the other key; if the hub refuses, the two go on talking."""
    if state.phase is not Phase.TALKING or happening.channel != state.advisor:
        return state, ()
    return state, (PassOn(happening.extension), SettleTransfer(happening.channel))


def obey(state: CallState, happening: Ordered) -> Step:
    """What was pressed on the screen, once however often it is told; outside the conversation it means nothing."""
    done = OrderDone(happening.order)
    if state.phase is not Phase.TALKING or happening.order <= state.order:
        return state, (done,)
    state, commands = _ORDERS[happening.kind](state.named(order=happening.order), happening.detail)
    return state, (*commands, done)


_ORDERS: dict[str, Callable[[CallState, Mapping[str, Any]], Step]] = {
    "hold": lambda state, detail: hold(state),
    "resume": lambda state, detail: resume(state),
    "hang_up": lambda state, detail: (state, (HangUp(state.advisor),)),
    "pause_recording": lambda state, detail: pause_recording(state),
    "resume_recording": lambda state, detail: resume_recording(state),
    "ask_in": third_parties.ask_in,
    "together": third_parties.all_together,
    "send_away": third_parties.send_away,
    "put_through": third_parties.put_through,
    "listen": third_parties.listen,
    "stop_listening": third_parties.stop_listening,
}
