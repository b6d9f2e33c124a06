"""Reading one mapping of data strictly: every refusal names the path of the value and says what to write instead."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from civichub.core.clocks.errors import SpecError


class SpecReader:
    """A mapping being read. Take each key once, then call `finish` to refuse keys nobody asked for."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, Mapping):
            raise SpecError(f"{where}: write a mapping of keys to values, not {_kind(data)}.", field=where)
        self.data, self.where, self._taken = data, where, set[str]()

    def path(self, key: str) -> str:
        """Where `key` stands, e.g. ``clocks[0].start.event``."""
        return f"{self.where}.{key}"

    def refuse(self, key: str, advice: str) -> SpecError:
        """The error to raise about `key`."""
        return SpecError(f"{self.path(key)}: {advice}", field=self.path(key))

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.data.get(key) is not None

    def take(self, key: str, *, required: bool = False) -> Any:
        """The raw value, or None when absent and not required."""
        self._taken.add(key)
        value = self.data.get(key)
        if value is None and required:
            raise self.refuse(key, "is missing; add it.")
        return value

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; required unless `default` is given."""
        value = self.take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f"write a text, not {_kind(value)}.")
        return " ".join(value.split())

    def whole(self, key: str, *, least: int = 1, required: bool = True) -> int | None:
        """A whole number of at least `least`."""
        value = self.take(key, required=required)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refuse(key, f"write a whole number of at least {least}, not {value!r}.")
        return value

    def choice(self, key: str, choices: Iterable[str], *, default: str | None = None) -> str:
        """One of the words in `choices`."""
        words = tuple(choices)
        value = self.take(key, required=default is None)
        value = default if value is None else value
        if value not in words:
            raise self.refuse(key, f"use {_or(words)}, not {value!r}.{closest(value, words)}")
        return value

    def day(self, key: str, *, required: bool = True) -> dt.date | None:
        """A date, written YYYY-MM-DD."""
        value = self.take(key, required=required)
        return None if value is None else as_date(value, self.path(key))

    def items(self, key: str) -> Sequence[Any]:
        """A list, empty when absent."""
        value = self.take(key)
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.refuse(key, f"write a list, not {_kind(value)}.")
        return value

    def inner(self, key: str) -> SpecReader | None:
        """A mapping inside this one, or None when absent."""
        value = self.take(key)
        return None if value is None else SpecReader(value, self.path(key))

    def finish(self) -> None:
        """Refuse keys that nobody read: most are misspelt, and a silent one would be a wrong deadline."""
        for key in self.data:
            if key not in self._taken:
                raise self.refuse(str(key), f"is not a known key here; remove it.{closest(key, self._taken)}")


def as_date(value: Any, where: str) -> dt.date:
    """A date from YAML (already a date) or from text. Raises `SpecError` naming `where`."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        if isinstance(value, str) and len(value) == 10:
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise SpecError(f"{where}: write a real date as YYYY-MM-DD, not {value!r}.", field=where)


def closest(word: Any, words: Iterable[str]) -> str:
    """A hint for a misspelt word, with a space before it, or nothing."""
    near = difflib.get_close_matches(str(word), list(words), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "a text", bool: "yes or no", type(None): "nothing"}
    return names.get(type(value), repr(value))
