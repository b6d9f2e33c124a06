"""The states of records, of what is suggested about them, of imports, and of offers of help."""

from __future__ import annotations

from django.db.models import TextChoices

from civichub.core.lifecycle import Lifecycle, Step


class ServiceStatus(TextChoices):
    """The four of HSDS 3.0."""

    ACTIVE = "active", "Running"
    TEMPORARILY_CLOSED = "temporarily closed", "Closed for now"
    INACTIVE = "inactive", "Not running"
    DEFUNCT = "defunct", "Ended for good"


OFFERED = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)
"""The statuses that residents and other systems see."""


class Standing(TextChoices):
    """How far a record can still be relied on."""

    ASSURED = "assured", "Assured"
    DUE = "due", "Due soon"
    LAPSED = "lapsed", "Past its date"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    HIDDEN = "hidden", "Hidden"


class Origin(TextChoices):
    """Whence a change came."""

    DESK = "desk", "At the desk"
    PROVIDER = "provider", "From the provider"
    IMPORT = "import", "From a neighbour’s directory"
    UNDO = "undo", "Taken back"


class SuggestionKind(TextChoices):
    CHANGE = "change", "Change by the provider"
    WRONG = "wrong", "Somebody says it is wrong"


SUGGESTION = Lifecycle(
    "suggestion",
    {"waiting": "Waiting", "accepted": "Accepted", "rejected": "Not taken"},
    [
        Step("accept", frozenset({"waiting"}), "accepted", "Accept"),
        Step("reject", frozenset({"waiting"}), "rejected", "Do not take"),
    ],
)


class ImportState(TextChoices):
    PLANNED = "planned", "Tried out"
    APPLIED = "applied", "Brought in"
    UNDONE = "undone", "Undone"


class RowOutcome(TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Already so"
    CONFLICT = "conflict", "To decide"
    PROBLEM = "problem", "Not right"


class Decision(TextChoices):
    OURS = "ours", "Keep ours"
    THEIRS = "theirs", "Take theirs"


class VolunteerState(TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Pausing"
    LEFT = "left", "Left"


HELP_OFFER = Lifecycle(
    "offer of help",
    {
        "offered": "Asked",
        "accepted": "Accepted",
        "declined": "Declined",
        "withdrawn": "Withdrawn",
        "done": "Done",
    },
    [
        Step("accept", frozenset({"offered"}), "accepted", "Accept"),
        Step("decline", frozenset({"offered"}), "declined", "Decline"),
        Step("withdraw", frozenset({"offered", "accepted"}), "withdrawn", "Withdraw"),
        Step("finish", frozenset({"accepted"}), "done", "Say that it is done"),
    ],
)
