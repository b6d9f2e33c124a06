"""Plain values that components show: what a view builds and a template hands to a tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The colour says how far a thing is, never alone: the word is always beside it (WCAG 2.2, 1.4.1).
_STATE_COLOURS = {
    "blue": "new open opened received submitted logged booked",
    "teal": "active assigned accepted progress started working triaged investigating live",
    "yellow": "waiting pending paused hold draft queued snoozed",
    "purple": "review escalated referred approval planned",
    "green": "resolved done completed complete met sent delivered paid approved fixed success",
    "red": "overdue late breached failed rejected refused urgent risk bounced error missed",
    "orange": "soon due warning held duplicate",
    "grey": "closed cancelled withdrawn archived off merged inactive ended expired",
}
_COLOUR_OF_WORD = {word: colour for colour, words in _STATE_COLOURS.items() for word in words.split()}
TAG_COLOURS = ("grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow")


def state_colour(words: str) -> str:
    """A tag's colour for a state's words, by the first word that is known: `Waiting for customer` is yellow.

    States begin with what counts. Where no word is known the colour is blue.
    """
    for word in str(words).lower().replace("-", " ").split():
        if word in _COLOUR_OF_WORD:
            return _COLOUR_OF_WORD[word]
    return "blue"


@dataclass(frozen=True)
class Link:
    """A text and where it leads. An empty `url` prints the text alone."""

    text: str
    url: str = ""
    hidden_words: str = ""


@dataclass(frozen=True)
class Column:
    """A table's column. `sort` is the name used in `?sort=`; without it the heading is plain."""

    label: str
    sort: str = ""
    numeric: bool = False
    hidden: bool = False

    @classmethod
    def named(cls, words: str) -> list[Column]:
        """The columns of "Month|Contacts #|(Change)": # is numeric, brackets hide the heading from sight."""
        return [
            cls(label.removesuffix(" #").strip("()"), numeric=label.endswith(" #"), hidden=label.startswith("("))
            for label in words.split("|")
        ]


@dataclass(frozen=True)
class Clock:
    """One deadline. `state`: running, soon, late, met, missed, paused or stopped; `sum_lines` explain it."""

    name: str
    state: str
    words: str
    due: str = ""
    sum_lines: Sequence[str] = ()
    source: str = ""

    @property
    def tone(self) -> str:
        """The look of the card."""
        return {"missed": "late", "paused": "soon"}.get(self.state, self.state)


@dataclass(frozen=True)
class File:
    """A file in a list. `state` is shown as a tag, such as `Being checked`; without `url` it cannot be opened."""

    name: str
    url: str = ""
    size: int | None = None
    kind: str = ""
    state: str = ""
    remove_url: str = ""


@dataclass(frozen=True)
class Place:
    """A point on a map and its line in the list beside it. Degrees are WGS84."""

    label: str
    latitude: float
    longitude: float
    url: str = ""
    detail: str = ""
    here: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a journey or procedure; `state` is done, current or to come."""

    label: str
    state: str = "to come"


@dataclass(frozen=True)
class ChosenFilter:
    """A filter in force, and the address of the list without it."""

    label: str
    remove_url: str
