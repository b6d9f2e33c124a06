"""Making a PDF that a screen reader can read. WeasyPrint is imported when it is first needed: it wants Pango."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html

LATIN_1 = 0xFF  # every font that can be the only one on a machine has these


class NoPress(RuntimeError):
    """No PDF can be made on this machine; the message says what is missing."""

    def __init__(self) -> None:
        super().__init__("PDFs cannot be made here: the Pango library is missing (packages libpango-1.0-0 and "
                         "libpangoft2-1.0-0). Print from the browser instead.")  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """A PDF, how many pages it has, and for each letter, by its place, its first page and number of pages."""

    content: bytes
    pages: int
    where: dict[int, tuple[int, int]]


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise NoPress from error
    return weasyprint


def can_print() -> bool:
    """Whether PDFs can be made here."""
    try:
        _weasyprint()
    except NoPress:
        return False
    return True


def print_document(html: str) -> Printed:
    """The document as tagged PDF/UA-1. Nothing is fetched from anywhere. Raises `NoPress`."""
    weasyprint = _weasyprint()
    made = weasyprint.HTML(string=html, url_fetcher=weasyprint.urls.URLFetcher(allowed_protocols={"data"})).render()
    begins = [_letter_on(page.anchors) for page in made.pages]
    return Printed(made.write_pdf(pdf_variant="pdf/ua-1"), len(made.pages), _where(begins))


def characters_without_shape(text: str) -> str:
    """The characters of `text` that no font on this machine has, which would be printed as boxes, each once.

    Raises `NoPress`.
    """
    return _without_shape(frozenset(one for one in text if ord(one) > LATIN_1 and one.isprintable()))


@lru_cache(maxsize=256)
def _without_shape(characters: frozenset[str]) -> str:
    if not characters:
        return ""
    made = _weasyprint().HTML(string=format_html("<p>{}</p>", " ".join(sorted(characters)))).render()
    missing: set[int] = set()

    def look(document: Any, pdf: Any) -> None:
        missing.update(point for font in document.fonts.values() for point in font.missing)

    made.write_pdf(finisher=look)
    return "".join(map(chr, sorted(missing)))


def _letter_on(anchors: Any) -> int | None:
    places = [int(name.removeprefix("letter-")) for name in anchors if name.startswith("letter-")]
    return min(places, default=None)


def _where(letters: Sequence[int | None]) -> dict[int, tuple[int, int]]:
    """First page (from 1) and number of pages of each letter; an empty back counts to the letter before it."""
    found: dict[int, tuple[int, int]] = {}
    current: int | None = None
    for number, letter in enumerate(letters, start=1):
        current = letter if letter is not None else current
        if current is not None:
            first, pages = found.get(current, (number, 0))
            found[current] = (first, pages + 1)
    return found
