"""When to offer a second service to somebody who asked about a first: conditions as data, and what they may know. Pure.

Requirement A5: a caller about a blue badge is offered a fire safety check. A condition may use what the person or the
contact says plainly, and never what would have to be guessed: language, sign language, rules for contacting and risk
are no facts here, because a prompt made of them would say aloud what somebody is or lives through (UK GDPR, Art. 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from civichub.core.definitions.expressions import ExpressionError, Kind, NameType, check, holds, parse

FACTS: Mapping[str, NameType] = {
    "asked": NameType(Kind.TEXT),
    "channel": NameType(Kind.TEXT),
    "age": NameType(Kind.NUMBER),
    "has": NameType(Kind.LIST),
    "adjustments": NameType(Kind.LIST),
    "today": NameType(Kind.DATE),
}
FACT_WORDS = (
    ("asked", "the service the contact is about, by its short name", 'asked == "blue-badge"'),
    ("age", "years, where the date of birth is known and may be seen", "age >= 65 and age < 66"),
    ("has", "services they have had a case about", '"assisted-bins" in has'),
    ("adjustments", "adjustments and formats they asked us for", '"home_visit" in adjustments'),
    ("channel", "how they reached us", 'channel == "counter"'),
)


@dataclass(frozen=True)
class Facts:
    """What is known of somebody at the desk, of which the reader may see every part. `age` in whole years."""

    asked: str = ""
    channel: str = ""
    age: int | None = None
    has: frozenset[str] = frozenset()
    adjustments: frozenset[str] = frozenset()


def faults_of(condition: str) -> list[str]:
    """What is wrong with a condition, each in a sentence; empty when it can be used."""
    try:
        found = check(parse(condition), FACTS)
    except ExpressionError as error:
        return [_sentence(error)]
    return [_sentence(error) for error in found]


def _sentence(error: ExpressionError) -> str:
    words = str(error)
    return f"{words[0].upper()}{words[1:]}"


def is_met(condition: str, facts: Facts, *, today: date) -> bool:
    """Whether the condition holds. One that cannot be read holds for nobody."""
    known: dict[str, Any] = {
        "asked": facts.asked or None,
        "channel": facts.channel or None,
        "age": facts.age,
        "has": sorted(facts.has),
        "adjustments": sorted(facts.adjustments),
    }
    try:
        return holds(parse(condition), known, today=today)
    except ExpressionError:
        return False


def age_on(born: date | None, day: date) -> int | None:
    """Whole years on that day."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def quiet_until(answered_on: date, months: int) -> date:
    """The first day on which something that was answered may be offered again: so many months later."""
    years, month = divmod(answered_on.month - 1 + months, 12)
    return date(answered_on.year + years, month + 1, min(answered_on.day, 28))


def share(part: int, whole: int) -> str:
    """A share in whole percent, or a dash where there is nothing to share."""
    return f"{round(100 * part / whole)}%" if whole else "–"
