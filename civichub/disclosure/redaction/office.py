"""What an office file says: text and tables in their order, and apart from them what its reader would not see at once.

Read are DOCX and XLSX (ISO/IEC 29500) and ODT and ODS (ISO/IEC 26300). Deleted words that a tracked change keeps,
hidden text, hidden sheets and comments are held by the council like the rest, so they are shown to whoever decides,
under a heading of their own. Author, times and other properties of the file go no further. Pure.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from PIL import Image

from civichub.disclosure.redaction.sheets import rows_of_ods, sheets_of_xlsx
from civichub.messaging.letters.scans import Unreadable

MOST_PARTS, MOST_UNPACKED = 2_000, 60_000_000
"""Files in a package, and bytes when unpacked: a document of a thousand pages has less."""
MOST_CHARACTERS = 200_000
MOST_PICTURES, MOST_PIXELS, LARGEST_SIDE = 40, 40_000_000, 1_600

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(frozen=True)
class Table:
    """Rows of cells, as they stand."""

    rows: tuple[tuple[str, ...], ...]
    title: str = ""


Block = str | Table


@dataclass
class OfficeFile:
    """`blocks` in their order; `unseen` by what it is (a deletion, a comment); `pictures` as PNG; what else is in it,
    `left_out`, by name."""

    blocks: list[Block] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters in all."""
        tables = (cell for block in self.blocks if isinstance(block, Table) for row in block.rows for cell in row)
        words = [
            *(block for block in self.blocks if isinstance(block, str)),
            *tables,
            *(said for _, said in self.unseen),
        ]
        return sum(map(len, words))


def read_office(content: bytes) -> OfficeFile | None:
    """What it says; None for what is no such file. Raises `Unreadable` for one that is broken, locked or too large."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            reader = next((read for name, read in _READERS.items() if name in package.namelist()), None)
            if reader is None:
                return None
            _measure(package)
            found = reader(package)
            _add_pictures(package, found)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, RuntimeError, RecursionError) as error:
        raise Unreadable("broken") from error
    if found.length > MOST_CHARACTERS:
        raise Unreadable("huge_page")
    return found


def _measure(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("huge_page")


def part_of(package: zipfile.ZipFile, name: str) -> Element:
    """A part as XML. A declaration of entities is in none that an office program wrote, and refused: `ValueError`."""
    content = package.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(name)
    return ElementTree.fromstring(content)


def _parts(package: zipfile.ZipFile, pattern: str) -> Iterator[Element]:
    for name in sorted(package.namelist()):
        if re.fullmatch(pattern, name):
            yield part_of(package, name)


# --- DOCX ---


def _docx(package: zipfile.ZipFile) -> OfficeFile:
    found = OfficeFile()
    body = part_of(package, "word/document.xml")
    around = _parts(package, r"word/(header|footer|footnotes|endnotes)\d*\.xml")
    for part in (body, *around):
        found.blocks += _word_blocks(part)
        found.unseen += [("Deleted, kept as a tracked change", said) for said in _deleted(part)]
        found.unseen += [("Hidden text", said) for said in _hidden(part)]
    for part in _parts(package, r"word/comments\.xml"):
        found.unseen += [("Comment", "\n".join(_word_text(p) for p in one.iter(f"{W}p"))) for one in part]
    return found


def _word_blocks(part: Element) -> Iterator[Block]:
    for child in part:
        if child.tag == f"{W}p":
            if said := _word_text(child).strip():
                yield said
            yield from _boxes(child)
        elif child.tag == f"{W}tbl":
            yield Table(tuple(tuple(_cell(cell) for cell in row.iter(f"{W}tc")) for row in child.iter(f"{W}tr")))
        elif child.tag != FALLBACK:
            yield from _word_blocks(child)


def _boxes(paragraph: Element) -> Iterator[Block]:
    """What stands in drawn boxes that hang on a paragraph."""
    for child in paragraph:
        if child.tag == f"{W}txbxContent":
            yield from _word_blocks(child)
        elif child.tag != FALLBACK:
            yield from _boxes(child)


def _cell(cell: Element) -> str:
    return "\n".join(_word_text(paragraph) for paragraph in cell.iter(f"{W}p"))


def _word_text(element: Element) -> str:
    """The words that a reader sees: neither deleted nor hidden, and without those in boxes."""
    said = []
    for child in element:
        if child.tag in (f"{W}del", f"{W}moveFrom", f"{W}txbxContent", FALLBACK):
            continue
        if child.tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        if child.tag == f"{W}t":
            said.append(child.text or "")
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            said.append("\t" if child.tag == f"{W}tab" else "\n")
        else:
            said.append(_word_text(child))
    return "".join(said)


def _deleted(part: Element) -> Iterator[str]:
    for tag in (f"{W}del", f"{W}moveFrom"):
        for one in part.iter(tag):
            said = "".join(text.text or "" for text in one.iter() if text.tag in (f"{W}delText", f"{W}t"))
            if said.strip():
                yield said


def _hidden(part: Element) -> Iterator[str]:
    for run in part.iter(f"{W}r"):
        if run.find(f"{W}rPr/{W}vanish") is not None:
            said = "".join(text.text or "" for text in run.iter(f"{W}t"))
            if said.strip():
                yield said


# --- ODT and ODS ---


def _open_document(package: zipfile.ZipFile) -> OfficeFile:
    found, content = OfficeFile(), part_of(package, "content.xml")
    for changes in content.iter(f"{TEXT}tracked-changes"):
        for gone in changes.iter(f"{TEXT}deletion"):
            found.unseen.append(("Deleted, kept as a tracked change", _lines(gone)))
    found.unseen += [("Comment", _lines(one)) for one in content.iter(f"{OFFICE}annotation")]
    hidden = ("hidden-text", "hidden-paragraph")
    for one in (one for tag in hidden for one in content.iter(f"{TEXT}{tag}")):
        found.unseen.append(("Hidden text", one.get(f"{TEXT}string-value", "") or _open_text(one)))
    body = content.find(f"{OFFICE}body")
    parts = [body] if body is not None else []
    if "styles.xml" in package.namelist():  # headers and footers
        parts.append(part_of(package, "styles.xml"))
    for part in parts:
        found.blocks += _open_blocks(part)
    found.unseen = [(what, said) for what, said in found.unseen if said.strip()]
    return found


def _open_blocks(part: Element) -> Iterator[Block]:
    for child in part:
        if child.tag in (f"{TEXT}p", f"{TEXT}h"):
            if said := _open_text(child).strip():
                yield said
        elif child.tag == f"{TABLE}table":
            yield Table(tuple(rows_of_ods(child, _lines)), child.get(f"{TABLE}name", ""))
        elif child.tag not in (f"{TEXT}tracked-changes", f"{OFFICE}annotation"):
            yield from _open_blocks(child)


def _open_text(element: Element) -> str:
    said = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            said.append(" " * min(80, int(child.get(f"{TEXT}c", "1"))))
        elif child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            said.append("\t" if child.tag == f"{TEXT}tab" else "\n")
        elif child.tag not in (f"{OFFICE}annotation", f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
            said.append(_open_text(child))
        said.append(child.tail or "")
    return "".join(said)


def _lines(element: Element) -> str:
    return "\n".join(_open_text(one) for one in element.iter() if one.tag in (f"{TEXT}p", f"{TEXT}h"))


# --- XLSX ---


def _xlsx(package: zipfile.ZipFile) -> OfficeFile:
    found = OfficeFile()
    for name, is_hidden, rows in sheets_of_xlsx(package, part_of):
        found.blocks.append(Table(tuple(rows), f"{name} (a hidden sheet)" if is_hidden else name))
    for part in _parts(package, r"xl/(threadedComments/threadedComment|comments)\d*\.xml"):
        said = ("".join(one.itertext()) for one in part.iter() if one.tag.endswith(("}comment", "}threadedComment")))
        found.unseen += [("Comment", words) for words in said if words.strip()]
    return found


_READERS: dict[str, Callable[[zipfile.ZipFile], OfficeFile]] = {
    "word/document.xml": _docx,
    "xl/workbook.xml": _xlsx,
    "content.xml": _open_document,
}


def _add_pictures(package: zipfile.ZipFile, found: OfficeFile) -> None:
    """The pictures anew, pixel by pixel: what a camera wrote into them is gone."""
    names = [name for name in package.namelist() if re.match(r"(word/media|xl/media|Pictures)/.+", name)]
    for name in names[:MOST_PICTURES]:
        try:
            found.pictures.append(_drawn_anew(package.read(name)))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            found.left_out.append(name.rsplit("/", 1)[-1])
    found.left_out += [name.rsplit("/", 1)[-1] for name in names[MOST_PICTURES:]]
    found.left_out += [name.rsplit("/", 1)[-1] for name in package.namelist() if "/embeddings/" in name]


def _drawn_anew(content: bytes) -> bytes:
    picture = Image.open(io.BytesIO(content))
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError
    clean = picture.convert("RGB")
    clean.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = io.BytesIO()
    Image.frombytes(clean.mode, clean.size, clean.tobytes()).save(out, "PNG")
    return out.getvalue()
