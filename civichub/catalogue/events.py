"""Facts about the catalogue that others may hear."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class ServiceChanged(Event):
    """A service was made, changed, made live or retired."""

    service_id: int


@dataclass(frozen=True)
class ProvisionChanged(Event):
    """Who provides a service, where or on which channel, changed."""

    service_id: int
    organisation_id: int | None


@dataclass(frozen=True)
class ServicesImported(Event):
    """A file of services was applied, or undone."""

    batch_id: int


@dataclass(frozen=True)
class NoticeChanged(Event):
    """A notice was declared, said anew or withdrawn."""

    notice_id: int
    organisation_id: int
