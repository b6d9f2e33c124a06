"""An Asterisk of our own, for the demonstration and for tests: fetched, started and stopped by any user."""

from civichub.devtools.exchange.process import Asterisk, AsteriskFailed
from civichub.devtools.exchange.tree import NoAsterisk, asterisk_tree

__all__ = ["Asterisk", "AsteriskFailed", "NoAsterisk", "asterisk_tree"]
