"""What can go wrong between the hub and the exchange."""

from __future__ import annotations


class AriError(Exception):
    """A command was not carried out."""


class ExchangeUnreachable(AriError):
    """The exchange does not answer: whether it has carried out the command is not known."""


class ExchangeRefused(AriError):
    """The exchange said no. `status` is its HTTP status, `said` its own words."""

    def __init__(self, command: str, status: int, said: str) -> None:
        super().__init__(f"{command}: {status} {said}")
        self.status, self.said = status, said


class NotThere(ExchangeRefused):
    """The channel, bridge, playback or recording has gone: 404, or 412 for a channel that is hanging up."""
