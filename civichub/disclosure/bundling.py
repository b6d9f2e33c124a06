"""Pages of several files as few files that are not too large to be sent. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

LARGEST = 8_500_000  # bytes of pictures in one file: a case takes 10 MB, and structure takes a little


@dataclass(frozen=True)
class Bundle:
    """The parts, and for each item the part (from 1) and the page in it (from 1) where it begins."""

    parts: tuple[bytes, ...]
    begins: dict[int, tuple[int, int]]


def bundled(files: Iterable[tuple[int, bytes]]) -> Bundle:
    """Put PDFs together in order, beginning another part when one is full. `files`: the item's number, and its PDF."""
    parts: list[bytes] = []
    begins: dict[int, tuple[int, int]] = {}
    writer, size = PdfWriter(), 0
    for number, content in files:
        for page in PdfReader(io.BytesIO(content)).pages:
            weight = sum(len(image.data) for image in page.images)
            if size and size + weight > LARGEST:
                parts.append(_written(writer))
                writer, size = PdfWriter(), 0
            writer.add_page(page)
            size += weight
            begins.setdefault(number, (len(parts) + 1, len(writer.pages)))
    if writer.pages:
        parts.append(_written(writer))
    return Bundle(tuple(parts), begins)


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
