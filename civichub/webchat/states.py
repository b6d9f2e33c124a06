"""The life of a chat. Whether it waits or is in hand is told by its item of work."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

CHAT = Lifecycle(
    "chat",
    {"open": "Open", "ended": "Ended", "message": "Message to answer", "answered": "Message answered"},
    [
        Step("end", frozenset({"open"}), "ended", "End"),
        Step("leave_message", frozenset({"open"}), "message", "Leave a message instead"),
        Step("answer", frozenset({"message"}), "answered", "Answer"),
    ],
)
