"""A code of practice held against the record: statement by statement, with the figures that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from civichub.cases.queries.registers import Register, linked_to_others, register_of
from civichub.feedback.queries import Learnt, learnt_from

MET, PARTLY, NOT_MET, NO_EVIDENCE = "met", "partly", "not met", "nothing to judge by"
MET_FROM, PARTLY_FROM = 0.95, 0.8
"""Our own marks: the Code says what is expected, not which share of lateness is still in keeping with it."""


@dataclass(frozen=True)
class Statement:
    """One thing a code asks. `evidence` names what in the record shows it."""

    clause: str
    says: str
    evidence: str
    clocks: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Code:
    """A code of practice. `procedure` is the one whose cases it is about, on `register`."""

    title: str
    register: str
    procedure: str
    url: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Judged:
    """A statement with the verdict, and the evidence in a sentence."""

    statement: Statement
    verdict: str
    evidence: str


@lru_cache(maxsize=1)
def complaint_handling_code() -> Code:
    """The Ombudsman's code, as shipped."""
    text = resources.files("civichub.feedback.data").joinpath("complaint-handling-code.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    statements = tuple(
        Statement(row["clause"], row["says"], row["evidence"], tuple(row.get("clocks", ())), row.get("words", ""))
        for row in data["statements"]
    )
    return Code(data["title"], data["register"], data["procedure"], data["url"], statements)


def assess(code: Code, organisation_ids: list[int], *, first: date, until: date, at: datetime) -> tuple[Judged, ...]:
    """Every statement, judged by the cases received from `first` up to `until`. The caller has checked whose."""
    register = register_of(organisation_ids, code.register, first=first, until=until, at=at, procedure=code.procedure)
    learnt = learnt_from(register.case_ids)
    return tuple(_judge(statement, register, learnt) for statement in code.statements)


def _judge(statement: Statement, register: Register, learnt: Learnt) -> Judged:
    judges: dict[str, Any] = {
        "built_in": _built_in, "kept": _kept, "extended": _extended, "linked": _linked, "actions": _actions,
        "findings": _findings,
    }  # fmt: skip
    verdict, evidence = judges[statement.evidence](statement, register, learnt)
    return Judged(statement, verdict, evidence)


def _by_share(share: float | None) -> str:
    if share is None:
        return NO_EVIDENCE
    return MET if share >= MET_FROM else PARTLY if share >= PARTLY_FROM else NOT_MET


def _built_in(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    return MET, statement.words


def _kept(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    clocks = [one for one in register.clocks if one.key in statement.clocks]
    kept, settled = sum(one.kept for one in clocks), sum(one.settled for one in clocks)
    if not settled:
        return NO_EVIDENCE, "No deadline of this kind has come to its end in the year."
    return _by_share(kept / settled), f"{kept} of {settled} in time, extensions that were explained included."


def _extended(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    number = sum(one.extended for one in register.clocks if one.key in statement.clocks)
    return MET, f"{number} extended in the year. {statement.words}"


def _linked(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    return MET, f"{linked_to_others(register.case_ids)} {statement.words}."


def _actions(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    number = len(learnt.actions)
    if not number:
        return NO_EVIDENCE, "No action was written down in the year."
    late = sum(one.done_on is None and one.due_on < register.until for one in learnt.actions)
    words = f"{number} actions with an owner and a day: {learnt.done} done, {late} to do by the end of the year."
    return MET, f"{words} After {learnt.helped} of them that kind of contact fell."


def _findings(statement: Statement, register: Register, learnt: Learnt) -> tuple[str, str]:
    if not register.closed:
        return NO_EVIDENCE, "No complaint of the year has been answered yet."
    known = len(register.case_ids) - learnt.without_finding
    share = min(known / register.closed, 1.0)
    return _by_share(
        share
    ), f"Root cause and remedy are written down for {known} of {register.closed} answered complaints."
