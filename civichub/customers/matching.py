"""How likely two records are one person, added up from evidence that can be read aloud. Pure.

Fellegi and Sunter (1969): each agreement or difference adds log2(how often it occurs for one person / for two). The
weights are in those bits and are our judgement, not measured on a council's records; a partnership sets its own with
`set_matching_rules`. Ten bits say that the pair is about a thousand times likelier than chance to agree so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

ALIKE = 0.9  # Winkler (1990) took 0.92 and 0.88 as the edges of "nearly equal" for surnames; this lies between

WEIGHTS: dict[str, float] = {
    "same_verified_email": 12,
    "same_email": 9,
    "same_mobile": 9,
    "same_landline": 6,
    "same_family_name": 7,
    "alike_family_name": 4,
    "different_family_name": -5,
    "same_given_name": 6,
    "alike_given_name": 4,
    "different_given_name": -5,
    "same_organisation_name": 12,
    "alike_organisation_name": 7,
    "same_birth": 13,
    "birth_one_digit": 7,
    "birth_swapped": 8,
    "different_birth": -8,
    "same_property": 8,
    "same_address": 7,
    "same_postcode": 4,
}
WORDS: dict[str, str] = {
    "same_verified_email": "same email address, which was proved",
    "same_email": "same email address",
    "same_mobile": "same mobile number",
    "same_landline": "same landline number",
    "same_family_name": "same surname",
    "alike_family_name": "surname spelled nearly the same",
    "different_family_name": "different surname",
    "same_given_name": "same first name",
    "alike_given_name": "first name nearly the same",
    "different_given_name": "different first name",
    "same_organisation_name": "same organisation name",
    "alike_organisation_name": "organisation name nearly the same",
    "same_birth": "same date of birth",
    "birth_one_digit": "date of birth differs by one digit",
    "birth_swapped": "date of birth has day and month the other way round",
    "different_birth": "different date of birth",
    "same_property": "same property",
    "same_address": "same address",
    "same_postcode": "same postcode",
}
SUGGEST_FROM = 15


@dataclass(frozen=True)
class Rules:
    """The weight of each kind of evidence, in bits, and the sum from which a pair is suggested."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    suggest_from: float = SUGGEST_FROM


@dataclass(frozen=True)
class Facts:
    """What is known of one person or organisation, normalised: folded names, E.164 numbers, lower-case emails."""

    given_name: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    family_name: str = ""
    organisation_name: str = ""
    date_of_birth: date | None = None
    emails: frozenset[str] = frozenset()
    verified_emails: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()
    landlines: frozenset[str] = frozenset()
    uprns: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()

    @property
    def full_name(self) -> str:
        """The folded name on one line."""
        return self.organisation_name or " ".join((*self.given_name, self.family_name)).strip()


@dataclass(frozen=True)
class Match:
    """The sum in bits, the codes of the evidence, and the same in words, the strongest first."""

    score: float
    evidence: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The evidence for and against, in words."""
        return tuple(WORDS[code] for code in self.evidence)

    def has(self, *codes: str) -> bool:
        """Whether any of these is among the evidence."""
        return any(code in self.evidence for code in codes)


def compare(one: Facts, other: Facts, rules: Rules) -> Match:
    """Weigh what two sets of facts have in common. Says nothing about a fact that either side lacks."""
    found = [
        *_contact(one, other),
        *_names(one, other),
        *_birth(one.date_of_birth, other.date_of_birth),
        *_place(one, other),
    ]
    found.sort(key=lambda code: -rules.weights.get(code, WEIGHTS[code]))
    return Match(sum(rules.weights.get(code, WEIGHTS[code]) for code in found), tuple(found))


def same_name(match: Match) -> bool:
    """Whether the names are equal, not merely alike: both parts of a person's, or an organisation's."""
    return match.has("same_organisation_name") or (match.has("same_family_name") and match.has("same_given_name"))


def names_agree(match: Match) -> bool:
    """Whether nothing in the names speaks against one person, and something speaks for it."""
    against = match.has("different_family_name", "different_given_name")
    return not against and match.has("same_family_name", "alike_family_name", "same_organisation_name")


def _contact(one: Facts, other: Facts) -> list[str]:
    found = []
    if one.verified_emails & other.verified_emails:
        found.append("same_verified_email")
    elif one.emails & other.emails:
        found.append("same_email")
    if one.mobiles & other.mobiles:
        found.append("same_mobile")
    if one.landlines & other.landlines:
        found.append("same_landline")
    return found


def _names(one: Facts, other: Facts) -> list[str]:
    if one.organisation_name or other.organisation_name:
        if one.organisation_name == other.organisation_name:
            return ["same_organisation_name"]
        alike = JaroWinkler.similarity(one.organisation_name, other.organisation_name) >= ALIKE
        return ["alike_organisation_name"] if alike else []
    found = []
    if one.family_name and other.family_name:
        found.append(f"{_closeness(one.family_name, other.family_name)}_family_name")
    if one.given_name and other.given_name:
        found.append(f"{_given_closeness(one, other)}_given_name")
    return found


def _closeness(one: str, other: str) -> str:
    if one == other:
        return "same"
    return "alike" if JaroWinkler.similarity(one, other) >= ALIKE else "different"


def _given_closeness(one: Facts, other: Facts) -> str:
    first, second = one.given_name[0], other.given_name[0]
    if first == second or {first, *one.known_as} & {second, *other.known_as}:
        return "same"
    initials = 1 in (len(first), len(second)) and first[0] == second[0]
    return "alike" if initials else _closeness(first, second)


def _birth(one: date | None, other: date | None) -> list[str]:
    if one is None or other is None:
        return []
    if one == other:
        return ["same_birth"]
    if (one.year, one.day, one.month) == (other.year, other.month, other.day):
        return ["birth_swapped"]
    slips = DamerauLevenshtein.distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}")
    return ["birth_one_digit"] if slips == 1 else ["different_birth"]


def _place(one: Facts, other: Facts) -> list[str]:
    if one.uprns & other.uprns:
        return ["same_property"]
    if one.addresses & other.addresses:
        return ["same_address"]
    return ["same_postcode"] if one.postcodes & other.postcodes else []
