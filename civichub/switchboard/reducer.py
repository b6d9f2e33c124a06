"""What is to be done for a call when something happens. Pure: the same state and happening give the same answer.

Happenings may come late, twice, or in an order that nobody thought of: what does not fit the state changes nothing, and
a call that is over stays over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from civichub.switchboard import advisor_side, by_name, caller_side, faults, third_parties, while_waiting
from civichub.switchboard.commands import Command
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
from civichub.switchboard.state import CallState, Phase
from civichub.switchboard.steps import Step

_REACTIONS: dict[type[Happening], Callable[[CallState, Any], Step]] = {
    Began: caller_side.begin,
    Said: caller_side.go_on_after,
    PlaceKnown: caller_side.say_place,
    Pressed: caller_side.hear_digit,
    TimesKnown: while_waiting.tell_times,
    Booked: while_waiting.take_leave_after_booking,
    LinkSent: while_waiting.tell_of_link,
    Told: by_name.tell,
    Sampled: caller_side.ask_or_let_go,
    MessageTaken: caller_side.keep_message,
    Standing: advisor_side.look_at_desk,
    LegUp: advisor_side.pick_up,
    Accepted: advisor_side.hear_answer,
    TapUp: third_parties.tap_hears,
    Ordered: advisor_side.obey,
    HeldOnPhone: advisor_side.hold_on_phone,
    TransferPressed: advisor_side.transfer,
    LegGone: faults.lose_leg,
    TimeUp: faults.run_out_of_time,
    Failed: faults.make_do,
    FoundAgain: faults.find_again,
}


def react(state: CallState, happening: Happening) -> tuple[CallState, tuple[Command, ...]]:
    """The call afterwards, and what is to be done, in this order."""
    if state.phase is Phase.OVER:
        return state, ()
    return _REACTIONS[type(happening)](state, happening)
