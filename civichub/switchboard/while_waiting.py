"""What a caller may press while waiting: 1 to be rung back, 2 to choose where and when, 3 for a text with a link.

Nobody loses their place by it, and whoever becomes free in the midst of it is put through all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from civichub.switchboard.call_backs import promise
from civichub.switchboard.commands import AskTimes, Book, Command, DropTimer, Note, RingBackAt, SendLink, SetTimer
from civichub.switchboard.happenings import Booked, LinkSent, TimesKnown
from civichub.switchboard.state import CallState, Choosing, Phase
from civichub.switchboard.steps import Step, hush, say
from civichub.telephony.numbers import number_to_ring_back
from civichub.telephony.phrases import phrase

BACK = "*"
CHOOSE_SECONDS = 30  # without a key, they go on waiting
LONGEST_NUMBER = 15  # digits of any number (ITU-T E.164)
FIRST_TIME_KEY = 2


def offers(state: CallState) -> tuple[str, ...]:
    """What is said after the place, in the order of the keys."""
    script = state.script
    said = [
        (script.number, "call_back_offer"),
        (script.chooses, "choose_offer" if script.number else "choose_offer_only"),
    ]
    words = [phrase(script.language, key) for there, key in said if there]
    if script.text_about and not state.texted:
        words.append(phrase(script.language, "text_offer", about=script.text_about))
    return tuple(words)


def hear_key(state: CallState, digit: str) -> Step:
    """A key of somebody who waits. What means nothing changes nothing."""
    if state.choosing:
        return _stop(state) if digit == BACK else _STEPS[state.choosing.step](state, state.choosing, digit)
    if digit == "1" and state.script.number:
        return promise(state)
    if digit == "2" and state.script.chooses:
        return _ask(state, Choosing("where"), "choose_where") if state.script.number else _ask_number(state)
    if digit == "3" and state.script.text_about and not state.texted:
        return state.named(texted=True), (SendLink(),)
    return state, ()


def _ask(state: CallState, choosing: Choosing, *keys: str, words: tuple[str, ...] = ()) -> Step:
    """Phrases by their keys, or words; then they have some time for an answer."""
    said = words or tuple(phrase(state.script.language, key) for key in keys)
    state, commands = say(state.named(choosing=choosing), said, Phase.WAITING)
    return state, (*commands, SetTimer("choose", CHOOSE_SECONDS))


def _stop(state: CallState) -> Step:
    state, commands = say(state.named(choosing=None), (phrase(state.script.language, "still_waiting"),), Phase.WAITING)
    return state, (DropTimer("choose"), *commands)


def stop_choosing(state: CallState) -> Step:
    """They said nothing for a while: they wait as before, and hear so."""
    return _stop(state) if state.choosing and state.phase is Phase.WAITING else (state, ())


def _hear_where(state: CallState, choosing: Choosing, digit: str) -> Step:
    if digit == "1":
        return _ask_times(state, state.script.number)
    return _ask_number(state) if digit == "2" else (state, ())


def _ask_number(state: CallState, *before: str) -> Step:
    return _ask(state, Choosing("number"), *before, "choose_number")


def _hear_number(state: CallState, choosing: Choosing, digit: str) -> Step:
    if digit != "#":
        quiet: tuple[Command, ...] = hush(state)
        number = (choosing.number + digit)[:LONGEST_NUMBER]
        state = state.named(choosing=replace(choosing, number=number), playing="")
        return state, (*quiet, SetTimer("choose", CHOOSE_SECONDS))
    number = number_to_ring_back(choosing.number)
    if not number:
        return _ask_number(state, "number_wrong")
    read, right = (phrase(state.script.language, key) for key in ("number_read", "number_right"))
    return _ask(state, Choosing("right", number), words=(read, *choosing.number, right))


def _hear_right(state: CallState, choosing: Choosing, digit: str) -> Step:
    if digit == "1":
        return _ask_times(state, choosing.number)
    return _ask_number(state) if digit == "2" else (state, ())


def _ask_times(state: CallState, number: str, before: str = "") -> Step:
    quiet = hush(state)
    state = state.named(choosing=Choosing("when", number, before=before), playing="")
    return state, (*quiet, AskTimes(), SetTimer("choose", CHOOSE_SECONDS))


def tell_times(state: CallState, happening: TimesKnown) -> Step:
    """The half hours that may be promised; where there are none they keep their place."""
    choosing = state.choosing
    if state.phase is not Phase.WAITING or choosing is None or choosing.step != "when":
        return state, ()
    if not happening.times:
        return _promise_at(state, choosing.number)
    language = state.script.language
    said = [phrase(language, key) for key in (choosing.before, "choose_next") if key]
    for key, (_, words) in enumerate(happening.times, FIRST_TIME_KEY):
        said.append(phrase(language, "choose_time", when=words, key=key))
    times = tuple(begins_at for begins_at, _ in happening.times)
    return _ask(state, replace(choosing, times=times), words=tuple(said))


def _hear_when(state: CallState, choosing: Choosing, digit: str) -> Step:
    if digit == "1":
        return _promise_at(state, choosing.number)
    chosen = "23456789".find(digit)
    if not 0 <= chosen < len(choosing.times):
        return state, ()
    quiet = hush(state)
    begins_at = choosing.times[chosen]
    state = state.named(
        phase=Phase.PROMISED, playing="", number=choosing.number, choosing=replace(choosing, step="booked")
    )
    return state, (*quiet, DropTimer("choose"), DropTimer("place"), Book(begins_at, choosing.number))


def _promise_at(state: CallState, number: str) -> Step:
    state, commands = promise(state.named(number=number, choosing=None))
    return state, (DropTimer("choose"), RingBackAt(number), *commands)


def take_leave_after_booking(state: CallState, happening: Booked) -> Step:
    """Promised for that half hour; or somebody else was quicker, and they choose again, unless they have gone."""
    choosing = state.choosing
    if state.phase is not Phase.PROMISED or choosing is None or choosing.step != "booked":
        return state, ()
    state = state.named(choosing=None)
    if happening.when:
        noted = Note("call_back_asked", state.caller, detail={"when": happening.when})
        if not state.caller:
            return state, (noted,)
        said = phrase(state.script.language, "call_back_booked", when=happening.when)
        state, commands = say(state, (said,), Phase.PROMISED)
        return state, (noted, *commands)
    if not state.caller:
        return state, (Note("call_back_asked"), RingBackAt(choosing.number))
    return _ask_times(state.named(phase=Phase.WAITING), choosing.number, before="time_gone")


def tell_of_link(state: CallState, happening: LinkSent) -> Step:
    """Whether the text has gone, in words; unless something more important is being said."""
    if state.phase is not Phase.WAITING or state.ringing or state.choosing:
        return state, ()
    key = "text_sent" if happening.yes else "text_not_sent"
    return say(state, (phrase(state.script.language, key),), Phase.WAITING)


_STEPS: dict[str, Callable[[CallState, Choosing, str], Step]] = {
    "where": _hear_where,
    "number": _hear_number,
    "right": _hear_right,
    "when": _hear_when,
}
