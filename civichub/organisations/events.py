from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class OfficeHoursChanged(Event):
    """Hours or closures of an office changed; `team_id` or `site_id` when of that team or site alone."""

    organisation_id: int
    team_id: int | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class SharingChanged(Event):
    """An agreement was made, changed or ended: caches of what people may see are stale."""

    agreement_id: int
