"""What comes with the hub: residents' words for national services, everyday words, and what other bodies do."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Elsewhere:
    """Something people ask councils for that no council does. `signpost` is a sentence that says who does it."""

    key: int
    name: str
    signpost: str
    phrases: tuple[str, ...]


@functools.cache
def residents_words() -> dict[int, tuple[str, ...]]:
    """What people say for a service, by its number in the Local Government Services List."""
    return {number: tuple(phrases) for number, phrases in _read("residents_words.yaml").items()}


@functools.cache
def everyday_words() -> dict[str, str]:
    """Everyday words and initials, with the words that council services use for them."""
    return dict(_read("glossary.yaml"))


@functools.cache
def elsewhere() -> dict[int, Elsewhere]:
    """What other bodies do, by a negative key, so that it never meets the key of a service."""
    return {
        -number: Elsewhere(-number, entry["name"], entry["signpost"], tuple(entry["phrases"]))
        for number, entry in enumerate(_read("elsewhere.yaml"), start=1)
    }


def _read(name: str) -> Any:
    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
