"""The life of a work item, of an offer, and of a person's seat."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

OPEN_ITEM = frozenset({"booked", "waiting", "offered", "taken", "wrapping_up"})
IN_HAND = frozenset({"taken", "wrapping_up"})

ITEM = Lifecycle(
    "item of work",
    {
        "booked": "Booked for later",
        "waiting": "Waiting",
        "offered": "Offered",
        "taken": "In hand",
        "wrapping_up": "In wrap-up",
        "done": "Done",
        "abandoned": "Abandoned",
        "withdrawn": "Withdrawn",
    },
    [
        Step("come_due", frozenset({"booked"}), "waiting", "Put in line"),
        Step("offer", frozenset({"waiting"}), "offered", "Offer"),
        Step("take", frozenset({"waiting", "offered"}), "taken", "Take"),
        Step("return", frozenset({"offered", "taken", "wrapping_up"}), "waiting", "Put back"),
        Step("wrap_up", frozenset({"taken"}), "wrapping_up", "Wrap up"),
        Step("finish", frozenset({"taken", "wrapping_up"}), "done", "Finish"),
        Step("abandon", frozenset({"booked", "waiting", "offered", "taken"}), "abandoned", "Abandon"),
        Step("withdraw", OPEN_ITEM, "withdrawn", "Withdraw"),
    ],
)

OFFER = Lifecycle(
    "offer",
    {
        "open": "Waiting for an answer",
        "accepted": "Accepted",
        "declined": "Declined",
        "missed": "Not answered",
        "withdrawn": "Taken back",
    },
    [
        Step("accept", frozenset({"open"}), "accepted", "Accept"),
        Step("decline", frozenset({"open"}), "declined", "Decline"),
        Step("miss", frozenset({"open"}), "missed", "Let pass"),
        Step("withdraw", frozenset({"open"}), "withdrawn", "Take back"),
    ],
)

SEAT = Lifecycle(
    "seat",
    {"ready": "Ready for work", "paused": "Not ready", "left": "Signed off", "lost": "Screen lost"},
    [
        Step("sit_down", frozenset({"ready", "paused", "left", "lost"}), "ready", "Get ready"),
        Step("pause", frozenset({"ready", "paused", "lost"}), "paused", "Pause"),
        Step("leave", frozenset({"ready", "paused", "lost"}), "left", "Sign off"),
        Step("lose", frozenset({"ready", "paused"}), "lost", "Lose"),
    ],
)
