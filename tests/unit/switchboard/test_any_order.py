"""In no order of happenings is the reducer led astray."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as some

from civichub.switchboard import commands as do
from civichub.switchboard.happenings import (
    Accepted,
    Began,
    Booked,
    Failed,
    FoundAgain,
    Happening,
    HeldOnPhone,
    LegGone,
    LegUp,
    LinkSent,
    MessageTaken,
    Ordered,
    PlaceKnown,
    Pressed,
    Said,
    Sampled,
    Standing,
    TapUp,
    TimesKnown,
    TimeUp,
    Told,
    TransferPressed,
)
from civichub.switchboard.reducer import react
from civichub.switchboard.state import CallState, Phase
from civichub.telephony.script import Script
from tests.unit.switchboard.a_call import (
    ANNA,
    ASK_BOB,
    ASKING,
    BOB,
    BY_NAME,
    CHOOSY,
    CLOSED,
    OPEN,
    QUIET,
    REACHABLE,
    TO_ANNA,
    TO_BOB,
)

ORDERS = [
    "hold", "resume", "hang_up", "pause_recording", "resume_recording", "together", "send_away", "put_through",
    "stop_listening",
]  # fmt: skip

LEADER = {"person": 9, "endpoint": "phone-2009"}
IDS = ["caller", "hub-1-1", "hub-1-2", "hub-1-3", "hub-1-4", "hub-1-5", "hub-1-6", "hub-1-7", "hub-1-8", "hub-1-9"]
PEOPLE = [0, ANNA, BOB]
HAPPENINGS = some.one_of(
    some.just(Began()),
    some.builds(Said, some.sampled_from(IDS)),
    some.builds(Pressed, some.sampled_from(IDS), some.sampled_from("01239*#")),
    some.builds(HeldOnPhone, some.sampled_from(IDS), some.booleans()),
    some.builds(TransferPressed, some.sampled_from(IDS), some.just("2002")),
    some.builds(LegUp, some.sampled_from(IDS)),
    some.builds(TapUp, some.sampled_from(IDS)),
    some.builds(LegGone, some.sampled_from(IDS), some.sampled_from([None, 0, 16, 17, 20, 41])),
    some.builds(MessageTaken, some.sampled_from(IDS), some.sampled_from([None, 0, 9])),
    some.builds(
        Standing,
        some.sampled_from(["", "waiting", "offered", "taken", "wrapping_up", "done", "abandoned", "withdrawn"]),
        some.sampled_from([None, TO_ANNA, TO_BOB, replace(TO_ANNA, answers_itself=True), replace(TO_BOB, endpoint="")]),
        some.sampled_from(PEOPLE),
        some.sampled_from(["", "phone-2001"]),
    ),
    some.builds(Accepted, some.sampled_from(PEOPLE), some.booleans()),
    some.builds(PlaceKnown, some.integers(1, 9)),
    some.builds(TimesKnown, some.sampled_from([(), (("2026-11-23T14:30:00+00:00", "tomorrow"),)])),
    some.builds(Booked, some.sampled_from(["", "tomorrow"])),
    some.builds(LinkSent, some.booleans()),
    some.builds(Sampled, some.booleans()),
    some.builds(Told, some.just("We are connecting you to Anna.")),
    some.builds(Ordered, some.integers(1, 60), some.sampled_from(ORDERS)),
    some.builds(Ordered, some.integers(1, 60), some.just("ask_in"), some.sampled_from([{"number": "+44"}, ASK_BOB])),
    some.builds(
        Ordered,
        some.just(1),
        some.just("listen"),
        some.sampled_from([LEADER | {"manner": manner} for manner in ("listen", "whisper", "join_in")]),
    ),
    some.builds(
        TimeUp,
        some.sampled_from(
            ["place", "pick_up", "survey", "last_words", "message", "retry", "record_again", "choose", "keys"]
        ),
    ),
    some.builds(FoundAgain, some.just("today"), some.dictionaries(some.sampled_from(IDS), some.sampled_from(IDS))),
)


@properties(max_examples=400)
@given(
    some.sampled_from([OPEN, ASKING, QUIET, CLOSED, REACHABLE, CHOOSY, BY_NAME]),
    some.lists(HAPPENINGS, max_size=30),
    some.randoms(),
)
def test_in_whatever_order_things_happen_every_call_ends_once_and_nothing_is_done_after(
    script: Script, happenings: list[Happening], chance: object
) -> None:
    state, done = CallState(1, "caller", script, exchange="today"), []
    for happening in [*happenings, *happenings[::3]]:
        state, commands = react(state, happening)
        done += commands
        if commands and chance.random() < 0.2:  # the exchange fails at something now and then
            state, commands = react(state, Failed(chance.choice(commands)))
            done += commands
    for last in (TimeUp("retry"), *map(LegGone, sorted(state.channels())), TimeUp("message"), Standing("withdrawn")):
        state, commands = react(state, last)
        done += commands
    for last in (TimeUp("retry"), Standing("withdrawn"), *map(LegGone, sorted(state.channels()))):
        state, commands = react(state, last)
        done += commands
    assert state.phase is Phase.OVER
    assert [command for command in done if isinstance(command, do.End)] == [done[-1]]
    assert all(react(state, happening) == (state, ()) for happening in happenings)
    made = [command.bridge for command in done if isinstance(command, do.Hold | do.Join)]
    assert len(made) == len(set(made)), "a bridge's name was used twice"
    assert not any("" in vars_of(command) for command in done), "a command about nothing"


def vars_of(command: do.Command) -> list[object]:
    """The ids a command names."""
    names = ("channel", "bridge", "playback", "endpoint")
    named = [getattr(command, name) for name in names if hasattr(command, name) and not isinstance(command, do.Note)]
    return [*named, *getattr(command, "channels", ())]
