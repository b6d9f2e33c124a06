"""The only writers of appointments."""

from civichub.appointments.operations.arriving import (
    check_in,
    fill_from_waiting,
    finish_appointment,
    miss_appointment,
    undo_check_in,
)
from civichub.appointments.operations.booking import (
    Who,
    book_appointment,
    confirm_booking,
    describe_hold,
    hold_time,
    let_go_holds,
)
from civichub.appointments.operations.bulk import cancel_many, tell_of_bulk, undo_bulk
from civichub.appointments.operations.changing import cancel_appointment, move_appointment
from civichub.appointments.operations.noting import note_not_told
from civichub.appointments.operations.reminding import remind_people
from civichub.appointments.operations.setting_up import (
    Target,
    add_absence,
    add_hours,
    end_hours,
    hold_session_in,
    make_feed,
    revoke_feed,
    save_kind,
    save_room,
    withdraw_absence,
)
from civichub.appointments.operations.waiting import (
    accept_offer,
    ask_for_earlier,
    decline_offer,
    lapse_offers,
    offer_freed_time,
    stop_waiting,
)

__all__ = [
    "Target",
    "Who",
    "accept_offer",
    "add_absence",
    "add_hours",
    "ask_for_earlier",
    "book_appointment",
    "cancel_appointment",
    "cancel_many",
    "check_in",
    "confirm_booking",
    "decline_offer",
    "describe_hold",
    "end_hours",
    "fill_from_waiting",
    "finish_appointment",
    "hold_session_in",
    "hold_time",
    "lapse_offers",
    "let_go_holds",
    "make_feed",
    "miss_appointment",
    "move_appointment",
    "note_not_told",
    "offer_freed_time",
    "remind_people",
    "revoke_feed",
    "save_kind",
    "save_room",
    "stop_waiting",
    "tell_of_bulk",
    "undo_bulk",
    "undo_check_in",
    "withdraw_absence",
]
