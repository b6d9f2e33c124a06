"""Facts about answers to requests for information."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class AnswerEvent(Event):
    """Every fact about an answer names it and its case."""

    answer_id: int
    case_id: int


@dataclass(frozen=True)
class SentForReview(AnswerEvent):
    """Everything is decided: the files can be made, and a second person can look."""


@dataclass(frozen=True)
class AnswerSent(AnswerEvent):
    """The requester has the answer."""


@dataclass(frozen=True)
class EntryPublished(AnswerEvent):
    """A summary is in the public log."""

    entry_id: int
