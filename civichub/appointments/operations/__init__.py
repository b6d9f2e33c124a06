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
from civichub.appointments.operations.changing import cancel_appointment, move_appointment, set_video_link
from civichub.appointments.operations.kind_setup import add_kind_hours, end_kind_hours, set_kind_day, unset_kind_day
from civichub.appointments.operations.noting import note_not_told
from civichub.appointments.operations.reminding import remind_people
from civichub.appointments.operations.sessions import Booking, Pattern, arrange_session, close_session
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
    offer_open_times,
    stop_waiting,
)
from civichub.appointments.operations.wishing import Suits, ask_for_time, withdraw_wish

__all__ = [
    "Booking",
    "Pattern",
    "Suits",
    "Target",
    "Who",
    "accept_offer",
    "add_absence",
    "add_hours",
    "add_kind_hours",
    "arrange_session",
    "ask_for_earlier",
    "ask_for_time",
    "book_appointment",
    "cancel_appointment",
    "cancel_many",
    "check_in",
    "close_session",
    "confirm_booking",
    "decline_offer",
    "describe_hold",
    "end_hours",
    "end_kind_hours",
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
    "offer_open_times",
    "remind_people",
    "revoke_feed",
    "save_kind",
    "save_room",
    "set_kind_day",
    "set_video_link",
    "stop_waiting",
    "tell_of_bulk",
    "undo_bulk",
    "undo_check_in",
    "unset_kind_day",
    "withdraw_absence",
    "withdraw_wish",
]
