"""What goes away, runs out, fails, or is found again after the switchboard or the exchange has died."""

from __future__ import annotations

from dataclasses import replace

from civichub.switchboard import by_name
from civichub.switchboard.advisor_side import pick_up, stop_ringing
from civichub.switchboard.call_backs import RETRY_SECONDS, not_reached, try_again
from civichub.switchboard.caller_side import ask_how_it_was, ask_why, farewell, go_on_after, greet, let_go, part
from civichub.switchboard.commands import (
    Accept,
    Answer,
    AskPlace,
    Command,
    DropTimer,
    GiveBack,
    HangUp,
    Hold,
    Join,
    Miss,
    Note,
    Pause,
    PutBack,
    PutInLine,
    PutThrough,
    Record,
    RecordVoice,
    Ring,
    RingOut,
    Say,
    SetTimer,
    TakeDown,
    TakeMessage,
    Tap,
    WrapUp,
)
from civichub.switchboard.cut_offs import (
    IS_RUNG_BACK,
    is_cut_off,
    is_cut_off_in_line,
    lose_advisor,
    lose_caller,
    lose_exchange,
    lose_who_waits,
)
from civichub.switchboard.happenings import Failed, FoundAgain, LegGone, LegUp, Said, TimeUp
from civichub.switchboard.recording import drop_tap, give_up_recording, let_taps_go, resume_recording, stop_all
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import IN_LINE, Step, end, hush, let_hear_music, say
from civichub.switchboard.third_parties import (
    let_go_of_others,
    lose_guest,
    put_through,
    stop_listening,
    welcome,
)
from civichub.switchboard.while_waiting import stop_choosing
from civichub.telephony.phrases import phrase

SPEAKING = (Phase.MESSAGE, Phase.COMMENT)
MESSAGE_SECONDS = 10  # for the exchange to close the file of somebody who hung up
NOT_CONNECTED = 20
WHY_MISSED = {
    17: "Your telephone was engaged",
    NOT_CONNECTED: "Your telephone is not connected",
    21: "You sent the call away",
}


def lose_leg(state: CallState, happening: LegGone) -> Step:
    """Somebody hung up, was never reached, or dropped out."""
    gone, cause = happening.channel, happening.cause
    why_matters = state.phase is Phase.TALKING or (state.phase is Phase.WAITING and gone == state.caller)
    if gone not in state.channels() or (cause is None and why_matters):
        return state, ()
    cause = cause or 0
    if state.guest and gone == state.guest.channel:
        return lose_guest(state, cause)
    if state.listener and gone == state.listener.channel:
        return stop_listening(state)
    noted = Note("gone", gone, detail={"cause": cause})
    broken = is_cut_off(state, gone, cause)
    if is_cut_off_in_line(state, gone, cause):
        state, commands = lose_who_waits(state)
    elif gone == state.caller:
        state, commands = lose_caller(state) if broken else _caller_gone(state.named(caller=""))
    elif gone == state.advisor:
        alone = broken and not (state.guest and state.guest.up)
        state, commands = lose_advisor(state) if alone else _advisor_gone(state.named(advisor=""))
    else:
        state, commands = _ringing_gone(state, cause)
    return state, (noted, *commands)


def _caller_gone(state: CallState) -> Step:
    if state.phase is Phase.PROMISED:
        left = (TakeDown(state.bridge),) if state.bridge else ()
        return state.named(bridge="", playing=""), left
    if state.phase is Phase.CALLING:
        return not_reached(state)
    if state.phase in SPEAKING and state.recording:  # what they said is still being written
        return state.named(playing=""), (SetTimer("message", MESSAGE_SECONDS),)
    if state.phase is Phase.TALKING:
        return end(state, WrapUp())
    return end(state)


def _advisor_gone(state: CallState) -> Step:
    """The caller is asked how it was, or let go; one who was just being rung back keeps their place."""
    if state.phase is Phase.CALLING:
        left = (HangUp(state.caller), TakeDown(state.bridge))
        promised = state.named(phase=Phase.PROMISED, caller="", bridge="", person=0, tries=state.tries - 1)
        return promised, (*left, GiveBack("They put the telephone down"))
    if state.phase is Phase.ELSEWHERE:
        return end(state)
    if state.guest and state.guest.up:  # whoever hangs up on a colleague and a caller leaves them with each other
        person = state.guest.person
        state, commands = put_through(state)
        return state, ((PutThrough(person), *commands) if person else commands)
    state, alone = let_go_of_others(state)
    rooms = tuple(TakeDown(bridge) for bridge in (state.held_in, state.bridge) if bridge)
    rooms += (*alone, *let_taps_go(state))
    state = state.named(bridge="", held_in="", recording="", taps=())
    state, commands = part(state)
    return state, (WrapUp(), *rooms, *commands)


def _ringing_gone(state: CallState, cause: int) -> Step:
    ringing, state = state.ringing, state.named(ringing=None)
    assert ringing is not None, "a telephone that rang"
    why = WHY_MISSED.get(cause, "Your telephone was not answered")
    if ringing.accepted:
        return state, (DropTimer("pick_up"), GiveBack(why))
    if ringing.answered:  # we have asked whether it is theirs: the answer decides
        return state, ()
    return state, (Miss(ringing.offer, why),)


def run_out_of_time(state: CallState, happening: TimeUp) -> Step:
    """A timer that no longer matters changes nothing."""
    name = happening.name
    if name == "place" and state.phase is Phase.WAITING:
        busy = state.ringing or state.playing or state.choosing
        return state, (SetTimer("place", state.script.announce_seconds) if busy else AskPlace(),)
    if name == "choose":
        return stop_choosing(state)
    if name == "keys":
        return by_name.look_up(state)
    if name == "retry" and state.phase is Phase.RESTING:
        return try_again(state)
    if name == "pick_up" and state.ringing and state.ringing.accepted and state.phase in IN_LINE:
        state, stopped = stop_ringing(state)
        return state, (*stopped, GiveBack("Your telephone was not answered"))
    if name == "record_again" and state.phase is Phase.TALKING:
        return resume_recording(state, why="time")
    if name == "survey" and state.phase in (Phase.PARTING, Phase.SURVEY):
        return farewell(state, phrase(state.script.language, "goodbye"))
    if name == "last_words" and state.phase is Phase.FAREWELL:
        return state, (HangUp(state.caller),)
    if name == "message" and state.phase in SPEAKING and not state.caller:
        return end(state)
    return state, ()


def make_do(state: CallState, happening: Failed) -> Step:
    """The exchange could not: a caller is never left alone for it. One who has hung up is told of by `LegGone`."""
    command = happening.command
    if isinstance(command, Say):
        return go_on_after(state, Said(command.playback))
    if isinstance(command, Ring) and happening.exchange_away:
        return state, ()  # not their telephone's fault: they are rung once it is there again, or the offer ends
    if isinstance(command, Ring | RingOut):
        return lose_leg(state, LegGone(command.channel, NOT_CONNECTED))
    if isinstance(command, Join) and state.phase is Phase.TALKING and command.bridge == state.bridge:
        return _wait_again(state)
    if isinstance(command, Record):
        return give_up_recording(state, command.recording)
    if isinstance(command, Pause) and command.paused and command.recording == state.recording:
        state, stopped = stop_all(state)  # better no recording than a card number in it
        return state, (*stopped, Note("recording_stopped"))
    if isinstance(command, Tap | RecordVoice | Pause):
        return drop_tap(state, command.recording if isinstance(command, Pause) else command.tap)
    if isinstance(command, TakeMessage) and state.phase in SPEAKING and state.caller:
        words = "sorry" if state.phase is Phase.MESSAGE else "goodbye"
        return farewell(state.named(recording=""), phrase(state.script.language, words))
    if isinstance(command, Answer | Hold | PutBack):
        return state, (Note("failed", detail={"command": type(command).__name__}),)
    return state, ()


def _wait_again(state: CallState) -> Step:
    left: tuple[Command, ...] = (HangUp(state.advisor), *let_taps_go(state), GiveBack("You could not be connected"))
    state = state.named(phase=Phase.WAITING, advisor="", person=0, recording="", taps=(), result="abandoned")
    state, room = let_hear_music(state)
    return state, (*left, *room, SetTimer("place", state.script.announce_seconds))


def find_again(state: CallState, happening: FoundAgain) -> Step:
    """Nobody listened for a while. Whoever has gone has gone; who is there is taken up where they are."""
    is_new = state.exchange != happening.exchange and bool(state.channels())
    if is_new and state.phase in IS_RUNG_BACK and state.rung_back_at():
        return lose_exchange(state, happening.exchange)
    if is_new and state.phase is not Phase.RESTING:
        talked = (WrapUp(),) if state.phase is Phase.TALKING else ()
        nobody = CallState(state.call, "", state.script, state.exchange, serial=state.serial, result="lost")
        return end(nobody, *talked)
    state = state.named(exchange=happening.exchange, choosing=None)
    commands: tuple[Command, ...] = ()
    for channel in sorted(state.channels() - happening.channels.keys()):
        state, more = lose_leg(state, LegGone(channel))
        commands += more
    if state.phase is Phase.RESTING:
        return state, (*commands, SetTimer("retry", RETRY_SECONDS))
    if state.phase in SPEAKING and not state.channels():
        return state, (*commands, SetTimer("message", MESSAGE_SECONDS))
    if state.phase is Phase.OVER or not state.channels():
        return state, commands
    state, more = _take_up(state, happening)
    return state, (*commands, Note("found_again"), *more)


def _take_up(state: CallState, happening: FoundAgain) -> Step:
    if state.phase in IN_LINE:
        return _take_up_in_line(state, happening)
    if state.phase is Phase.CALLING:
        answered = state.caller in happening.answered
        return pick_up(state, LegUp(state.caller)) if answered else (state, ())
    if not state.caller:
        return state, ()
    if state.phase is Phase.TALKING:
        inside = [state.advisor] if state.held_in else [state.caller, state.advisor]
        inside += [state.guest.channel] if state.guest and state.guest.up else []
        back = [PutBack(state.bridge, channel) for channel in inside if happening.channels[channel] != state.bridge]
        state, met = _meet_others(state, happening)
        again = (SetTimer("record_again", state.script.resume_seconds),) if state.paused else ()
        return state, (*back, *met, *again)
    if state.phase is Phase.ELSEWHERE:
        return state, ()
    if state.phase is Phase.PARTING:
        return part(state)
    if state.phase is Phase.SURVEY:
        return ask_how_it_was(state)
    if state.phase is Phase.COMMENT:
        return (state, ()) if state.recording else ask_why(state)
    if state.phase is Phase.FAREWELL:
        return let_go(state)
    if state.phase is Phase.GREETING or not (state.recording or state.playing):
        return greet(state)
    return (state, ()) if state.recording else say(state, state.script.closed, Phase.MESSAGE)


def _meet_others(state: CallState, happening: FoundAgain) -> Step:
    """Those who were being rung and picked up while nobody listened."""
    commands: tuple[Command, ...] = ()
    for other in (state.guest, state.listener):
        if other and other.channel in happening.answered:
            state, met = welcome(state, LegUp(other.channel))
            commands += met
    return state, commands


def _take_up_in_line(state: CallState, happening: FoundAgain) -> Step:
    commands: tuple[Command, ...] = (PutInLine(),)
    if state.phase is Phase.PROMISED:
        commands += (HangUp(state.caller),) if state.caller else ()
    elif happening.channels[state.caller] != state.bridge:
        state, room = let_hear_music(state)
        commands += room
    elif state.playing:
        commands += hush(state)
        state = state.named(playing="")
    if state.phase is Phase.WAITING:
        commands += (SetTimer("place", state.script.announce_seconds),)
    ringing = state.ringing
    if ringing and ringing.channel in happening.answered:
        if ringing.answered and not ringing.accepted:
            return state, (*commands, Accept(ringing.offer, ringing.person))
        state, more = pick_up(state.named(ringing=replace(ringing, answered=False)), LegUp(ringing.channel))
        commands += more
    return state, commands
