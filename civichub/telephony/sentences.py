"""Every sentence that can be said on the lines of an organisation and that somebody could record beforehand.

Left out, because nobody can know them before: the names of whom a caller asks for, and days and hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from string import digits
from typing import Any

from civichub.routing.waits.wording import Range, every_range, in_words
from civichub.telephony.models import Line
from civichub.telephony.phrases import PHRASES, phrase, place_words
from civichub.telephony.queries import notices_said

FARTHEST_PLACE = 30
SAID_APART = ("number_read", "number_right", *digits)


class Kind(StrEnum):
    """What a sentence is about, in the order in which recording them is worth the while."""

    LINE = "line"
    NOTICE = "notice"
    ALWAYS = "always"
    PLACE = "place"
    WAIT = "wait"
    NUMBER = "number"


KIND_WORDS = {
    Kind.LINE: "Greetings of lines",
    Kind.NOTICE: "Urgent messages and notices",
    Kind.ALWAYS: "Sentences of every call",
    Kind.PLACE: "Place in line",
    Kind.WAIT: "Range of the wait",
    Kind.NUMBER: "A number read back",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words in a language. `name` stays the same when they change; `where` says whose they are, empty for all."""

    language: str
    name: str
    kind: Kind
    words: str
    where: str = ""

    @property
    def file(self) -> str:
        """What the file of its recording is called, without .wav."""
        return f"{self.language}-{self.name}"


def sentences_of(organisation: Any, at: datetime) -> list[Sentence]:
    """All of them as they are at that moment, each name once in a language. Two statements and one for each line."""
    lines = list(Line.objects.filter(organisation=organisation, is_active=True).select_related("service"))
    notices = {one.file: one for line in lines for one in _urgent(line, at)}
    found = [*(one for line in lines for one in _of_line(line)), *notices.values()]
    for language in PHRASES:
        found += _fixed(language)
        found += (_place(language, place) for place in range(2, FARTHEST_PLACE + 1))
        found += (_wait(language, told) for told in (None, *every_range()))
        found += (Sentence(language, f"digit-{digit}", Kind.NUMBER, digit) for digit in digits)
    order = {kind: number for number, kind in enumerate(Kind)}
    return sorted(found, key=lambda one: (one.language != "en", order[one.kind]))


def _of_line(line: Line) -> Iterator[Sentence]:
    for language in PHRASES:
        own = line.greeting if language == line.language else ""
        greeting = own or phrase(language, "greeting", name=line.name)
        yield Sentence(language, f"{_digits(line)}-greeting", Kind.LINE, greeting, line.name)
        if line.text_about:
            offer = phrase(language, "text_offer", about=line.text_about)
            yield Sentence(language, f"{_digits(line)}-text", Kind.LINE, offer, line.name)


def _urgent(line: Line, at: datetime) -> Iterator[Sentence]:
    if urgent := line.urgent_at(at):
        yield Sentence(line.language, f"{_digits(line)}-urgent", Kind.NOTICE, urgent, line.name)
    for pk, words in notices_said(line, at):
        yield Sentence(line.language, f"notice-{pk}", Kind.NOTICE, words, "A notice")


def _digits(line: Line) -> str:
    return line.number.replace("+", "00")


def _fixed(language: str) -> Iterator[Sentence]:
    for key, words in PHRASES[language].items():
        if "{" not in words:
            kind = Kind.NUMBER if key in SAID_APART else Kind.ALWAYS
            yield Sentence(language, key.replace("_", "-"), kind, words)


def _place(language: str, place: int) -> Sentence:
    return Sentence(language, f"place-{place:02}", Kind.PLACE, place_words(language, place))


def _wait(language: str, told: Range | None) -> Sentence:
    name = f"wait-{told.least:03}-{told.most:03}" if told else "wait-unknown"
    return Sentence(language, name, Kind.WAIT, in_words(told, "call", language))


def by_file(sentences: Iterable[Sentence]) -> dict[str, Sentence]:
    """The sentences by what their files are called."""
    return {one.file: one for one in sentences}
