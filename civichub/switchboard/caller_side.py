"""What happens on the caller's side: greeted, told their place, asked how it was, or taking leave with a message."""

from __future__ import annotations

from civichub.switchboard import by_name
from civichub.switchboard.commands import (
    Answer,
    AskSample,
    Command,
    DropTimer,
    HangUp,
    KeepMessage,
    Note,
    Score,
    SetTimer,
    TakeMessage,
)
from civichub.switchboard.happenings import Began, MessageTaken, PlaceKnown, Pressed, Said, Sampled
from civichub.switchboard.recording import give_up_recording
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import Step, end, let_wait, say
from civichub.switchboard.while_waiting import hear_key, offers
from civichub.telephony.phrases import BELL, phrase, place_words

SURVEY_SECONDS = 20
LAST_WORDS_SECONDS = 30  # then we hang up, whatever was still being said
LEAST_MESSAGE_SECONDS = 2  # less is a breath before somebody hangs up


def begin(state: CallState, happening: Began) -> Step:
    """Answer, and say who we are; or, when nobody is there, when to call again."""
    if state.serial:  # something has been done for it already
        return state, ()
    return greet(state)


def greet(state: CallState) -> Step:
    """From the beginning; also for a caller whose greeting was cut short by a switchboard that died."""
    taken = (Answer(state.caller), Note("answered", state.caller))
    if state.script.is_open:
        state, commands = say(state, state.script.greeting, Phase.GREETING)
    elif state.script.takes_messages:
        state, commands = say(state.named(result="turned_away"), state.script.closed, Phase.MESSAGE)
    else:
        state, commands = farewell(state.named(result="turned_away"), *state.script.closed)
    return state, (*taken, *commands)


def farewell(state: CallState, *words: str) -> Step:
    """The last words; then we hang up."""
    state, commands = say(state, words, Phase.FAREWELL)
    return state, (*commands, SetTimer("last_words", LAST_WORDS_SECONDS))


def go_on_after(state: CallState, happening: Said) -> Step:
    """What was being said has been said."""
    if happening.playback != state.playing:
        return state, ()
    state = state.named(playing="")
    if state.phase is Phase.GREETING:
        return by_name.after_greeting(state) if state.script.by_name else let_wait(state)
    if state.phase is Phase.MESSAGE:
        state, recording = state.new_id()
        return state.named(recording=recording), (TakeMessage(recording, state.caller, state.script.pace),)
    if state.phase is Phase.COMMENT:
        state, recording = state.new_id()
        asked = Note("comment_asked", state.caller, detail={"recording": recording})
        return state.named(recording=recording), (asked, TakeMessage(recording, state.caller, state.script.pace))
    if state.phase in (Phase.FAREWELL, Phase.PROMISED) and state.caller:
        return state, (HangUp(state.caller),)
    return state, ()


def say_place(state: CallState, happening: PlaceKnown) -> Step:
    """Said now and then, with the wait, and what may be pressed meanwhile."""
    if state.phase is not Phase.WAITING:
        return state, ()
    again = SetTimer("place", state.script.announce_seconds)
    if state.ringing or state.playing or state.choosing:
        return state, (again,)
    words = [place_words(state.script.language, happening.place), *filter(None, [happening.wait]), *offers(state)]
    state, commands = say(state, words, Phase.WAITING)
    return state, (*commands, Note("place_said", state.caller, detail={"place": happening.place}), again)


def hear_digit(state: CallState, happening: Pressed) -> Step:
    """The only keys that mean something: after the greeting letters of a name, in line those that are offered, and
    afterwards how it was, from 1 to 5."""
    if happening.channel != state.caller:
        return state, ()
    if by_name.is_spelling(state, happening.digit):
        return by_name.spell(state, happening.digit)
    if state.phase is Phase.WAITING and not state.ringing:
        return hear_key(state, happening.digit)
    if state.phase is not Phase.SURVEY or happening.digit not in "12345":
        return state, ()
    scored: tuple[Command, ...] = (DropTimer("survey"), Score(int(happening.digit)))
    state, commands = ask_why(state) if state.script.comment else goodbye(state)
    return state, (*scored, *commands)


def part(state: CallState) -> Step:
    """The advisor has gone. Whom we ask how it was depends on what the contact turned out to be about, which the hub
    knows better now than when they rang."""
    if not state.script.survey:
        return let_go(state)
    return state.named(phase=Phase.PARTING), (SetTimer("survey", SURVEY_SECONDS), AskSample())


def ask_or_let_go(state: CallState, happening: Sampled) -> Step:
    """The sample has been drawn."""
    if state.phase is not Phase.PARTING:
        return state, ()
    return ask_how_it_was(state) if happening.yes else let_go(state)


def let_go(state: CallState) -> Step:
    """Nothing is left to say."""
    return state.named(phase=Phase.FAREWELL), (HangUp(state.caller),)


def ask_how_it_was(state: CallState) -> Step:
    """After the advisor has gone; asked again of whoever was left in the midst of it."""
    state, commands = say(state, (state.script.survey,), Phase.SURVEY)
    return state, (*commands, SetTimer("survey", SURVEY_SECONDS * state.script.pace))


def ask_why(state: CallState) -> Step:
    """In their own words, after the tone; whoever hangs up has said enough."""
    return say(state, (state.script.comment, BELL), Phase.COMMENT)


def goodbye(state: CallState) -> Step:
    """With thanks."""
    return farewell(state, phrase(state.script.language, "goodbye"))


def keep_message(state: CallState, happening: MessageTaken) -> Step:
    """A message is work for somebody; nothing said is nothing."""
    if happening.seconds is None and happening.recording in (state.recording, *state.taps) and state.advisor:
        return give_up_recording(state, happening.recording)
    if state.phase is Phase.COMMENT and happening.recording == state.recording:
        state = state.named(recording="")
        return goodbye(state) if state.caller else end(state, DropTimer("message"))
    if state.phase is not Phase.MESSAGE or happening.recording != state.recording:
        return state, ()
    said = happening.seconds is not None and happening.seconds >= LEAST_MESSAGE_SECONDS
    kept = (KeepMessage(state.recording, happening.seconds or 0),) if said else ()
    state = state.named(recording="", result="message" if said else state.result)
    if not state.caller:
        return end(state, *kept, DropTimer("message"))
    state, commands = farewell(state, phrase(state.script.language, "message_kept" if said else "goodbye"))
    return state, (*kept, *commands)
