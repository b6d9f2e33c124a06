"""PDFs with something to hide in every place where a PDF hides things."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator, Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
)

A4 = (595, 842)
HEXADECIMAL = re.compile(rb"<([0-9a-fA-F]+)>")


def _stream(lines: Sequence[str], hidden: str) -> DecodedStreamObject:
    rows = [b"BT /F1 12 Tf 60 780 Td 16 TL"]
    rows += [b"(" + line.encode("cp1252", "replace") + b") Tj T*" for line in lines]
    rows += [b"ET", b"BT 3 Tr /F1 12 Tf 60 60 Td (" + hidden.encode("cp1252", "replace") + b") Tj ET"]
    stream = DecodedStreamObject()
    stream.set_data(b"\n".join(rows))
    return stream


def make_pdf(*pages: Sequence[str], hidden: str = "", turned: int = 0, cropped: bool = False) -> bytes:
    """A page for each list of lines; `hidden` is on each of them unseen."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(*A4)
        page[NameObject("/Contents")] = writer._add_object(_stream(lines, hidden).flate_encode())
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        if turned:
            page.rotate(turned)
        if cropped:
            page.cropbox = RectangleObject((30, 30, 560, 820))
    return _written(writer)


def with_secrets(content: bytes, secret: str) -> bytes:
    """The same with `secret` in its metadata, an attachment, a note, an outline and an earlier revision."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_metadata({"/Title": secret, "/Author": secret})
    writer.add_attachment(f"{secret}.txt", secret.encode())
    writer.add_outline_item(title=secret, page_number=0)
    writer.add_annotation(0, FreeText(text=secret, rect=(400, 20, 560, 40)))
    page = writer.pages[0]
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Private"): ByteStringObject(secret.encode())})
    first = _written(writer)
    return first + b"\n%% " + secret.encode() + b"\n" + first


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def everything_in(content: bytes) -> Iterator[bytes]:
    """The bytes as they are, and of every object in them what it says and what its streams hold when unpacked."""
    yield content
    reader = PdfReader(io.BytesIO(content))
    for number in sorted(
        {number for generation in reader.xref.values() for number in generation} | set(reader.xref_objStm)
    ):
        found = reader.get_object(IndirectObject(number, 0, reader))
        yield repr(found).encode()
        if isinstance(found, StreamObject) and found.get("/Filter") != "/DCTDecode":
            unpacked = found.get_data()
            yield unpacked
            yield b" ".join(bytes.fromhex(text.decode()) for text in HEXADECIMAL.findall(unpacked))


def text_of(content: bytes) -> str:
    """What pdftotext, another program than the one under test, reads in it."""
    told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode()
