"""An Asterisk of our own, for the demonstration and for tests: fetched, started and stopped by any user."""

from civichub.devtools.exchange.process import Asterisk, AsteriskFailed
from civichub.devtools.exchange.sipp import Caller, Calling, NoSipp, calling, check_for_sipp
from civichub.devtools.exchange.tree import NoAsterisk, asterisk_tree

__all__ = [
    "Asterisk",
    "AsteriskFailed",
    "Caller",
    "Calling",
    "NoAsterisk",
    "NoSipp",
    "asterisk_tree",
    "calling",
    "check_for_sipp",
]
