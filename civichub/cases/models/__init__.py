"""The tables of a case: itself, what happened, its clocks, what was promised, and what hangs on it."""

from civichub.cases.models.attachments import Attachment, ScanState
from civichub.cases.models.case import Case, CaseContact, CaseLink, Follower, LinkKind
from civichub.cases.models.clocks import CaseClock, ClockMark
from civichub.cases.models.history import EntryKind, HistoryEntry
from civichub.cases.models.promises import Promise, Task

__all__ = [
    "Attachment",
    "Case",
    "CaseClock",
    "CaseContact",
    "CaseLink",
    "ClockMark",
    "EntryKind",
    "Follower",
    "HistoryEntry",
    "LinkKind",
    "Promise",
    "ScanState",
    "Task",
]
