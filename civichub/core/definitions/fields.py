"""Reading one mapping of a definition by name, with a sentence for everything that is missing, odd or unknown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from civichub.core.definitions.problems import Place, Problems, did_you_mean
from civichub.core.definitions.reader import Mapping, Node, Scalar, Sequence

KEY = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*\Z")
MAX_KEY_LENGTH = 60
TRUE, FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_POUNDS = re.compile(r"£(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?\Z")


class Fields:
    """The names of one mapping. Each reader method marks its name as known; `finish` reports those nobody asked for."""

    def __init__(self, node: Mapping, problems: Problems, what: str) -> None:
        self.node, self.problems, self.what = node, problems, what
        self.known: set[str] = set()

    def raw(self, name: str) -> Node | None:
        """The node called `name`, or None where it is absent or empty (``name:`` with nothing after it)."""
        self.known.add(name)
        node = self.node.get(name)
        if isinstance(node, Scalar) and not node.quoted and node.text in ("", "~", "null"):
            return None
        return node

    def place(self, name: str) -> Place:
        """Where the value called `name` is, or the mapping itself when it is absent."""
        return self.node.get(name) or self.node

    def _scalar(self, name: str, kind: str) -> Scalar | None:
        node = self.raw(name)
        if node is None or isinstance(node, Scalar):
            return node
        self.problems.add(node, f'"{name}" of {self.what} must be {kind}', f"write {name}: followed by {kind}")
        return None

    def text(self, name: str, *, required: bool = False, max_length: int = 5000) -> str:
        """Text without surrounding white space, or "" when absent. Over `max_length` characters is a problem."""
        node = self._scalar(name, "text")
        value = node.text.strip() if node else ""
        if required and not value and not isinstance(self.node.get(name), Sequence | Mapping):
            self.problems.add(self.place(name), f'{self.what} has no "{name}"', f"add {name}:")
        if node and len(value) > max_length:
            self.problems.add(node, f'"{name}" has {len(value):,} characters', f"shorten it to {max_length:,}")
        return value

    def key(self, name: str, *, required: bool = True) -> str:
        """A name that other lines may refer to: small letters, digits, - and _, at most 60 characters."""
        value = self.text(name, required=required)
        if value and (not KEY.match(value) or len(value) > MAX_KEY_LENGTH):
            self.problems.add(
                self.place(name),
                f'"{value}" cannot be a {name}',
                "use small letters, digits, - and _, starting with a letter",
            )
        return value

    def choice(self, name: str, choices: Collection[str], *, default: str = "", required: bool = False) -> str:
        """One of `choices`, or `default` when absent or wrong."""
        value = self.text(name, required=required)
        if value and value not in choices:
            self.problems.add(
                self.place(name), f'"{value}" is not a {name.replace("_", " ")}', did_you_mean(value, choices)
            )
            return default
        return value or default

    def boolean(self, name: str, *, default: bool = False) -> bool:
        """yes, true or on; no, false or off."""
        node = self._scalar(name, "yes or no")
        if node is None:
            return default
        if node.text.lower() in TRUE | FALSE:
            return node.text.lower() in TRUE
        self.problems.add(node, f'"{name}" is "{node.text}"', "write yes or no")
        return default

    def integer(self, name: str, *, default: int | None = None, low: int = 0, high: int = 1_000_000_000) -> int | None:
        """A whole number from `low` to `high`, or `default`."""
        node = self._scalar(name, "a whole number")
        if node is None:
            return default
        if re.fullmatch(r"-?\d{1,15}", node.text) and low <= int(node.text) <= high:
            return int(node.text)
        self.problems.add(node, f'"{name}" is "{node.text}"', f"write a whole number from {low:,} to {high:,}")
        return default

    def number(self, name: str) -> float | None:
        """A number, whole or with a decimal point, or None."""
        node = self._scalar(name, "a number")
        if node is None:
            return None
        if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", node.text):
            return float(node.text) if "." in node.text else int(node.text)
        self.problems.add(node, f'"{name}" is "{node.text}"', "write a number such as 40 or 2.5")
        return None

    def pounds(self, name: str) -> int | None:
        """An amount written as £10 or £1,250.50, in pence; None when absent. A bare number is refused."""
        node = self._scalar(name, "an amount such as £10.50")
        return None if node is None else read_pounds(node, self.problems, name)

    def mapping(self, name: str, *, what: str = "") -> Fields | None:
        """The names under `name`, or None."""
        node = self.raw(name)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Fields(node, self.problems, what or f'"{name}" of {self.what}')
        self.problems.add(
            node, f'"{name}" of {self.what} must hold names and values', f"indent name: value lines under {name}:"
        )
        return None

    def sequence(self, name: str, *, required: bool = False) -> tuple[Node, ...]:
        """The items of a list. A single value is taken as a list of one."""
        node = self.raw(name)
        if node is None:
            if required:
                self.problems.add(
                    self.place(name), f'{self.what} has no "{name}"', f"add {name}: with at least one - item"
                )
            return ()
        if isinstance(node, Sequence):
            if required and not node.items:
                self.problems.add(node, f'"{name}" of {self.what} is an empty list', "add at least one item")
            return node.items
        return (node,)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for item in self.sequence(name):
            if isinstance(item, Scalar):
                found.append(item.text.strip())
            else:
                self.problems.add(
                    item, f'"{name}" of {self.what} must be a list of texts', "put quotes round text with a colon"
                )
        return tuple(found)

    def items(self, name: str, what: str, *, required: bool = False) -> Iterator[Fields]:
        """The mappings in the list called `name`."""
        for item in self.sequence(name, required=required):
            if isinstance(item, Mapping):
                yield Fields(item, self.problems, what)
            else:
                self.problems.add(
                    item, f"this must be {what}, written as name: value lines", "start it with - and a name"
                )

    def finish(self) -> None:
        """Report every name that no reader asked for."""
        for key in self.node.names():
            if key.text not in self.known:
                self.problems.add(
                    key, f'{self.what} has an unknown name "{key.text}"', did_you_mean(key.text, self.known)
                )


def read_pounds(node: Scalar, problems: Problems, name: str) -> int | None:
    """The pence in a value such as £10 or £1,250.50, noting a problem when it is not one."""
    match = _POUNDS.match(node.text.strip())
    if match:
        return int(match[1].replace(",", "")) * 100 + int(match[2] or 0)
    problems.add(node, f'"{name}" is "{node.text}"', "write it with a pound sign, such as £10 or £10.50")
    return None
