"""What casework adds to the page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries import CaseRecord
from civichub.cases.queries.diary import next_up
from civichub.feedback.queries import actions_of, finding_of
from civichub.procedures.engine import reopening_after


def casework_of(record: CaseRecord, now: datetime) -> dict[str, Any]:
    """What is next and for whom; on a register also what was found and learnt, and how it may be looked at again."""
    case, procedure = record.case, record.procedure
    finding = finding_of(case.pk) if procedure.register and record.access.may_act else None
    rule = reopening_after(procedure, case.outcome, case.closed_at, now) if case.closed_at else None
    return {
        "next_up": next_up(record, at=now),
        "finding": finding,
        "actions": actions_of(finding) if finding else [],
        "reopening": rule,
    }
