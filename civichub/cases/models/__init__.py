"""The tables of a case: itself, what happened, its clocks, what was promised, and what hangs on it."""

from civichub.cases.models.asked_by_member import AskedByMember, SharedWith
from civichub.cases.models.attachments import Attachment, ScanState
from civichub.cases.models.case import Case, CaseContact, CaseLink, Follower, LinkKind
from civichub.cases.models.clocks import CaseClock, ClockMark
from civichub.cases.models.decisions import Decision, DecisionBudget, DecisionState
from civichub.cases.models.history import EntryKind, HistoryEntry
from civichub.cases.models.imports import CaseImport, CaseImportState, ImportedCase, RejectedRow
from civichub.cases.models.partners import CasePart, PartState, Referral, ReferralKind
from civichub.cases.models.promises import Promise, Task
from civichub.cases.models.representation import AskedHow, EndedBy, Representation, Shared

__all__ = [
    "AskedByMember",
    "AskedHow",
    "Attachment",
    "Case",
    "CaseClock",
    "CaseContact",
    "CaseImport",
    "CaseImportState",
    "CaseLink",
    "CasePart",
    "ClockMark",
    "Decision",
    "DecisionBudget",
    "DecisionState",
    "EndedBy",
    "EntryKind",
    "Follower",
    "HistoryEntry",
    "ImportedCase",
    "LinkKind",
    "PartState",
    "Promise",
    "Referral",
    "ReferralKind",
    "RejectedRow",
    "Representation",
    "ScanState",
    "Shared",
    "SharedWith",
    "Task",
]
