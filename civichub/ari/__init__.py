"""A typed client for the REST interface of Asterisk (ARI): calls in, commands out. Knows neither Django nor the hub."""

from civichub.ari.client import Client
from civichub.ari.errors import AriError, ExchangeRefused, ExchangeUnreachable, NotThere
from civichub.ari.events import (
    ChannelEnded,
    ChannelEntered,
    ChannelHeld,
    ChannelLeft,
    DigitPressed,
    Event,
    PlaybackEnded,
    RecordingEnded,
    TransferAsked,
)

__all__ = [
    "AriError",
    "ChannelEnded",
    "ChannelEntered",
    "ChannelHeld",
    "ChannelLeft",
    "Client",
    "DigitPressed",
    "Event",
    "ExchangeRefused",
    "ExchangeUnreachable",
    "NotThere",
    "PlaybackEnded",
    "RecordingEnded",
    "TransferAsked",
]
