"""The life of a gap in what staff can look up. Versions of articles live as every version does, in core.versions."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

OPEN_GAP, WRITTEN_GAP, DECLINED_GAP = "open", "written", "declined"

GAP = Lifecycle(
    "gap",
    {OPEN_GAP: "Open", WRITTEN_GAP: "Now answered", DECLINED_GAP: "Not for us to answer"},
    [
        Step("write", frozenset({OPEN_GAP, DECLINED_GAP}), WRITTEN_GAP, "Say that it is answered"),
        Step("decline", frozenset({OPEN_GAP, WRITTEN_GAP}), DECLINED_GAP, "Decline"),
        Step("reopen", frozenset({WRITTEN_GAP, DECLINED_GAP}), OPEN_GAP, "Open again"),
    ],
)


PROMPT_ANSWERS = [("accepted", "Accepted"), ("declined", "Declined"), ("unfit", "Not appropriate")]
