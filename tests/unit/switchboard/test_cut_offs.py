"""Who is cut off in the middle of a conversation: rung back first, or told to hold on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from civichub.switchboard import commands as do
from civichub.switchboard.happenings import Accepted, Began, Failed, FoundAgain, LegGone, LegUp, Standing
from civichub.switchboard.reducer import react
from civichub.switchboard.state import Guest, Phase
from tests.unit.switchboard.a_call import ANNA, REACHABLE, TO_ANNA, after, kinds, talking, waiting

SHOWN = replace(REACHABLE, caller="+447700900123")
FAULTS, HUNG_UP = (38, 41, 44, 102), (0, 16, 31, 127)


@pytest.mark.parametrize("cause", FAULTS)
def test_a_caller_whom_a_fault_cuts_off_is_put_first_and_rung_back_with_the_advisor_on_the_line(cause: int) -> None:
    state, commands = react(talking(SHOWN), LegGone("caller", cause))
    assert state.phase is Phase.PROMISED
    assert do.HangUp("hub-1-3") in commands
    assert kinds(list(commands))[-1] == "PutFirst"
    assert "WrapUp" not in kinds(list(commands))
    for happening in (Standing("offered", TO_ANNA), LegUp("hub-1-5"), Accepted(ANNA, True)):
        state, commands = react(state, happening)
    assert do.RingOut("hub-1-7", "+447700900123", "", 30) in commands


@pytest.mark.parametrize("cause", HUNG_UP)
def test_a_caller_who_hangs_up_in_the_middle_is_not_cut_off(cause: int) -> None:
    state, commands = react(talking(SHOWN), LegGone("caller", cause))
    assert state.phase is Phase.OVER
    assert "WrapUp" in kinds(list(commands))


def test_nobody_can_ring_back_who_withheld_their_number_and_the_advisor_wraps_up() -> None:
    state, commands = react(talking(), LegGone("caller", 41))
    assert state.phase is Phase.OVER
    assert do.Note("cut_off") in commands
    assert "WrapUp" in kinds(list(commands))


def test_a_caller_on_hold_is_cut_off_like_any_other_and_no_room_is_left() -> None:
    held = replace(talking(SHOWN), held_in="hub-1-99")
    state, commands = react(held, LegGone("caller", 41))
    assert state.phase is Phase.PROMISED
    assert all(do.TakeDown(room) in commands for room in ("hub-1-99", held.bridge))
    assert (state.bridge, state.held_in, state.advisor) == ("", "", "")


def test_a_telephone_that_an_exchange_which_was_away_could_not_ring_has_missed_nothing() -> None:
    state, commands = react(waiting(SHOWN), Standing("offered", TO_ANNA))
    rung = next(command for command in commands if isinstance(command, do.Ring))
    assert react(state, Failed(rung, exchange_away=True)) == (state, ())
    _, missed = react(state, Failed(rung))
    assert "Miss" in kinds(list(missed))


def test_an_advisor_whom_a_fault_cuts_off_leaves_a_caller_who_is_told_and_first_in_line() -> None:
    state, commands = react(talking(SHOWN), LegGone("hub-1-3", 44))
    assert state.phase is Phase.WAITING
    assert state.caller == "caller"
    assert {"PutFirst", "Hold", "Say"} <= set(kinds(list(commands)))
    assert "End" not in kinds(list(commands))


def test_an_advisor_who_is_cut_off_leaves_the_caller_with_a_colleague_who_has_come_in() -> None:
    state = replace(talking(SHOWN), guest=Guest("hub-1-50", 8, up=True))
    state, commands = react(state, LegGone("hub-1-3", 44))
    assert (state.phase, state.advisor) == (Phase.TALKING, "hub-1-50")
    assert "PutFirst" not in kinds(list(commands))


def test_an_exchange_that_was_started_anew_owes_a_call_to_whoever_talked() -> None:
    state, commands = react(talking(SHOWN), FoundAgain("tomorrow", {}))
    assert (state.phase, state.exchange, state.channels()) == (Phase.PROMISED, "tomorrow", frozenset())
    assert kinds(list(commands)) == ["PutFirst"]
    assert react(state, FoundAgain("tomorrow", {})) == (state, ())
    for happening in (Standing("offered", TO_ANNA), LegUp("hub-1-5"), Accepted(ANNA, True)):
        state, _ = react(state, happening)
    assert (state.phase, state.tries) == (Phase.CALLING, 1)
    state, commands = react(state, FoundAgain("the day after", {}))
    assert (state.phase, state.tries) == (Phase.PROMISED, 0)
    assert kinds(list(commands)) == ["GiveBack"]
    state, _ = react(state, Standing("offered", TO_ANNA))
    state, commands = react(state, FoundAgain("much later", {}))
    assert (state.phase, state.channels(), commands) == (Phase.PROMISED, frozenset(), ())


@pytest.mark.parametrize("cause", FAULTS)
def test_whoever_a_fault_cuts_off_in_line_is_rung_back_in_their_turn(cause: int) -> None:
    line = waiting(SHOWN)
    assert react(line, LegGone("caller", None)) == (line, ()), "why is still to come"
    state, commands = react(line, LegGone("caller", cause))
    assert (state.phase, state.caller, state.bridge) == (Phase.PROMISED, "", "")
    assert kinds(list(commands)) == ["TakeDown", "KeepPlace"]
    for happening in (Standing("offered", TO_ANNA), LegUp("hub-1-3"), Accepted(ANNA, True)):
        state, commands = react(state, happening)
    assert do.RingOut("hub-1-5", "+447700900123", "", 30) in commands


@pytest.mark.parametrize("cause", [*HUNG_UP, 17, 18, 19, 21, 26])
def test_a_caller_who_hangs_up_in_line_is_never_rung_back(cause: int) -> None:
    state, commands = react(waiting(SHOWN), LegGone("caller", cause))
    assert state.phase is Phase.OVER
    assert commands[-1] == do.End("abandoned")


def test_a_telephone_that_rings_for_somebody_who_is_cut_off_rings_on_and_its_person_rings_them_back() -> None:
    state, _ = react(waiting(SHOWN), Standing("offered", TO_ANNA))
    state, commands = react(state, LegGone("caller", 41))
    assert "HangUp" not in kinds(list(commands))
    for happening in (LegUp("hub-1-3"), Accepted(ANNA, True)):
        state, commands = react(state, happening)
    assert state.phase is Phase.CALLING


def test_who_withholds_their_number_and_is_cut_off_in_line_is_written_down_as_such() -> None:
    _, commands = react(waiting(), LegGone("caller", 41))
    assert commands[-1] == do.End("lost")


def test_an_exchange_that_was_started_anew_owes_a_call_to_whoever_was_greeted_or_waited() -> None:
    greeted, _ = after(Began(), script=SHOWN)
    ringing, _ = react(waiting(SHOWN), Standing("offered", TO_ANNA))
    for before in (greeted, waiting(SHOWN), ringing):
        state, commands = react(before, FoundAgain("tomorrow", {}))
        assert (state.phase, state.exchange, state.channels()) == (Phase.PROMISED, "tomorrow", frozenset())
        assert kinds(list(commands)) == ["KeepPlace"]
