"""The catalogue of grounds for withholding, and what an answer says of rights: data, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from civichub.core.errors import Invalid

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Exemption:
    """A ground of one law. `section` cites it; `says` is for the requester; `needs_test`: weigh the public interest."""

    code: str
    law: str
    section: str
    title: str
    says: str
    needs_test: bool

    def __str__(self) -> str:
        return f"{self.section}: {self.title}"


@dataclass(frozen=True)
class LetterWords:
    """The parts of a covering letter that the law asks for."""

    opening: str
    rights: tuple[str, ...]
    commissioner: str


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((LIBRARY / name).read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Exemption]:
    """Every ground by its code, in the order of the laws."""
    return {
        row["code"]: Exemption(row["code"], law, row["section"], row["title"], row["says"], row["test"])
        for law, rows in _read("exemptions.yaml").items()
        for row in rows
    }


def exemptions_of(law: str) -> list[Exemption]:
    """The grounds that a request under this law may be refused on."""
    return [one for one in catalogue().values() if one.law == law]


def exemption(code: str, *, law: str, field: str = "reason") -> Exemption:
    """The ground called `code`. Raises `Invalid` on `field` when this law has none of that name."""
    found = catalogue().get(code)
    if found is None or found.law != law:
        raise Invalid({field: "Select a reason."})
    return found


@lru_cache(maxsize=3)
def letter_words(law: str) -> LetterWords:
    """What a letter under this law opens with and tells of rights."""
    read = _read("letters.yaml")
    return LetterWords(read[law]["opening"], tuple(read[law]["rights"]), read["commissioner"])
