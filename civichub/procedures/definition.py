"""A procedure, once read: frozen, with every reference known to be good. Made by `procedures.parsing`.

Things that happen to a case have event names: ``opened``, ``closed``, ``reopened``, ``customer_replied``,
``stage:<key>`` (entered), ``transition:<key>``, ``outcome:<key>``, ``task:<key>`` (done), ``clock:<key>:due_soon``,
``clock:<key>:missed`` and ``clock:<key>:extended``. Clocks, messages, tasks and recourse hang on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from civichub.core.clocks import Rule
from civichub.core.definitions.expressions import Expression
from civichub.core.definitions.problems import Place

T = TypeVar("T")

OPEN, WAITING, CLOSED = "open", "waiting", "closed"
STAGE_KINDS = (OPEN, WAITING, CLOSED)
OUTCOME, NOTE, REASON, DECISION = "outcome", "note", "reason", "decision"
REQUIREMENTS = (OUTCOME, NOTE, REASON, DECISION)
ACTORS = ("staff", "resident", "partner", "system")
CORPORATE_COMPLAINT = "corporate-complaint"
MEMBER_ENQUIRY = "member-enquiry"
STATUTORY, CORPORATE, PROMISE = "statutory", "corporate", "promise"
AUDIENCES = (STATUTORY, CORPORATE, PROMISE)
RECIPIENTS = ("customer", "team", "followers", "partner")
DISCLOSURE_LAWS = ("foi", "eir", "sar")
CUSTOMER_REPLIED = "customer_replied"
PLAIN_EVENTS = ("opened", "closed", "reopened", CUSTOMER_REPLIED)
CLOCK_EVENTS = DUE_SOON, MISSED, EXTENDED = ("due_soon", "missed", "extended")
RESUME, RESTART = "resume", "restart"


@dataclass(frozen=True)
class Task:
    """Something for a person to do, made on entering a stage. `due`: how its deadline is counted, if it has one.

    `queue` is a team's slug, or "" for the team that holds the case; `must_finish` keeps the case in the stage.
    """

    key: str
    title: str
    place: Place = field(compare=False, repr=False)
    queue: str = ""
    due: Rule | None = None
    checklist: tuple[str, ...] = ()
    when: Expression | None = None
    must_finish: bool = False


@dataclass(frozen=True)
class Stage:
    """Where a case stands. `resident` and `staff` are the words each side reads; a waiting stage is open.

    `aside`: most cases never come here, so residents read of it only while theirs is there.
    """

    key: str
    kind: str
    resident: str
    staff: str
    place: Place = field(compare=False, repr=False)
    explains: str = ""
    next_actions: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    aside: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether the case is over here."""
        return self.kind == CLOSED


@dataclass(frozen=True)
class Transition:
    """A step somebody may take: a button. `outcomes` are the codes to choose from, `decision` the limit to keep to.

    `not_by` names earlier steps: whoever took one of them in the case may not take this one. `on` is the event on which
    the hub takes the step by itself.
    """

    key: str
    label: str
    sources: tuple[str, ...]
    target: str
    place: Place = field(compare=False, repr=False)
    power: str = "case.act"
    by: tuple[str, ...] = ("staff",)
    requires: frozenset[str] = frozenset()
    outcomes: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    decision: str = ""
    confirm: str = ""
    when: Expression | None = None
    not_by: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True)
class Outcome:
    """How it ended, apart from where it stands. `resolves`: the customer got what was asked for.

    `first_contact`: may be given while the customer is still there. `tells` is a message template key. `stops` and
    `starts` name clocks. `counts_as` is what a report of the register adds it to, such as ``upheld``.
    """

    key: str
    label: str
    resident: str
    place: Place = field(compare=False, repr=False)
    resolves: bool = False
    first_contact: bool = False
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    tells: str = ""
    asks_feedback: bool = True
    counts_as: str = ""


@dataclass(frozen=True)
class PausedWhile:
    """A clock stands still while the case is in `stage`, on the rule's ground `ground`.

    `then`: when the case leaves the stage the clock goes on (`RESUME`), or its full period begins anew (`RESTART`).
    """

    stage: str
    ground: str
    then: str = RESUME


@dataclass(frozen=True)
class Clock:
    """One deadline of a case. `rule` says how it is counted and how far it may be extended.

    `audience`: statutory (the law), corporate (our own standard) or promise (what we told the resident).
    `resident` is what the resident reads, or "" for a clock that only staff see.
    """

    key: str
    label: str
    audience: str
    rule: Rule
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    resident: str = ""
    paused_while: tuple[PausedWhile, ...] = ()
    when: Expression | None = None


@dataclass(frozen=True)
class Message:
    """On `event`, tell `to` by the template `template` (a key of `notifications`)."""

    event: str
    template: str
    to: str
    place: Place = field(compare=False, repr=False)
    when: Expression | None = None


@dataclass(frozen=True)
class DecisionLimit:
    """What each role may decide, in pence. A role that is not listed may not decide it at all.

    `by_service` are limits that hold instead for a service, by its slug: one procedure may serve several.
    """

    key: str
    label: str
    limits: tuple[tuple[str, int], ...]
    place: Place = field(compare=False, repr=False)
    by_service: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()

    def limits_for(self, service: str) -> tuple[tuple[str, int], ...]:
        """The limits that hold for a service."""
        return dict(self.by_service).get(service, self.limits)


@dataclass(frozen=True)
class Recourse:
    """Somebody to turn to who is not us: printed in what the customer is told on one of `events`."""

    key: str
    name: str
    text: str
    events: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    phone: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        """As a message prints it."""
        return " ".join(filter(None, (self.text, self.phone and f"Telephone {self.phone}.", self.url)))


@dataclass(frozen=True)
class Reopening:
    """For `days` calendar days after closing the case goes back to `to`; after that a new case is linked to it.

    `after`: only after these outcomes; empty, after any. `label` is what `by`, the sides who may ask, read on the
    button; without one the hub's own words stand there.
    """

    days: int
    to: str
    place: Place = field(compare=False, repr=False)
    after: tuple[str, ...] = ()
    label: str = ""
    by: tuple[str, ...] = ("staff", "resident")


@dataclass(frozen=True)
class Procedure:
    """A whole procedure. The first stage is where every case begins.

    `register` names the public or annual report in which its cases are counted together with those of others, such as
    ``complaints``; without one they are in none. `complaints_by` is the procedure for complaining about one of them.
    `disclosure`: its cases ask for what is held, under this law (one of `DISCLOSURE_LAWS`), or "" for all others.
    """

    key: str
    title: str
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    outcomes: tuple[Outcome, ...]
    clocks: tuple[Clock, ...] = ()
    messages: tuple[Message, ...] = ()
    decisions: tuple[DecisionLimit, ...] = ()
    recourses: tuple[Recourse, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    sensitive: bool = False
    register: str = ""
    complaints_by: str = CORPORATE_COMPLAINT
    disclosure: str = ""

    def stage(self, key: str) -> Stage:
        """The stage called `key`. Raises `KeyError`."""
        return _first((stage for stage in self.stages if stage.key == key), key)

    def transition(self, key: str) -> Transition:
        """The transition called `key`. Raises `KeyError`."""
        return _first((step for step in self.transitions if step.key == key), key)

    def outcome(self, key: str) -> Outcome:
        """The outcome called `key`. Raises `KeyError`."""
        return _first((outcome for outcome in self.outcomes if outcome.key == key), key)

    def clock(self, key: str) -> Clock:
        """The clock called `key`. Raises `KeyError`."""
        return _first((clock for clock in self.clocks if clock.key == key), key)

    def decision(self, key: str) -> DecisionLimit:
        """The decision limit called `key`. Raises `KeyError`."""
        return _first((limit for limit in self.decisions if limit.key == key), key)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every task of every stage."""
        return tuple(task for stage in self.stages for task in stage.tasks)


def _first(found: Iterator[T], key: str) -> T:
    for item in found:
        return item
    raise KeyError(key)
