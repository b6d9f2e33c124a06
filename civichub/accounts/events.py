from __future__ import annotations

from dataclasses import dataclass

from civichub.core.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """A resident opened an account and proved that its email address is theirs."""

    account_id: int
