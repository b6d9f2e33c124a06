"""Whether somebody types just now. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

TYPING_LASTS = timedelta(seconds=8)  # a browser says so every few seconds while it goes on


def is_typing(last_typed: datetime | None, at: datetime) -> bool:
    """Whether the last sign of it is fresh."""
    return last_typed is not None and at - last_typed <= TYPING_LASTS
