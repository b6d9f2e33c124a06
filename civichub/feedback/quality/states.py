"""The lives of a score, a calibration and a coaching note, as tables."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

_TOLD = frozenset({"finished"})

REVIEW = Lifecycle(
    "score",
    {
        "to_do": "To score",
        "finished": "Scored",
        "disputed": "Disputed",
        "settled": "Settled by a second opinion",
        "set_aside": "Set aside",
    },
    [
        Step("finish", frozenset({"to_do"}), "finished", "Finish"),
        Step("set_aside", frozenset({"to_do"}), "set_aside", "Set aside"),
        Step("comment", _TOLD, "finished", "Comment on"),
        Step("dispute", _TOLD, "disputed", "Dispute"),
        Step("settle", frozenset({"disputed"}), "settled", "Settle"),
    ],
)

CALIBRATION = Lifecycle(
    "calibration",
    {"open": "Being scored", "compared": "Being compared", "agreed": "Agreed"},
    [
        Step("compare", frozenset({"open"}), "compared", "Compare"),
        Step("agree", frozenset({"compared"}), "agreed", "Agree"),
    ],
)

COACHING = Lifecycle(
    "coaching note",
    {"open": "Agreed", "done": "Done, to be followed up", "closed": "Followed up"},
    [
        Step("say_done", frozenset({"open"}), "done", "Say that it is done"),
        Step("follow_up", frozenset({"open", "done"}), "closed", "Follow up"),
    ],
)
