"""The life of a conversation by email."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

CONVERSATION = Lifecycle(
    "conversation",
    {
        "waiting": "Waiting for us",
        "answered": "Answered",
        "closed": "No reply needed",
        "spam": "Spam",
        "aside": "Automatic mail",
    },
    [
        Step("answer", frozenset({"waiting", "answered", "closed"}), "answered", "Answer"),
        Step("close", frozenset({"waiting", "answered"}), "closed", "Close without a reply"),
        Step("mark_spam", frozenset({"waiting", "answered", "closed"}), "spam", "Mark as spam"),
        Step("set_aside", frozenset({"waiting"}), "aside", "Set aside"),
        Step("reopen", frozenset({"answered", "closed", "spam", "aside"}), "waiting", "Bring back"),
    ],
)
