"""The configuration of an Asterisk that works with the hub, made from what the hub knows. Pure."""

from civichub.telephony.configuration.files import Folders, configuration, private_exchange
from civichub.telephony.configuration.parts import (
    BadConfiguration,
    Exchange,
    FallbackQueue,
    Phone,
    Tls,
    Trunk,
)

__all__ = [
    "BadConfiguration",
    "Exchange",
    "FallbackQueue",
    "Folders",
    "Phone",
    "Tls",
    "Trunk",
    "configuration",
    "private_exchange",
]
