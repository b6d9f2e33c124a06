"""Reading a PDF: its pages as pictures, and its words with the place of each. Pure."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from civichub.core.pdfium import PDFIUM
from civichub.messaging.letters.scans import Unreadable, count_pages

__all__ = [
    "Area",
    "Runs",
    "Unreadable",
    "Word",
    "count_pages",
    "page_picture",
    "page_words",
    "picture_as_pdf",
    "shown_size",
]

SHOWN_DPI, KEPT_DPI = 100, 150  # on the screen, and in what is given out: 150 is what an office printer shows
MOST_PIXELS = 12_000_000  # of one page: A3 at 200 dpi has 8 million
FINE = 1_000_000  # parts of a page's side: places are asked of the library in whole numbers
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
SMALLEST = 0.001  # of a side: less than a hair's breadth, so the library did not know
PDF_MOST_PIXELS = 60_000_000


@dataclass(frozen=True)
class Area:
    """A part of a page, from 0 to 1 of its shown width and height, from the top left corner. `page` counts from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Area) -> bool:
        """Whether any of the two lies over the other."""
        across = self.left < other.right and other.left < self.right
        return self.page == other.page and across and self.top < other.bottom and other.top < self.bottom


class Runs(IntEnum):
    """Which way the letters of a word follow one another on the page as it is shown."""

    RIGHT, DOWN, LEFT, UP = range(4)


@dataclass(frozen=True)
class Word:
    """A word, where its ink is, and the part of the line that it fills, as the page is shown."""

    text: str
    area: Area
    line: Area
    runs: Runs = Runs.RIGHT


Box = tuple[float, float, float, float]


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if b"/Encrypt" in content else "broken") from error


def shown_size(content: bytes, page: int) -> tuple[float, float]:
    """Width and height of a page in points, as it is shown. `page` counts from 1. Raises `Unreadable`."""
    with PDFIUM:
        document = _opened(content)
        try:
            return document[page - 1].get_size()
        finally:
            document.close()


def page_picture(content: bytes, page: int, *, dpi: int = SHOWN_DPI) -> Image.Image:
    """A page as it is seen, its visible notes too. `page` counts from 1. Raises `Unreadable`."""
    with PDFIUM:
        document = _opened(content)
        try:
            one = document[page - 1]
            width, height = one.get_size()
            scale = min(dpi / 72, (MOST_PIXELS / max(1, width * height)) ** 0.5)
            picture: Image.Image = one.render(scale=scale).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise Unreadable("broken") from error
        finally:
            document.close()
    return picture


def page_words(content: bytes, page: int) -> list[Word]:
    """The words of a page in their order, hidden ones too. `page` counts from 1. Raises `Unreadable`."""
    with PDFIUM:
        document = _opened(content)
        try:
            one = document[page - 1]
            return list(_joined(_characters(one), page))
        except pypdfium2.PdfiumError as error:
            raise Unreadable("broken") from error
        finally:
            document.close()


def _characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box, Box]]:
    """Each character, the box of its ink, and its box in the line, as parts of the shown page; a gap is a space."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else " "
        if not character.isprintable() or character.isspace():
            yield " ", _NOWHERE, _NOWHERE
            continue
        line = _shown(page, text.get_charbox(index, loose=True))
        ink = _shown(page, text.get_charbox(index))
        yield character, line if ink[2] - ink[0] < SMALLEST or ink[3] - ink[1] < SMALLEST else ink, line


def _shown(page: pypdfium2.PdfPage, box: Box) -> Box:
    """A box of the page's own measure as it is shown: turned, and cut as the page is."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for at in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, *at, x, y)
        corners.append((x.value / FINE, y.value / FINE))
    (left, top), (right, bottom) = corners
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _joined(characters: Iterator[tuple[str, Box, Box]], page: int) -> Iterator[Word]:
    letters: list[tuple[str, Box, Box]] = []
    for one in [*characters, (" ", _NOWHERE, _NOWHERE)]:
        if one[0] != " ":
            letters.append(one)
        elif letters:
            text, inks, lines = zip(*letters, strict=True)
            yield Word("".join(text), _around(inks, page), _around(lines, page), _direction(lines[0], lines[-1]))
            letters = []


def _around(boxes: tuple[Box, ...], page: int) -> Area:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Area(page, min(lefts), min(tops), max(rights), max(bottoms))


def _direction(first: Box, last: Box) -> Runs:
    across, down = last[0] + last[2] - first[0] - first[2], last[1] + last[3] - first[1] - first[3]
    if abs(across) >= abs(down):
        return Runs.LEFT if across < 0 else Runs.RIGHT
    return Runs.DOWN if down > 0 else Runs.UP


def picture_as_pdf(content: bytes) -> bytes:
    """A photo or scan as a PDF of one page, upright and without what the camera wrote into it. Raises `Unreadable`."""
    try:
        opened = Image.open(io.BytesIO(content))
        if opened.width * opened.height > PDF_MOST_PIXELS:
            raise Unreadable("huge_page")
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise Unreadable("broken") from error
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, "PDF", resolution=max(KEPT_DPI, max(clean.size) / 11.7))
    return out.getvalue()
