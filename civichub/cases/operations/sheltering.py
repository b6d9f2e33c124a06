"""What becomes of cases when somebody turns out to be at risk: nothing in a list may name where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.models import Case
from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save


@operation
def shelter_case(*, case: Case, actor: Any, at: datetime) -> Case:
    """Call the case by its service alone; its old title goes before the description, which is withheld with the place.

    Twice changes nothing. The title stays plain when the person is no longer at risk: somebody may write a better one.
    """
    case = lock(case)
    require(policies.may_shelter_case(actor))
    if case.title != case.service.title:
        case.description = f"{case.title}\n{case.description}".strip()
        case.title, case.updated_at = case.service.title, at
        save(case, "title", "description", "updated_at")
        audit("case.sheltered", case, actor=actor, at=at)
    return case
