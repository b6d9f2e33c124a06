"""YAML text to a tree whose every node knows its line. Values stay text until a reader asks for a type.

Plain YAML turns an option called ``no`` into False and ``12:30`` into 750; here the place where a value is used decides
its type. Anchors, aliases, tags and duplicate keys are refused: nobody who writes a form needs them, an alias bomb
grows a kilobyte into gigabytes, and a duplicate key silently loses a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml import events as ev

from civichub.core.definitions.problems import Place, Problem, Problems

MAX_CHARACTERS = 200_000
MAX_DEPTH = 16
MAX_NODES = 20_000


@dataclass(frozen=True)
class Scalar(Place):
    """A single value as written. `quoted` tells ``"12"`` from ``12``."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Sequence(Place):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping(Place):
    """Names and values in the order written."""

    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, name: str) -> Node | None:
        """The value called `name`, or None."""
        return next((value for key, value in self.entries if key.text == name), None)

    def names(self) -> Iterator[Scalar]:
        """The names, each with its position."""
        return (key for key, _ in self.entries)


Node = Scalar | Sequence | Mapping


class _Stop(Exception):
    """Reading cannot go on; the problem has been noted."""


def read(text: str) -> tuple[Node | None, list[Problem]]:
    """Read `text`. The tree is None when it cannot be read at all; then the problems say why.

    At most 200,000 characters, 16 levels and 20,000 values, so that no text takes more than about a second to read.
    """
    problems = Problems()
    if len(text) > MAX_CHARACTERS:
        problems.add(Place(1, 1), f"this has {len(text):,} characters", f"shorten it to {MAX_CHARACTERS:,} or fewer")
        return None, problems.sorted()
    try:
        return _Builder(text, problems).build(), problems.sorted()
    except _Stop:
        return None, problems.sorted()
    except yaml.MarkedYAMLError as error:
        problems.found.append(_explain(error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(Place(line, 1), "there is an unreadable control character", "delete it and type the word again")
    return None, problems.sorted()


_EXPLANATIONS = (
    (
        "mapping values are not allowed",
        "there is a second colon on this line",
        "put the text after the first in quotes",
    ),
    ("cannot start any token", "this character cannot start a value", "use spaces not tabs, or put the text in quotes"),
    ("could not find expected ':'", "a colon is missing after this name", "write it as name: value"),
    ("expected <block end>", "the indentation does not line up", "start it in the same column as its neighbours"),
    ("found unexpected end of stream", "a quotation mark is never closed", "add the closing quotation mark"),
    ("found undefined tag", "tags such as !name are not allowed", "remove the tag"),
    ("undefined alias", "a value starting with * is read as a link", "put it in quotes"),
)


def _explain(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = error.problem or "this cannot be read"
    for symptom, message, fix in _EXPLANATIONS:
        if symptom in said:
            return Problem(line, column, message, fix)
    return Problem(line, column, f"this cannot be read as YAML ({said})", "check the punctuation and the indentation")


class _Builder:
    """Walks the parser's events, so that limits bite before anything is built."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.events = yaml.parse(text, Loader=yaml.SafeLoader)
        self.problems, self.nodes = problems, 0

    def build(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, ev.StreamStartEvent | ev.StreamEndEvent | ev.DocumentEndEvent):
                continue
            if isinstance(event, ev.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "there is a second document after ---", "keep one definition in one text")
                continue
            root = self._node(event, depth=1)
        if root is None:
            self.problems.add(Place(1, 1), "this is empty", "write the definition, or copy one from the library")
        return root

    def _node(self, event: ev.Event, depth: int) -> Node:
        place = _place(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(event, f"there are more than {MAX_NODES:,} values", "split this into two definitions")
        if depth > MAX_DEPTH:
            self._refuse(event, f"this is nested more than {MAX_DEPTH} levels deep", "remove some levels")
        if isinstance(event, ev.AliasEvent):
            self._refuse(event, "a value starting with * is read as a link to another value", "put it in quotes")
        if event.anchor is not None:
            self._refuse(event, "a value starting with & is read as the name of a link", "put it in quotes")
        if event.tag is not None and event.tag != "!":
            self._refuse(event, f"tags such as {event.tag} are not allowed", "remove the tag")
        if isinstance(event, ev.ScalarEvent):
            return Scalar(place.line, place.column, event.value, event.style is not None)
        if isinstance(event, ev.SequenceStartEvent):
            return Sequence(place.line, place.column, tuple(self._until(ev.SequenceEndEvent, depth)))
        return self._mapping(place, list(self._until(ev.MappingEndEvent, depth)))

    def _until(self, end: type[ev.Event], depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield self._node(event, depth + 1)

    def _mapping(self, place: Place, nodes: list[Node]) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        first_line: dict[str, int] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.problems.add(key, "a name must be a single word", "write it as name: value")
            elif key.text in first_line:
                self.problems.add(
                    key,
                    f'"{key.text}" is written twice; the first is on line {first_line[key.text]}',
                    "remove one of them",
                )
            else:
                first_line[key.text] = key.line
                entries.append((key, value))
        return Mapping(place.line, place.column, tuple(entries))

    def _refuse(self, event: ev.Event, message: str, fix: str) -> None:
        self.problems.add(_place(event), message, fix)
        raise _Stop


def _place(event: ev.Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
