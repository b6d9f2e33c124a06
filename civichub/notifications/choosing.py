"""By which channel a person is told, and why: their needs first, then what we can do. Pure.

Every choice can be read back in words on the message, and so can every failure to find one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from civichub.delivery.states import Channel, LetterFormat

ORDER = (Channel.EMAIL, Channel.SMS, Channel.LETTER)
LABELS = {"email": "Email", "sms": "Text message", "letter": "Letter"}
_NONE_KNOWN = {
    "email": "no email address is known",
    "sms": "no mobile number is known",
    "letter": "no postal address is known",
}


class Rules(Protocol):
    """What `customers` says must be obeyed for one person."""

    @property
    def language(self) -> str: ...
    @property
    def letter_format(self) -> str: ...
    @property
    def allowed_channels(self) -> tuple[str, ...]: ...
    @property
    def why_forbidden(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def at_risk(self) -> bool: ...


@dataclass(frozen=True)
class Way:
    """An address that may be used. `verified`: the person proved that it is theirs."""

    channel: str
    address: str
    verified: bool = False
    source: str = "given with this case"
    contact_point_id: int | None = None


@dataclass(frozen=True)
class Choice:
    """How to tell one person, with the reasons in a sentence."""

    way: Way
    why: str
    letter_format: str = LetterFormat.STANDARD


@dataclass(frozen=True)
class NoWay:
    """Nobody could be told, and why."""

    why: str


def choose_channel(
    rules: Rules | None,
    ways: Callable[[str], Sequence[Way]],
    *,
    offered: Collection[str],
    working: Collection[str],
    letters: bool = True,
) -> Choice | NoWay:
    """The first channel, in the person's own order, that is open to them, set up here and has an address.

    `rules` is None for somebody we have no record of. `ways(channel)` is asked only for a channel that could be used,
    since reading an address is recorded. `offered`: channels for which there is a text; `letters`: whether this news is
    worth a letter to somebody who could be told otherwise; one who can only be reached by post always gets it.
    """
    wished = [channel for channel in (rules.allowed_channels if rules else ORDER) if channel in LABELS]
    passed = [
        f"{LABELS[channel].lower()} is closed to them ({why.rstrip('.')})"
        for channel, why in (rules.why_forbidden if rules else ())
        if channel in offered
    ]
    for channel in wished:
        if channel not in offered:
            continue
        if channel not in working:
            passed.append(f"{LABELS[channel].lower()} is not set up here")
        elif channel == Channel.LETTER and not letters and len(wished) > 1:
            passed.append("this is not sent by post")
        elif found := ways(channel):
            return Choice(found[0], _why(found[0], passed), _letter_format(rules, channel))
        else:
            passed.append(_NONE_KNOWN[channel])
    return NoWay(f"Not told: {'; '.join(passed) or 'no channel is open'}."[:300])


def _why(way: Way, passed: Sequence[str]) -> str:
    reason = "; ".join(passed) or "first in this person's order"
    return f"{LABELS[way.channel]}, {way.source}: {reason}."[:300]


def _letter_format(rules: Rules | None, channel: str) -> str:
    wanted = rules.letter_format if rules and channel == Channel.LETTER else LetterFormat.STANDARD
    return wanted if wanted in LetterFormat.values else LetterFormat.STANDARD
