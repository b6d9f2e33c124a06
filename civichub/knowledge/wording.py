"""The text of an article as it is written down, and what it must be to be kept. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from civichub.core.errors import Invalid
from civichub.core.search.words import words_of
from civichub.core.text import clean_text

TITLE_LENGTH, SUMMARY_LENGTH, BODY_LENGTH, OTHER_WORDS_LENGTH = 120, 300, 20_000, 300
MOST_POINTS, POINT_LENGTH, MOST_LINKS, LINK_LENGTH = 12, 160, 12, 500
"""Points are a list that an advisor can keep in view while somebody talks."""
SEARCH_LENGTH = 80
ADDRESS = re.compile(r"(https?://|mailto:|tel:)[^\s|<>\"]+", re.IGNORECASE)
_NUMBER_OF_SOMEBODY = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class Link:
    """Words and where they lead: ``https:``, ``mailto:`` or ``tel:``."""

    words: str
    address: str


@dataclass(frozen=True)
class ArticleText:
    """What an author typed. `points` and `links` are a line each; a link is words, a bar and an address."""

    title: str
    summary: str = ""
    body: str = ""
    points: str = ""
    links: str = ""
    other_words: str = ""


def links_of(text: str) -> list[Link]:
    """Each line as a link; a line without words is called by its address."""
    parts = (line.rpartition("|") for line in text.splitlines())
    return [Link(words.strip() or address.strip(), address.strip()) for words, _, address in parts]


def checked(text: ArticleText) -> dict[str, str]:
    """The columns of a version. Raises `Invalid` naming the field that is too long, missing or not a link."""
    title = clean_text(text.title, field="title", max_length=TITLE_LENGTH, required=True)
    summary = clean_text(text.summary, field="summary", max_length=SUMMARY_LENGTH)
    other = clean_text(text.other_words, field="other_words", max_length=OTHER_WORDS_LENGTH)
    return {
        "title": title,
        "summary": summary,
        "source": clean_text(text.body, field="body", max_length=BODY_LENGTH, lines=True),
        "points": "\n".join(_points(text.points)),
        "links": "\n".join(f"{link.words} | {link.address}" for link in _links(text.links)),
        "other_words": other,
        "search_text": " ".join(words_of(f"{title} {other} {summary}")),
    }


def _lines(text: str, *, field: str, most: int, length: int) -> list[str]:
    whole = clean_text(text, field=field, max_length=most * (length + 1), lines=True)
    lines = [line for line in (" ".join(line.split()) for line in whole.splitlines()) if line]
    if len(lines) > most:
        raise Invalid({field: f"Keep to {most} lines or fewer; there are {len(lines)}."})
    if any(len(line) > length for line in lines):
        raise Invalid({field: f"Shorten each line to {length} characters or fewer."})
    return lines


def _points(text: str) -> list[str]:
    lines = _lines(text, field="points", most=MOST_POINTS, length=POINT_LENGTH)
    return [line.removeprefix("- ").removeprefix("* ") for line in lines]


def _links(text: str) -> list[Link]:
    links = links_of("\n".join(_lines(text, field="links", most=MOST_LINKS, length=LINK_LENGTH)))
    for link in links:
        if not ADDRESS.fullmatch(link.address):
            raise Invalid({"links": f"“{link.address}” is no address. Write words | https://…, mailto:… or tel:…"})
    return links


def search_words(text: str) -> str:
    """What somebody looked for, fit to be counted: plain words, without numbers that may be a person's."""
    words = [word for word in words_of(text) if not _NUMBER_OF_SOMEBODY.search(word)]
    return " ".join(words)[:SEARCH_LENGTH].strip() if "@" not in text else ""
