"""The lifecycles of a customer's record and of a suggestion that two records are one person."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

ACTIVE, MERGED = "active", "merged"

CUSTOMER = Lifecycle(
    "customer's record",
    {ACTIVE: "In use", MERGED: "Merged into another"},
    [
        Step("merge", frozenset({ACTIVE}), MERGED, "Merge"),
        Step("undo_merge", frozenset({MERGED}), ACTIVE, "Undo the merge of"),
    ],
)

OPEN, JOINED, DIFFERENT = "open", "joined", "different"

SUGGESTION = Lifecycle(
    "suggestion",
    {OPEN: "Open", JOINED: "Merged", DIFFERENT: "Marked as different people"},
    [
        Step("join", frozenset({OPEN}), JOINED, "Merge"),
        Step("part", frozenset({OPEN, JOINED}), DIFFERENT, "Mark as different people"),
        Step("reopen", frozenset({JOINED}), OPEN, "Reopen"),
    ],
)
