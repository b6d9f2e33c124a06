"""Pauses grow, have an element of chance, and end."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from civichub.handover.backoff import IN_A_ROW, LONGEST_PAUSE, WAITS, pause_of_connection, pause_of_dispatch
from civichub.handover.sealing import seal, unseal
from civichub.handover.states import DISPATCH, STATES, UNSENT


@given(some.integers(IN_A_ROW, 10_000), some.floats(0, 1))
def test_a_connection_rests_between_seven_seconds_and_five_minutes(failures: int, chance: float) -> None:
    assert timedelta(seconds=7) < pause_of_connection(failures, chance) <= LONGEST_PAUSE


def test_pauses_of_a_connection_double() -> None:
    seconds = [pause_of_connection(failures, 1).total_seconds() for failures in range(IN_A_ROW, IN_A_ROW + 7)]
    assert seconds == [15, 30, 60, 120, 240, 300, 300]


def test_two_that_failed_together_do_not_come_back_together() -> None:
    assert len({pause_of_dispatch(3, chance / 10) for chance in range(10)}) == 10


def test_a_dispatch_is_given_up_after_a_day() -> None:
    assert pause_of_dispatch(len(WAITS), 0.5) == WAITS[-1]
    assert pause_of_dispatch(len(WAITS) + 1, 0.5) is None
    assert timedelta(hours=20) < sum(WAITS, timedelta()) < timedelta(hours=24)


def test_what_is_unsent_can_still_be_sent_or_set_aside() -> None:
    for state in UNSENT:
        names = {step.name for step in DISPATCH.steps_from(state)}
        assert names & {"claim", "accept", "resend"}, STATES[state]


def test_a_secret_is_not_in_what_is_stored() -> None:
    sealed = seal("open sesame")
    assert b"sesame" not in sealed
    assert (unseal(sealed), unseal(memoryview(sealed)), unseal(seal(""))) == ("open sesame", "open sesame", "")
