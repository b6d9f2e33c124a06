"""Recording: a conversation mixed, and each voice alone; all begun, paused and ended together."""

from __future__ import annotations

from civichub.switchboard.commands import (
    Command,
    DropTimer,
    HangUp,
    Note,
    Pause,
    Record,
    RecordVoice,
    SetTimer,
    StopRecording,
    Tap,
)
from civichub.switchboard.happenings import TapUp
from civichub.switchboard.state import CallState


def begin_recording(state: CallState) -> tuple[CallState, tuple[Command, ...]]:
    """Of the two who have just been joined, if the line says so. Who taps a voice is heard of by `TapUp`."""
    if not state.script.recorded:
        return state, ()
    state, recording = state.new_id()
    state, caller = state.new_id()
    state, advisor = state.new_id()
    commands = (Record(recording, state.bridge), Tap(caller, state.caller), Tap(advisor, state.advisor))
    noted = Note("recorded", detail={"recording": recording, "caller": caller, "advisor": advisor})
    return state.named(recording=recording, taps=(caller, advisor)), (*commands, noted)


def record_voice(state: CallState, happening: TapUp) -> tuple[CallState, tuple[Command, ...]]:
    """The tap is there: its recording has its name."""
    tap = happening.channel
    if tap not in state.taps:
        return state, (HangUp(tap),)
    quiet = (Pause(tap, True),) if state.paused or state.held_in else ()
    return state, (RecordVoice(tap), *quiet)


def pause_all(state: CallState, paused: bool) -> tuple[Command, ...]:
    """Write nothing of anybody, or go on."""
    return tuple(Pause(recording, paused) for recording in filter(None, (state.recording, *state.taps)))


def stop_all(state: CallState) -> tuple[CallState, tuple[Command, ...]]:
    """For good."""
    stopped = tuple(StopRecording(recording) for recording in filter(None, (state.recording, *state.taps)))
    return state.named(recording="", taps=()), (*stopped, *let_taps_go(state))


def let_taps_go(state: CallState) -> tuple[Command, ...]:
    """The end of a conversation is the end of its taps, also where the caller stays; that of the mix is its room's."""
    return tuple(HangUp(tap) for tap in state.taps)


def drop_tap(state: CallState, tap: str) -> tuple[CallState, tuple[Command, ...]]:
    """One that does not do what it is asked hears nothing any more."""
    if tap not in state.taps:
        return state, ()
    return state.named(taps=tuple(one for one in state.taps if one != tap)), (StopRecording(tap), HangUp(tap))


def pause_recording(state: CallState) -> tuple[CallState, tuple[Command, ...]]:
    """Because something is said that may not be kept. Asked again, it stays paused for as long again."""
    if not state.recording:
        return state, ()
    again = SetTimer("record_again", state.script.resume_seconds)
    if state.paused:
        return state, (again,)
    return state.named(paused=True), (*pause_all(state, True), Note("recording_paused"), again)


def resume_recording(state: CallState, why: str = "") -> tuple[CallState, tuple[Command, ...]]:
    """What was said meanwhile is in no file. `why` where nobody asked for it."""
    if not state.paused:
        return state, ()
    commands = () if state.held_in else pause_all(state, False)
    noted = Note("recording_resumed", detail={"why": why} if why else {})
    return state.named(paused=False), (*commands, noted, DropTimer("record_again"))


def give_up_recording(state: CallState, recording: str) -> tuple[CallState, tuple[Command, ...]]:
    """The exchange could not write it: people go on talking, and it is said where the telephone is set up."""
    if recording == state.recording:
        return state.named(recording=""), (Note("not_recorded"),)
    return drop_tap(state, recording)
