"""Writing a row of history: used by every operation on a case, inside its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.models import Case, HistoryEntry
from civichub.core.prepared import insert


def add_history(
    case: Case, kind: str, *, actor: Any, at: datetime, text: str = "", public: bool = False, **detail: Any
) -> HistoryEntry:
    """Append to the case's history. `detail` holds codes and ids that the timeline puts into words."""
    home = (
        actor.memberships_in_force[0].organisation_id if actor.kind == "staff" and actor.memberships_in_force else None
    )
    told = {"text": text, "public": public, "organisation_id": home, "detail": detail}
    return insert(HistoryEntry(case=case, kind=kind, actor=actor, at=at, **told))
