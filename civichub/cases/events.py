"""Facts about cases. They carry ids and codes only: a listener reads the rest through `cases.queries`."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class CaseEvent(Event):
    """Every fact about a case names it."""

    case_id: int


@dataclass(frozen=True)
class CaseOpened(CaseEvent):
    organisation_id: int
    service_id: int


@dataclass(frozen=True)
class CaseMoved(CaseEvent):
    """A step of the procedure: from one stage to another."""

    step: str
    from_stage: str
    to_stage: str


@dataclass(frozen=True)
class CaseResolved(CaseEvent):
    """The procedure came to an end with `outcome`, one of its outcome codes."""

    outcome: str


@dataclass(frozen=True)
class MessageDue(CaseEvent):
    """The case's procedure says that somebody is to be told now: `to` (customer, team, followers, partner)."""

    template: str
    to: str
    cause: str


@dataclass(frozen=True)
class CaseReopened(CaseEvent):
    stage: str


@dataclass(frozen=True)
class CaseAssigned(CaseEvent):
    team_id: int
    user_id: int | None = None
    from_team_id: int | None = None


@dataclass(frozen=True)
class CaseRerouted(CaseEvent):
    """Another body or service is responsible after all."""

    from_organisation_id: int
    to_organisation_id: int


@dataclass(frozen=True)
class PublicNoteAdded(CaseEvent):
    entry_id: int


@dataclass(frozen=True)
class CustomerAsked(CaseEvent):
    """We need something from the customer before we can go on."""

    entry_id: int


@dataclass(frozen=True)
class PromiseMade(CaseEvent):
    promise_id: int


@dataclass(frozen=True)
class PromiseSettled(CaseEvent):
    promise_id: int
    kept: bool


@dataclass(frozen=True)
class FollowerAdded(CaseEvent):
    follower_id: int


@dataclass(frozen=True)
class RepresentationBegan(CaseEvent):
    """A councillor acts for the resident in this case from now on."""

    representation_id: int


@dataclass(frozen=True)
class RepresentationEnded(CaseEvent):
    """Somebody ended it; a seat that ends says nothing here, and opens nothing any more all the same."""

    representation_id: int


@dataclass(frozen=True)
class PartAsked(CaseEvent):
    """Another organisation was asked to do its part."""

    part_id: int


@dataclass(frozen=True)
class PartAnswered(CaseEvent):
    """It has done it, or cannot."""

    part_id: int


@dataclass(frozen=True)
class AttachmentAdded(CaseEvent):
    attachment_id: int


@dataclass(frozen=True)
class AttachmentCleared(CaseEvent):
    """A file that was held has been looked at, and may be opened."""

    attachment_id: int


@dataclass(frozen=True)
class ClockChanged(CaseEvent):
    """A clock was started, stopped, paused, restarted, extended or recalculated."""

    clock_id: int


@dataclass(frozen=True)
class DeadlineNear(CaseEvent):
    """A running clock is so near its end that somebody should know."""

    clock_id: int


@dataclass(frozen=True)
class DeadlineMissed(CaseEvent):
    """A clock ran out before what it counts was done."""

    clock_id: int


@dataclass(frozen=True)
class DecisionProposed(CaseEvent):
    """An amount above somebody's limit waits for whoever may decide it."""

    decision_id: int


@dataclass(frozen=True)
class DecisionSettled(CaseEvent):
    """A proposal was decided, refused, or has lapsed."""

    decision_id: int


@dataclass(frozen=True)
class CasesImported(Event):
    """The rows `first_row` to `last_row` of an extract became cases and contacts of the past: one fact for them all.

    Nobody is to be told anything about them.
    """

    import_id: int
    first_row: int
    last_row: int
