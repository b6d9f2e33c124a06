"""The life of an answer, and the words for laws and decisions. Pure."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

LAWS = {
    "sar": "Subject access request",
    "foi": "Freedom of information request",
    "eir": "Environmental information request",
}
ABOUT_A_PERSON = "sar"

COLLECTING, REVIEW, APPROVED, ANSWERED = "collecting", "review", "approved", "answered"

ANSWER = Lifecycle(
    "answer",
    {
        COLLECTING: "Being prepared",
        REVIEW: "With a second person",
        APPROVED: "Approved",
        ANSWERED: "Answered",
    },
    [
        Step("send_for_review", frozenset({COLLECTING}), REVIEW, "Send for review"),
        Step("send_back", frozenset({REVIEW, APPROVED}), COLLECTING, "Send back"),
        Step("approve", frozenset({REVIEW}), APPROVED, "Approve"),
        Step("answer", frozenset({APPROVED}), ANSWERED, "Send"),
    ],
)

UNDECIDED, DISCLOSE, WITHHOLD, OUTSIDE = "undecided", "disclose", "withhold", "outside"
DECISIONS = {
    UNDECIDED: "To be looked at",
    DISCLOSE: "Disclose",
    WITHHOLD: "Withhold",
    OUTSIDE: "Not part of what was asked for",
}

TEXT, PDF, SOUND, OTHER = "text", "pdf", "sound", "other"
KINDS = {
    TEXT: "Text",
    PDF: "Pages",
    SOUND: "Sound recording",
    OTHER: "File that cannot be shown here",
}
REDACTABLE = frozenset({TEXT, PDF, SOUND})
