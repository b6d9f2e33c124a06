"""What a caller may press while waiting: where and when they are rung back, and a text with a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civichub.routing.booking import few_of
from civichub.switchboard import commands as do
from civichub.switchboard.happenings import (
    Accepted,
    Booked,
    Happening,
    LegGone,
    LegUp,
    LinkSent,
    PlaceKnown,
    Pressed,
    Standing,
    TimesKnown,
    TimeUp,
)
from civichub.switchboard.reducer import react
from civichub.switchboard.state import CallState, Phase, remembered
from civichub.telephony.numbers import number_to_ring_back
from civichub.telephony.phrases import half_hour_words, phrase
from tests.unit.switchboard.a_call import ANNA, CHOOSY, QUIET, REACHABLE, TO_ANNA, kinds, waiting

HALF_PAST_TWO = "2026-11-23T14:30:00+00:00"
TIMES = TimesKnown(((HALF_PAST_TWO, "tomorrow between 14:30 and 15"), ("2026-11-23T16:30:00+00:00", "later")))


def press(state: CallState, keys: str) -> tuple[CallState, list[do.Command]]:
    return react_to(state, *(Pressed("caller", key) for key in keys))


def react_to(state: CallState, *happenings: Happening) -> tuple[CallState, list[do.Command]]:
    done: list[do.Command] = []
    for happening in happenings:
        state, commands = react(state, happening)
        done += commands
    return state, done


def said(commands: list[do.Command]) -> str:
    return " ".join(word for command in commands if isinstance(command, do.Say) for word in command.words)


def test_who_presses_1_may_hang_up_and_keeps_the_place() -> None:
    state, commands = react(waiting(REACHABLE), Pressed("caller", "1"))
    assert "End" not in kinds(list(commands))
    state, commands = react(state, LegGone("caller"))
    assert state.phase is Phase.PROMISED
    assert not any(isinstance(command, do.End | do.PutInLine) for command in commands)


def test_a_number_that_is_withheld_cannot_be_rung_back() -> None:
    state = waiting(QUIET)
    assert react(state, Pressed("caller", "1")) == (state, ())


def test_all_that_may_be_pressed_is_said_after_the_place_and_the_text_only_once() -> None:
    _, commands = react_to(waiting(CHOOSY), PlaceKnown(2))
    assert ["press 1" in said(commands), "press 2" in said(commands), "about bins, press 3" in said(commands)] == [
        True
    ] * 3
    _, commands = react_to(replace(waiting(CHOOSY), texted=True), PlaceKnown(2))
    assert "press 3" not in said(commands)
    withheld = replace(CHOOSY, number="", caller="", text_about="")
    _, commands = react_to(waiting(withheld), PlaceKnown(2))
    assert "of your choice, press 2" in said(commands)
    assert "press 1" not in said(commands)


def test_another_number_is_read_back_digit_by_digit_and_rung_at_the_hour_that_was_chosen() -> None:
    state, commands = press(waiting(CHOOSY), "2201632960999#")
    assert "You entered: 0 1 6 3 2 9 6 0 9 9 9 If that is right, press 1" in said(commands)
    state, commands = press(state, "1")
    assert do.AskTimes() in commands
    state, commands = react_to(state, TIMES)
    assert "To be called tomorrow between 14:30 and 15, press 2." in said(commands)
    state, commands = press(state, "2")
    assert commands[-1] == do.Book(HALF_PAST_TWO, "+441632960999")
    assert remembered(state.as_memory()) == state
    state, commands = react_to(state, Booked("tomorrow between 14:30 and 15"))
    assert said(commands) == "Thank you. We will call you tomorrow between 14:30 and 15. Goodbye."
    state, _ = react_to(state, LegGone("caller"), Standing("booked"))
    assert state.phase is Phase.PROMISED
    assert state.rung_back_at() == "+441632960999"


def test_whoever_hangs_up_as_the_hour_is_booked_is_rung_all_the_same() -> None:
    state, _ = react_to(press(waiting(CHOOSY), "21")[0], TIMES)
    state, commands = react_to(press(state, "3")[0], LegGone("caller"), Booked("later"))
    assert state.phase is Phase.PROMISED
    assert "End" not in kinds(commands)


def test_an_hour_that_somebody_else_took_first_is_said_to_be_gone_and_they_choose_again() -> None:
    state, _ = react_to(press(waiting(CHOOSY), "21")[0], TIMES)
    state, commands = react_to(press(state, "2")[0], Booked(""), TIMES)
    assert state.phase is Phase.WAITING
    assert phrase("en", "time_gone") in said(commands)
    gone, commands = react_to(press(state, "2")[0], LegGone("caller"), Booked(""))
    assert (gone.phase, commands[-1]) == (Phase.PROMISED, do.RingBackAt("+447700900123"))


def test_without_a_free_hour_they_keep_their_place_and_are_rung_at_their_number() -> None:
    state, commands = react_to(press(waiting(CHOOSY), "2207700900999#1")[0], TimesKnown(()))
    assert do.RingBackAt("+447700900999") in commands
    assert phrase("en", "call_back_promised") in said(commands)
    assert state.phase is Phase.PROMISED


def test_who_becomes_free_while_they_choose_is_put_through_all_the_same() -> None:
    state, _ = press(waiting(CHOOSY), "22077")
    state, _ = react_to(state, Standing("offered", TO_ANNA))
    state, commands = press(state, "009")
    assert commands == []
    ringing = state.ringing.channel
    state, commands = react_to(state, LegUp(ringing), Accepted(ANNA, True))
    assert (state.phase, state.choosing) == (Phase.TALKING, None)


def test_star_or_silence_leaves_them_in_line_and_says_so() -> None:
    for end in (Pressed("caller", "*"), TimeUp("choose")):
        state, commands = react_to(press(waiting(CHOOSY), "22077")[0], end)
        assert (state.phase, state.choosing) == (Phase.WAITING, None)
        assert said(commands) == "You have kept your place in line."


def test_no_place_is_said_into_a_question() -> None:
    state, _ = press(waiting(CHOOSY), "2")
    state = state.named(playing="")
    assert kinds(react_to(state, TimeUp("place"))[1]) == ["SetTimer"]
    assert kinds(react_to(state, PlaceKnown(1))[1]) == ["SetTimer"]


def test_keys_that_were_not_offered_mean_nothing() -> None:
    assert press(waiting(QUIET), "123*#") == (waiting(QUIET), [])


def test_the_text_is_sent_once_and_they_hear_whether_it_went() -> None:
    state, commands = press(waiting(CHOOSY), "33")
    assert commands == [do.SendLink()]
    assert said(react_to(state, LinkSent(True))[1]) == phrase("en", "text_sent")
    assert said(react_to(state, LinkSent(False))[1]) == phrase("en", "text_not_sent")


@pytest.mark.parametrize(
    ("typed", "rung"),
    [
        ("01632960999", "+441632960999"), ("07700900999", "+447700900999"), ("03001234567", "+443001234567"),
        ("09061234567", ""), ("08712345678", ""), ("07012345678", ""), ("0033123456789", ""), ("960999", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_numbers_that_cost_no_more_than_others_are_rung_because_somebody_typed_them(typed: str, rung: str) -> None:
    assert number_to_ring_back(typed) == rung


def test_the_half_hours_that_are_said_lie_apart_and_are_named_as_people_name_them() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    free = [noon + timedelta(minutes=30) * step for step in range(1, 12)]
    assert [one.hour + one.minute / 60 for one in few_of(free, 4)] == [12.5, 14.5, 16.5]
    assert half_hour_words("en", free[0], noon) == "today between 12:30 and 13"
    assert half_hour_words("en", noon + timedelta(days=1), noon) == "tomorrow between 12 and 12:30"
    assert half_hour_words("cy", noon + timedelta(days=3), noon) == "ddydd Iau rhwng 12 a 12:30"
