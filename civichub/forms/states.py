"""The lives of what this context owns: an application being filled in, and its payment."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

DRAFT_LIFECYCLE = Lifecycle(
    "application",
    {"open": "Open", "finished": "Sent", "abandoned": "Abandoned"},
    [
        Step("finish", frozenset({"open"}), "finished", "Send"),
        Step("abandon", frozenset({"open"}), "abandoned", "Abandon"),
    ],
)

UNPAID = frozenset({"created", "waiting", "failed", "cancelled", "error"})

PAYMENT_LIFECYCLE = Lifecycle(
    "payment",
    {
        "created": "Not started",
        "waiting": "Waiting for the payer",
        "paid": "Paid",
        "failed": "Failed",
        "cancelled": "Cancelled",
        "error": "Went wrong at the provider",
        "refunded": "Refunded",
    },
    [
        Step("start", frozenset({"created"}), "waiting", "Start"),
        # Money that was taken is a fact whatever we believed before, so every unpaid state leads to paid.
        Step("pay", UNPAID, "paid", "Pay"),
        Step("fail", frozenset({"created", "waiting"}), "failed", "Fail"),
        Step("cancel", frozenset({"created", "waiting"}), "cancelled", "Cancel"),
        Step("break_off", frozenset({"created", "waiting"}), "error", "Break off"),
        Step("refund", frozenset({"paid"}), "refunded", "Refund"),
    ],
)
