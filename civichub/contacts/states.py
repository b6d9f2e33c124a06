"""The life of a contact."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

CONTACT = Lifecycle(
    "contact",
    {"open": "Open", "paused": "Paused", "wrapping_up": "In wrap-up", "closed": "Closed"},
    [
        Step("pause", frozenset({"open"}), "paused", "Pause"),
        Step("resume", frozenset({"paused"}), "open", "Resume"),
        Step("begin_wrap_up", frozenset({"open", "paused"}), "wrapping_up", "Wrap up"),
        Step("return", frozenset({"wrapping_up"}), "open", "Go back to"),
        Step("close", frozenset({"open", "paused", "wrapping_up"}), "closed", "Close"),
    ],
)
