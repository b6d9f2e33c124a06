"""Codes of a case's procedure in the words staff read."""

from __future__ import annotations

from typing import Any

from civichub.procedures.queries import procedure_by_version


def stage_of(case: Any) -> str:
    """The stage, or the outcome of a closed case, in staff's words."""
    procedure = procedure_by_version(case.procedure_version_id)
    if case.outcome:
        return procedure.outcome(case.outcome).label
    return procedure.stage(case.stage).staff
