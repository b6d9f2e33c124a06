"""The lives of a batch of scanned post, of a letter that came, and of a print run."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step


def _step(name: str, sources: str, target: str, label: str) -> Step:
    return Step(name, frozenset(sources.split()), target, label)


BATCH = Lifecycle(
    "batch of post",
    {
        "reading": "Being read",
        "checking": "Waiting to be checked",
        "registered": "Registered",
        "failed": "Refused",
        "discarded": "Taken out",
    },
    [
        _step("finish_reading", "reading", "checking", "Finish reading"),
        _step("fail", "reading", "failed", "Refuse"),
        _step("retry", "failed", "reading", "Read again"),
        _step("register", "checking", "registered", "Register the letters"),
        _step("undo", "registered", "checking", "Undo"),
        _step("discard", "checking failed", "discarded", "Take out"),
    ],
)

LETTER = Lifecycle(
    "letter",
    {
        "waiting": "Waiting for an answer",
        "acknowledged": "Acknowledged",
        "answered": "Answered",
        "closed": "No reply needed",
        "withdrawn": "Split undone",
    },
    [
        _step("acknowledge", "waiting", "acknowledged", "Acknowledge"),
        _step("answer", "waiting acknowledged", "answered", "Answer"),
        _step("close", "waiting acknowledged", "closed", "Close without a reply"),
        _step("reopen", "acknowledged answered closed", "waiting", "Bring back"),
        _step("withdraw", "waiting", "withdrawn", "Withdraw"),
    ],
)

OPEN_LETTER = frozenset({"waiting", "acknowledged"})

RUN = Lifecycle(
    "print run",
    {
        "making": "Being made",
        "ready": "Ready to print",
        "posted": "Posted",
        "failed": "Could not be made",
        "cancelled": "Cancelled",
    },
    [
        _step("finish", "making", "ready", "Finish"),
        _step("fail", "making", "failed", "Give up"),
        _step("post", "ready", "posted", "Record as posted"),
        _step("cancel", "making ready failed", "cancelled", "Cancel"),
    ],
)
