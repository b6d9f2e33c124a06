"""Making the file that is given out, of what may be seen and nothing else. Pure.

A PDF is not edited. Each page is drawn as a picture, what is to go is painted over in the picture, and a new file is
made of the pictures with a layer of the words that were to be seen, so that it can be searched and read aloud. Nothing
of the old file is copied: no stream, no metadata, no attachment, no note, no hidden text and no earlier revision.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from civichub.disclosure.redaction.pages import (
    KEPT_DPI,
    Area,
    Runs,
    Word,
    count_pages,
    page_picture,
    page_words,
    shown_size,
)

SEEN = 40  # of 255: what differs less from its ground nobody reads
QUALITY = 80
LABEL_HEIGHT = 11  # pixels at 150 dpi: 5 points
ENCODING = "cp1252"
MEASURED = 100
_MEASURE = ImageFont.load_default(MEASURED)  # as wide as Helvetica, near enough to place a word
BELOW = 0.2  # of a line, under the letters' feet


class StillThere(RuntimeError):
    """What was made still has words where some were to be taken out. Nothing is given out then."""


@dataclass(frozen=True)
class Covered:
    """What to paint over, and what to write on it: the section of the law."""

    area: Area
    label: str


@dataclass(frozen=True)
class Span:
    """Characters of a text to take out, and the section of the law that stands in their place."""

    start: int
    end: int
    label: str


def redacted_text(text: str, spans: Iterable[Span]) -> str:
    """The text with each span gone; spans that touch are one."""
    parts, at = [], 0
    for start, end, labels in _merged(spans):
        parts += [text[at:start], f"[removed: {', '.join(labels)}]"]
        at = end
    return "".join([*parts, text[at:]])


def _merged(spans: Iterable[Span]) -> list[tuple[int, int, list[str]]]:
    found: list[tuple[int, int, list[str]]] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if found and span.start <= found[-1][1]:
            start, end, labels = found[-1]
            found[-1] = (start, max(end, span.end), [*labels, *({span.label} - set(labels))])
        else:
            found.append((span.start, span.end, [span.label]))
    return found


def redacted_pdf(content: bytes, covered: Sequence[Covered]) -> bytes:
    """A new PDF of what may be seen. Raises `Unreadable`, and `StillThere` if a look at the result finds words left."""
    writer = PdfWriter()
    for number in range(1, count_pages(content) + 1):
        mine = [one for one in covered if one.area.page == number]
        picture = page_picture(content, number, dpi=KEPT_DPI)
        words = [word for word in page_words(content, number) if _may_stay(word, mine, picture)]
        for one in mine:
            _paint(picture, one)
        _add_page(writer, picture, words, shown_size(content, number))
    writer.metadata = None
    writer.root_object[NameObject("/Lang")] = TextStringObject("en-GB")
    out = io.BytesIO()
    writer.write(out)
    made = out.getvalue()
    _look_again(made, covered)
    return made


def _may_stay(word: Word, covered: Sequence[Covered], picture: Image.Image) -> bool:
    """Whether a reader of the page saw this word: it is under nothing that goes, and stands out from its ground."""
    if any(one.area.touches(word.area) for one in covered):
        return False
    width, height = picture.size
    area = word.area
    box = (int(area.left * width), int(area.top * height), int(area.right * width) + 1, int(area.bottom * height) + 1)
    inside = (max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3]))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return False
    darkest, lightest = picture.crop(inside).convert("L").getextrema()
    return bool(lightest - darkest >= SEEN)


def _paint(picture: Image.Image, one: Covered) -> None:
    width, height = picture.size
    box = (
        int(one.area.left * width) - 1, int(one.area.top * height) - 1,
        int(one.area.right * width) + 1, int(one.area.bottom * height) + 1,
    )  # fmt: skip
    draw = ImageDraw.Draw(picture)
    draw.rectangle(box, fill="black")
    font = ImageFont.load_default(LABEL_HEIGHT)
    if draw.textlength(one.label, font=font) < box[2] - box[0] - 4 and box[3] - box[1] > LABEL_HEIGHT + 2:
        draw.text((box[0] + 3, (box[1] + box[3] - LABEL_HEIGHT) / 2 - 1), one.label, fill="white", font=font)


def _add_page(writer: PdfWriter, picture: Image.Image, words: Sequence[Word], size: tuple[float, float]) -> None:
    width, height = size
    page = writer.add_blank_page(width, height)
    # The spaces between the lines of a stream are what tells a reader where a word ends.
    drawn = [f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode(), b"BT 3 Tr"]
    drawn += [line for word in words if (line := _layer(word, width, height))]
    stream = DecodedStreamObject()
    stream.set_data(b"\n".join([*drawn, b"ET"]))
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(_image(picture))}),
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}),
        }
    )


def _layer(word: Word, width: float, height: float) -> bytes:
    """A word that is read aloud and found, but not drawn, where its picture is."""
    try:
        letters = f"{word.text} ".encode(ENCODING)
    except UnicodeEncodeError:
        return b""  # it can be seen; the font that every program has cannot name it
    area = word.line
    left, right, top, bottom = (
        area.left * width,
        area.right * width,
        height * (1 - area.top),
        height * (1 - area.bottom),
    )
    upright = word.runs in (Runs.RIGHT, Runs.LEFT)
    size, long = (top - bottom, right - left) if upright else (right - left, top - bottom)
    size, rise = max(1.0, size), max(1.0, size) * BELOW
    turn, x, y = {
        Runs.RIGHT: ("1 0 0 1", left, bottom + rise),
        Runs.DOWN: ("0 -1 1 0", left + rise, top),
        Runs.LEFT: ("-1 0 0 -1", right, top - rise),
        Runs.UP: ("0 1 -1 0", right - rise, bottom),
    }[word.runs]
    stretch = 100 * max(1.0, long) / (size * max(0.1, _MEASURE.getlength(word.text) / MEASURED))
    place = f"/F1 {size:.2f} Tf {stretch:.1f} Tz {turn} {x:.2f} {y:.2f} Tm"
    return place.encode() + b" <" + letters.hex().encode() + b"> Tj"


def _image(picture: Image.Image) -> StreamObject:
    grey = _is_grey(picture)
    out = io.BytesIO()
    (picture.convert("L") if grey else picture).save(out, "JPEG", quality=QUALITY)
    image = StreamObject()
    image._data = out.getvalue()
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(picture.width),
            NameObject("/Height"): NumberObject(picture.height),
            NameObject("/ColorSpace"): NameObject("/DeviceGray" if grey else "/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    return image


def _is_grey(picture: Image.Image) -> bool:
    """Whether nothing on the page has a colour, as on most: a third of the bytes then."""
    saturation = picture.resize((200, 200)).convert("HSV").getchannel("S")
    return bool(saturation.getextrema()[1] < SEEN)


def _look_again(made: bytes, covered: Sequence[Covered]) -> None:
    for number in {one.area.page for one in covered}:
        left = page_words(made, number)
        for one in covered:
            inner = _inner(one.area)
            if any(word.area.touches(inner) for word in left):
                raise StillThere(f"page {number}")


def _inner(area: Area) -> Area:
    """The area without its edge: the words beside it are set in another font, and may lean over it by a hair."""
    across, down = (area.right - area.left) * 0.15, (area.bottom - area.top) * 0.3
    return Area(area.page, area.left + across, area.top + down, area.right - across, area.bottom - down)
