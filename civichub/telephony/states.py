"""The life of a call as a record. What happens within it moment by moment is the switchboard's."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

CUT_OFF_IN_LINE = "cut_off_in_line"  # the fact that a fault cut them off before anybody had answered

CALL = Lifecycle(
    "call",
    {"open": "Going on", "answered": "Answered", "abandoned": "They hung up before anybody answered",
     "turned_away": "Told when to call again", "message": "Left a message", "unreached": "Rung back in vain",
     "lost": "Cut off by a fault"},
    [
        Step("answer", frozenset({"open"}), "answered", "End"),
        Step("abandon", frozenset({"open"}), "abandoned", "Abandon"),
        Step("turn_away", frozenset({"open"}), "turned_away", "Turn away"),
        Step("leave_message", frozenset({"open"}), "message", "Leave a message instead of"),
        Step("give_up", frozenset({"open"}), "unreached", "Give up"),
        Step("lose", frozenset({"open"}), "lost", "Lose"),
    ],
)  # fmt: skip
