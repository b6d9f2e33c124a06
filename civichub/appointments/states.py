"""The life of an appointment."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

# In these states the time, the officer, the room and the place are taken.
TAKING = frozenset({"held", "booked", "arrived", "attended"})
TO_COME = frozenset({"booked", "arrived"})

APPOINTMENT = Lifecycle(
    "appointment",
    {
        "held": "Being booked",
        "booked": "Booked",
        "arrived": "Here",
        "attended": "Attended",
        "no_show": "Did not come",
        "cancelled": "Cancelled",
        "lapsed": "Not taken up",
    },
    [
        Step("confirm", frozenset({"held"}), "booked", "Confirm"),
        Step("let_go", frozenset({"held"}), "lapsed", "Let go"),
        Step("check_in", frozenset({"booked"}), "arrived", "Check in"),
        Step("undo_check_in", frozenset({"arrived"}), "booked", "Undo the check-in of"),
        Step("attend", frozenset({"booked", "arrived"}), "attended", "Finish"),
        Step("miss", frozenset({"booked", "arrived"}), "no_show", "Note the absence from"),
        Step("come_after_all", frozenset({"no_show"}), "arrived", "Take up again"),
        Step("cancel", frozenset({"booked", "arrived"}), "cancelled", "Cancel"),
        Step("move", frozenset({"booked"}), "booked", "Change the time of"),
        Step("rebook", frozenset({"cancelled", "no_show"}), "booked", "Book again"),
        Step("bring_back", frozenset({"cancelled"}), "booked", "Bring back"),
    ],
)

OFFER = Lifecycle(
    "offer",
    {"open": "Open", "accepted": "Accepted", "declined": "Declined", "lapsed": "Ran out"},
    [
        Step("accept", frozenset({"open"}), "accepted", "Accept"),
        Step("decline", frozenset({"open"}), "declined", "Decline"),
        Step("lapse", frozenset({"open"}), "lapsed", "Let go"),
    ],
)
