"""What casework adds to the page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries import CaseRecord
from civichub.cases.queries.diary import next_up
from civichub.core.clocks import london_date
from civichub.feedback.queries import actions_of, finding_of
from civichub.forms.engine import worked_out
from civichub.forms.queries import form_by_version
from civichub.procedures.engine import reopening_after


def casework_of(record: CaseRecord, now: datetime) -> dict[str, Any]:
    """What is next and for whom, and what the form worked out; on a register also what was found and learnt."""
    case, procedure = record.case, record.procedure
    finding = finding_of(case.pk) if procedure.register and record.access.may_act else None
    rule = reopening_after(procedure, case.outcome, case.closed_at, now) if case.closed_at else None
    version = case.form_version_id if record.answers else None
    form = form_by_version(version) if version else None
    return {
        "workings": worked_out(form, record.answers, today=london_date(now)) if form and form.workings else [],
        "next_up": next_up(record, at=now),
        "finding": finding,
        "actions": actions_of(finding) if finding else [],
        "reopening": rule,
    }
