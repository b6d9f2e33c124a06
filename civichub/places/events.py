from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class AddressesImported(Event):
    """A file of addresses was taken in, or an earlier one was undone: matches by address may have changed."""

    import_id: int


@dataclass(frozen=True)
class AreasReplaced(Event):
    """Boundaries were added or changed: which body serves an address may have changed from `valid_from` (ISO day)."""

    area_ids: list[int]
    valid_from: str


@dataclass(frozen=True)
class CouncillorChanged(Event):
    """A member took, changed or left a seat."""

    councillor_id: int


@dataclass(frozen=True)
class SiteChanged(Event):
    """A site was added or changed, or closed."""

    site_id: int
