"""Reading a scan: how many pages a PDF or TIFF has, each as a picture, and what its barcode says. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from civichub.core.pdfium import PDFIUM

MOST_BYTES = 60_000_000
MOST_PAGES = 300
MOST_PIXELS = 60_000_000  # A3 at 400 dpi is 31 million; more than twice that is no letter
READ_DPI = 200  # what most scanners give, and enough for the bars of a separator sheet
SHOWN_WIDTH, SMALL_WIDTH = 1240, 200  # pixels: A4 at 150 dpi, and a thumbnail
INK = 128  # of 255: darker than that is ink
BLANK_BELOW = 0.0008  # of the sheet: dust and punch holes; one line of handwriting is twice as much
_FORMATS = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]

SAYS = {
    "empty": "The file is empty. Scan the letters again.",
    "big": f"The file is larger than {MOST_BYTES // 1_000_000} MB. Scan fewer letters at a time, in black and white.",
    "kind": "This is neither a PDF nor a TIFF file. Set the scanner to one of these and scan again.",
    "locked": "The PDF is protected with a password. Save it without one, or scan the letters again.",
    "broken": "The file is damaged and cannot be read. Scan the letters again.",
    "no_pages": "The file has no pages. Scan the letters again.",
    "many": f"The file has more than {MOST_PAGES} pages. Scan fewer letters at a time.",
    "huge_page": "A page is too large to be a letter. Scan it again at 200 to 300 dots per inch.",
}


class Unreadable(Exception):
    """The file cannot be taken. `code` is a key of `SAYS`; the message says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(SAYS[code])
        self.code = code


@dataclass(frozen=True)
class ScannedPage:
    """A page: JPEG at reading size, JPEG thumbnail, what its barcodes say, and whether nothing is on it."""

    number: int
    picture: bytes
    small: bytes
    codes: tuple[str, ...]
    is_blank: bool


def kind_of_scan(content: bytes) -> str:
    """``pdf`` or ``tiff``, by its first bytes. Raises `Unreadable`."""
    if not content:
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("big")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[:4] in (b"II*\0", b"MM\0*"):
        return "tiff"
    raise Unreadable("kind")


def count_pages(content: bytes) -> int:
    """How many pages there are, from opening the file alone. Raises `Unreadable`."""
    number = _pages_of_pdf(content) if kind_of_scan(content) == "pdf" else _pages_of_tiff(content)
    if number == 0:
        raise Unreadable("no_pages")
    if number > MOST_PAGES:
        raise Unreadable("many")
    return number


def _pages_of_pdf(content: bytes) -> int:
    with PDFIUM:
        document = _opened(content)
        try:
            return len(document)
        finally:
            document.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        # What the library says of the reason may belong to the file before, so the file itself is asked.
        empty = b"/Count 0" in content and b"/Encrypt" not in content
        raise Unreadable("locked" if b"/Encrypt" in content else "no_pages" if empty else "broken") from error


def _pages_of_tiff(content: bytes) -> int:
    return getattr(_tiff(content), "n_frames", 1)


def _tiff(content: bytes) -> ImageFile.ImageFile:
    try:
        opened = TiffImagePlugin.TiffImageFile(io.BytesIO(content))
        _ = opened.n_frames
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError) as error:
        raise Unreadable("broken") from error
    return opened


def read_pages(content: bytes) -> Iterator[ScannedPage]:
    """Each page in turn. Raises `Unreadable` at the first that cannot be shown."""
    total = count_pages(content)
    pictures = _pdf_pictures(content, total) if kind_of_scan(content) == "pdf" else _tiff_pictures(content, total)
    for number, picture in enumerate(pictures, start=1):
        yield _read(number, picture)


def _pdf_pictures(content: bytes, total: int) -> Iterator[Image.Image]:
    for index in range(total):
        with PDFIUM:  # opened for each page, so that other scans are read in between
            document = _opened(content)
            try:
                picture = _rendered(document, index)
            finally:
                document.close()
        yield picture


def _rendered(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    try:
        page = document[index]
        width, height = page.get_size()
        if not width or not height:
            raise Unreadable("broken")
        scale = min(READ_DPI / 72, (MOST_PIXELS / 5 / (width * height)) ** 0.5)
        return page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise Unreadable("broken") from error


def _tiff_pictures(content: bytes, total: int) -> Iterator[Image.Image]:
    scan = _tiff(content)
    for index in range(total):
        try:
            scan.seek(index)
            if scan.width * scan.height > MOST_PIXELS:
                raise Unreadable("huge_page")
            picture = ImageOps.exif_transpose(scan).convert("RGB")
        except (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError, MemoryError) as error:
            raise Unreadable("broken") from error
        yield picture


def _read(number: int, picture: Image.Image) -> ScannedPage:
    grey = picture.convert("L")
    return ScannedPage(
        number=number,
        picture=_jpeg(picture, SHOWN_WIDTH, 70),
        small=_jpeg(picture, SMALL_WIDTH, 60),
        codes=read_codes(grey),
        is_blank=_share_of_ink(grey) < BLANK_BELOW,
    )


def read_codes(grey: Image.Image) -> tuple[str, ...]:
    """What the barcodes on a page say. A second look at half the size passes over specks of dirt."""
    for picture in (grey, grey.reduce(2)):
        found = zxingcpp.read_barcodes(picture, formats=_FORMATS)
        if said := tuple(code.text[:80] for code in found if code.valid and code.text):
            return said
    return ()


def _share_of_ink(grey: Image.Image) -> float:
    small = grey.reduce(4)
    edge_x, edge_y = small.width // 20, small.height // 20  # shadows of the sheet's edge are no writing
    counts = small.crop((edge_x, edge_y, small.width - edge_x, small.height - edge_y)).histogram()
    return sum(counts[:INK]) / max(1, sum(counts))


def _jpeg(picture: Image.Image, width: int, quality: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((width, width * 3))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality)
    return out.getvalue()


def turned(jpeg: bytes, degrees: int) -> bytes:
    """The same picture turned clockwise by a quarter, a half or three quarters."""
    if not degrees:
        return jpeg
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg)).rotate(-degrees, expand=True).save(out, "JPEG", quality=80)
    return out.getvalue()
