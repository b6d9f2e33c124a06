"""The life of a dispatch, and the words of the choices."""

from __future__ import annotations

from django.db.models import TextChoices

from civichub.core.lifecycle import Lifecycle, Step


class PlugKind(TextChoices):
    """What a connection speaks."""

    OPEN311 = "open311", "Open311 (GeoReport v2)"
    WEBHOOK = "webhook", "Signed webhook"
    EMAIL = "email", "Email"
    CSV = "csv", "CSV files in a folder"
    LETTER = "letter", "Letter by GOV.UK Notify"


class Repeats(TextChoices):
    """What may be done when contact was lost and the other side perhaps has it."""

    BY_KEY = "by_key", "Send again: they know a repeat by its key"
    BY_SEARCH = "by_search", "Look first whether they have it"
    BY_HAND = "by_hand", "Leave it to a person"


class What(TextChoices):
    """What a dispatch tells."""

    OPENED = "opened", "Opened"
    NOTE = "note", "Note"
    FILE = "file", "File added"
    MOVED = "moved", "Moved on"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"
    PASSED_ON = "passed_on", "Passed to another body"


class Divergence(TextChoices):
    """How two records of one case can disagree."""

    THEY_CLOSED = "they_closed", "We say open, they say closed"
    WE_CLOSED = "we_closed", "We say closed, they say open"
    UNKNOWN_THERE = "unknown_there", "They do not know it"


STATES = {
    "waiting": "Waiting",
    "sending": "Being sent",
    "unsure": "Perhaps received",
    "sent": "Sent",
    "dead": "Not delivered",
    "set_aside": "Set aside",
}


def _step(name: str, sources: str, target: str, label: str) -> Step:
    return Step(name, frozenset(sources.split()), target, label)


DISPATCH = Lifecycle(
    "dispatch",
    STATES,
    [
        _step("claim", "waiting unsure", "sending", "Send"),
        _step("accept", "waiting sending unsure dead", "sent", "Record as sent"),
        _step("wait", "sending", "waiting", "Try later"),
        _step("lose_sight", "sending", "unsure", "Record as perhaps received"),
        _step("fail", "sending sent unsure", "dead", "Give up"),
        _step("resend", "dead unsure sent", "waiting", "Send again"),
        _step("ask_again", "dead unsure sent", "unsure", "Look whether they have it, else send again"),
        _step("set_aside", "waiting unsure dead", "set_aside", "Set aside"),
    ],
)

UNSENT = ("waiting", "sending", "unsure", "dead")
"""What keeps everything that comes after it in the same case waiting."""

UPLOAD_STATES = {
    "checking": "Being tried out",
    "checked": "Tried out",
    "running": "Coming in",
    "done": "Brought in",
    "refused": "Not readable",
    "undone": "Taken back",
}
UPLOAD = Lifecycle(
    "file",
    UPLOAD_STATES,
    [
        _step("check", "checking", "checked", "Record as tried out"),
        _step("begin", "checked", "running", "Bring in"),
        _step("finish", "running", "done", "Record as brought in"),
        _step("refuse", "checking running", "refused", "Refuse"),
        _step("take_back", "done", "undone", "Take back"),
    ],
)
