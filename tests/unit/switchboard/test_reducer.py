"""The reducer of calls: what is done when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from civichub.switchboard import commands as do
from civichub.switchboard.happenings import (
    Accepted,
    Began,
    Failed,
    FoundAgain,
    LegGone,
    LegUp,
    MessageTaken,
    Ordered,
    PlaceKnown,
    Pressed,
    Said,
    Sampled,
    Standing,
    TapUp,
    TimeUp,
    Told,
)
from civichub.switchboard.reducer import react
from civichub.switchboard.state import CallState, Phase, remembered
from tests.unit.switchboard.a_call import (
    ANNA,
    ASK_BOB,
    BOB,
    BY_NAME,
    CLOSED,
    QUIET,
    REACHABLE,
    TO_ANNA,
    TO_BOB,
    after,
    kinds,
    talking,
    waiting,
)


def test_a_caller_is_answered_and_greeted_before_anything_else() -> None:
    state, done = after(Began())
    assert kinds(done) == ["Answer", "Say"]
    assert state.phase is Phase.GREETING


def test_after_the_greeting_the_caller_is_put_in_line_with_music_and_told_their_place() -> None:
    _, done = after(Began(), Said("hub-1-1"))
    assert kinds(done)[2:] == ["PutInLine", "Hold", "AskPlace"]


def test_the_place_is_said_with_the_wait_and_how_to_be_rung_back() -> None:
    _, commands = react(waiting(REACHABLE), PlaceKnown(3, "Nine callers in ten like you wait about two minutes."))
    said = next(command for command in commands if isinstance(command, do.Say))
    assert said.words[:2] == ("You are number 3 in line.", "Nine callers in ten like you wait about two minutes.")
    assert "press 1" in said.words[2]


def test_a_name_that_is_spelled_is_looked_up_before_the_caller_is_put_in_line() -> None:
    _, done = after(Began(), Said("hub-1-1"), *(Pressed("caller", key) for key in "2662#"), script=BY_NAME)
    assert kinds(done)[-5:] == ["DropTimer", "FindByName", "PutInLine", "Hold", "AskPlace"]
    assert do.FindByName("2662") in done


def test_whoever_spells_during_the_greeting_still_hears_it_to_the_end() -> None:
    pressed = [Pressed("caller", key) for key in "2#2662#"]
    _, before = after(Began(), *pressed, script=BY_NAME)
    assert "FindByName" not in kinds(before)
    _, done = after(Began(), *pressed, Said("hub-1-1"), script=BY_NAME)
    assert do.FindByName("2662") in done


def test_whoever_spells_nothing_is_in_line_after_a_moment_and_1_still_asks_to_be_rung_back() -> None:
    state, done = after(Began(), Said("hub-1-1"), TimeUp("keys"), Pressed("caller", "1"), script=BY_NAME)
    assert "FindByName" not in kinds(done)
    assert state.phase is Phase.PROMISED


def test_what_came_of_a_name_is_said_in_line_and_not_while_a_telephone_rings_for_them() -> None:
    line, _ = after(Began(), Said("hub-1-1"), TimeUp("keys"), script=BY_NAME)
    assert kinds(list(react(line, Told("Anna is out."))[1])) == ["Say"]
    ringing, _ = react(line, Standing("offered", TO_ANNA))
    assert react(ringing, Told("Anna is out."))[1] == ()


def test_nobody_is_told_a_place_while_a_telephone_rings_for_them() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    _, commands = react(state, TimeUp("place"))
    assert kinds(list(commands)) == ["SetTimer"]


def test_an_offer_rings_the_telephone_once_however_often_it_is_seen() -> None:
    state, first = react(waiting(), Standing("offered", TO_ANNA))
    state, second = react(state, Standing("offered", TO_ANNA))
    assert kinds(list(first)) == ["Ring"]
    assert second == ()


def test_an_offer_to_the_next_person_stops_the_first_telephone() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    state, commands = react(state, Standing("offered", TO_BOB))
    assert kinds(list(commands)) == ["HangUp", "Ring"]
    assert state.ringing.person == BOB


def test_picking_up_accepts_and_only_then_are_the_two_joined_and_recorded() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    state, picked_up = react(state, LegUp("hub-1-3"))
    assert kinds(list(picked_up)) == ["Accept"]
    state, joined = react(state, Accepted(ANNA, True))
    assert kinds(list(joined))[:3] == ["Join", "TakeDown", "Record"]


def test_whoever_picks_up_too_late_hears_nobody() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    state, _ = react(state, LegUp("hub-1-3"))
    state, commands = react(state, Accepted(ANNA, False))
    assert kinds(list(commands)) == ["HangUp"]
    assert state.phase is Phase.WAITING


def test_accepting_on_the_screen_rings_a_telephone_that_answers_itself() -> None:
    state, before = react(waiting(), Standing("offered", replace(TO_ANNA, answers_itself=True)))
    assert before == ()
    state, commands = react(state, Standing("taken", taken_by=ANNA, endpoint="phone-2001"))
    ring = next(command for command in commands if isinstance(command, do.Ring))
    assert ring.at_once
    state, joined = react(state, LegUp(ring.channel))
    assert "Join" in kinds(list(joined))


def test_who_accepts_on_the_screen_and_does_not_pick_up_gives_the_caller_back() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    state, _ = react(state, Standing("taken", taken_by=ANNA, endpoint="phone-2001"))
    state, commands = react(state, TimeUp("pick_up"))
    assert kinds(list(commands)) == ["HangUp", "GiveBack"]
    assert state.phase is Phase.WAITING


@pytest.mark.parametrize(("cause", "why"), [(17, "engaged"), (19, "not answered"), (20, "not connected")])
def test_a_telephone_that_cannot_be_reached_misses_the_offer_and_the_reason_is_said(cause: int, why: str) -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    _, commands = react(state, LegGone("hub-1-3", cause))
    missed = next(command for command in commands if isinstance(command, do.Miss))
    assert why in missed.why


def test_a_caller_who_hangs_up_in_line_has_left_and_the_telephone_stops_ringing() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    state, commands = react(state, LegGone("caller"))
    assert kinds(list(commands)) == ["HangUp", "TakeDown", "End"]
    assert commands[-1] == do.End("abandoned")


def test_when_the_advisor_hangs_up_the_caller_is_asked_if_they_are_drawn_and_the_answer_is_kept() -> None:
    state, commands = react(talking(), LegGone("hub-1-3"))
    assert {"WrapUp", "AskSample"} <= set(kinds(list(commands)))
    assert react(state, Pressed("caller", "4")) == (state, ()), "nobody has asked them"
    state, commands = react(state, Sampled(True))
    assert (state.phase, kinds(list(commands))) == (Phase.SURVEY, ["Say", "SetTimer"])
    assert react(state, Sampled(True)) == (state, ()), "once"
    state, commands = react(state, Pressed("caller", "4"))
    assert do.Score(4) in commands


def test_a_caller_who_is_not_asked_is_let_go() -> None:
    state, commands = react(talking(QUIET), LegGone("hub-1-3"))
    assert do.HangUp("caller") in commands
    assert state.phase is Phase.FAREWELL
    parting, _ = react(talking(), LegGone("hub-1-3"))
    for happening in (Sampled(False), TimeUp("survey")):
        state, _ = react(parting, happening)
        assert state.phase is Phase.FAREWELL


def test_a_switchboard_that_comes_back_while_the_sample_is_drawn_draws_it_again() -> None:
    parting, _ = react(talking(), LegGone("hub-1-3"))
    state, commands = react(parting, FoundAgain("today", {"caller": ""}, frozenset({"caller"})))
    assert (state.phase, kinds(list(commands))) == (Phase.PARTING, ["SetTimer", "AskSample"])


def test_a_hand_off_puts_the_caller_back_with_music_and_frees_the_advisor() -> None:
    state, commands = react(talking(), Standing("offered", TO_BOB))
    assert kinds(list(commands)) == ["Hold", "TakeDown", "HangUp", "HangUp", "HangUp", "Ring"]
    assert state.phase is Phase.WAITING
    assert state.taps == ()
    state, commands = react(state, LegGone("hub-1-3"))
    assert commands == ()


def test_hold_pauses_the_recording_and_going_on_resumes_it_unless_it_was_paused_by_hand() -> None:
    state, held = react(talking(), Ordered(1, "hold"))
    assert kinds(list(held)) == ["Hold", "Pause", "Pause", "Pause", "OrderDone"]
    _, resumed = react(state, Ordered(2, "resume"))
    assert do.Pause(state.recording, False) in resumed
    paused, _ = react(talking(), Ordered(1, "pause_recording"))
    paused, _ = react(paused, Ordered(2, "hold"))
    _, resumed = react(paused, Ordered(3, "resume"))
    assert "Pause" not in kinds(list(resumed))


def test_an_order_is_obeyed_once_however_often_it_is_read() -> None:
    state, first = react(talking(), Ordered(1, "ask_in", ASK_BOB))
    assert "Ring" in kinds(list(first))
    state, _ = react(state, LegGone(state.guest.channel, 17))
    assert react(state, Ordered(1, "ask_in", ASK_BOB)) == (state, (do.OrderDone(1),))


def test_a_recording_that_cannot_be_paused_is_stopped() -> None:
    state, commands = react(talking(), Ordered(1, "pause_recording"))
    pause = next(command for command in commands if isinstance(command, do.Pause))
    _, commands = react(state, Failed(pause))
    assert "StopRecording" in kinds(list(commands))


def test_a_recording_that_somebody_forgot_to_resume_goes_on_by_itself() -> None:
    state, commands = react(talking(), Ordered(1, "pause_recording"))
    assert do.SetTimer("record_again", 300) in commands
    state, commands = react(state, Ordered(2, "pause_recording"))
    assert commands == (do.SetTimer("record_again", 300), do.OrderDone(2))
    state, commands = react(state, TimeUp("record_again"))
    assert do.Pause(state.recording, False) in commands
    assert not state.paused


def test_a_recording_that_cannot_be_written_ends_and_nothing_else_does() -> None:
    state = talking()
    after_it, commands = react(state, MessageTaken(state.recording, None))
    assert commands == (do.Note("not_recorded"),)
    assert (after_it.phase, after_it.recording) == (Phase.TALKING, "")


def test_each_voice_is_recorded_alone_once_its_tap_hears_and_a_tap_that_fails_takes_nothing_else_away() -> None:
    state = talking()
    caller, advisor = state.taps
    _, commands = react(state, TapUp(caller))
    assert commands == (do.RecordVoice(caller),)
    paused, _ = react(state, Ordered(1, "pause_recording"))
    _, commands = react(paused, TapUp(advisor))
    assert commands == (do.RecordVoice(advisor), do.Pause(advisor, True))
    state, commands = react(paused, Failed(do.Pause(caller, True)))
    assert (state.taps, state.recording) == ((advisor,), paused.recording)
    assert kinds(list(commands)) == ["StopRecording", "HangUp"]


def test_out_of_hours_a_message_is_taken_and_kept_also_when_the_caller_just_hangs_up() -> None:
    state, done = after(Began(), Said("hub-1-1"), script=CLOSED)
    assert kinds(done) == ["Answer", "Say", "TakeMessage"]
    state, _ = react(state, LegGone("caller"))
    assert state.phase is Phase.MESSAGE
    state, commands = react(state, MessageTaken("hub-1-2", 9))
    assert kinds(list(commands)) == ["KeepMessage", "DropTimer", "End"]
    assert commands[-1] == do.End("message")


def test_a_breath_before_hanging_up_is_no_message() -> None:
    state, _ = after(Began(), Said("hub-1-1"), LegGone("caller"), script=CLOSED)
    _, commands = react(state, MessageTaken("hub-1-2", 1))
    assert commands[-1] == do.End("turned_away")


def called_back() -> CallState:
    """Somebody pressed 1 and hung up; Anna has picked up since, and the customer's telephone rings."""
    state = waiting(REACHABLE)
    for happening in (
        Pressed("caller", "1"), LegGone("caller"), Standing("offered", TO_ANNA), LegUp("hub-1-4"), Accepted(ANNA, True)
    ):  # fmt: skip
        state, commands = react(state, happening)
    assert do.RingOut("hub-1-6", "+447700900123", "", 30) in commands
    return state


def test_a_call_back_has_the_advisor_first_and_joins_them_when_the_customer_answers() -> None:
    state, commands = react(called_back(), LegUp("hub-1-6"))
    assert do.Join(state.bridge, ("hub-1-6", "hub-1-4")) in commands
    assert state.phase is Phase.TALKING


def test_who_is_not_reached_is_tried_again_later_and_reported_after_the_last_time() -> None:
    state = called_back()
    for tries in (1, 2, 3):
        assert state.tries == tries
        state, commands = react(state, LegGone(state.caller, 19))
        assert "NotReached" in kinds(list(commands))
        if tries < 3:
            assert state.phase is Phase.RESTING
            for happening in (TimeUp("retry"), Standing("taken", taken_by=ANNA, endpoint="phone-2001")):
                state, commands = react(state, happening)
            state, commands = react(state, LegUp(state.ringing.channel))
    assert commands[-1] == do.End("unreached")


def test_an_exchange_that_was_started_anew_has_lost_every_call() -> None:
    for state in (waiting(), talking()):
        over, commands = react(state, FoundAgain("tomorrow", {}))
        assert over.phase is Phase.OVER
        assert commands[-1] == do.End("lost")


def test_a_switchboard_that_comes_back_leaves_a_conversation_alone() -> None:
    state = talking()
    there = FoundAgain("today", {"caller": state.bridge, "hub-1-3": state.bridge})
    again, commands = react(state, there)
    assert again == state
    assert kinds(list(commands)) == []


def test_a_switchboard_that_comes_back_finds_an_advisor_who_picked_up_meanwhile() -> None:
    state, _ = react(waiting(), Standing("offered", TO_ANNA))
    there = FoundAgain("today", {"caller": state.bridge, "hub-1-3": ""}, frozenset({"caller", "hub-1-3"}))
    _, commands = react(state, there)
    assert do.Accept(70, ANNA) in commands


def test_what_is_written_down_is_read_again_as_it_was() -> None:
    for state in (waiting(), talking(), react(waiting(), Standing("offered", TO_ANNA))[0]):
        assert remembered(state.as_memory()) == state
