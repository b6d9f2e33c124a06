"""What is wrong with a definition: where, in a sentence, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One fault at `line` and `column` (both from 1). `fix` says what to do; empty when the message already does."""

    line: int
    column: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" + (f"; {self.fix}" if self.fix else "")


class DefinitionError(ValueError):
    """A definition that cannot be used. `problems` holds all of them, in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Problems:
    """A growing list: reading goes on after a fault, so that its author sees every one at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str, fix: str = "") -> None:
        """Note a fault at `place`, anything with a `line` and a `column`."""
        self.found.append(Problem(place.line, place.column, message, fix))

    def sorted(self) -> list[Problem]:
        """Every fault once, by line."""
        return sorted(set(self.found))


@dataclass(frozen=True)
class Place:
    """A position in the text, both counted from 1."""

    line: int
    column: int


def did_you_mean(word: str, choices: Iterable[str], *, otherwise: str = "use one of: {choices}") -> str:
    """The fix for a name that does not exist: the nearest real one, else the list of them (at most twelve)."""
    known = sorted(set(choices))
    near = difflib.get_close_matches(word.lower(), [choice.lower() for choice in known], n=1, cutoff=0.5)
    if not near:
        near = [choice for choice in known if choice.startswith(word.split("_")[0])][:1] if word else []
    if near:
        match = next(choice for choice in known if choice.lower() == near[0].lower())
        return f'did you mean "{match}"?'
    if not known:
        return ""
    listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return otherwise.format(choices=listed)
