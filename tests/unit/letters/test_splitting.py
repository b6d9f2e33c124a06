"""A stack of scans is split at its separator sheets, however they went into the scanner."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter

from civichub.messaging.letters.scans import Unreadable, read_pages
from civichub.messaging.letters.separators import Separator, code_of, read_separator, split
from tests.factories.post import as_pdf, as_tiff, blank_page, letter_page, separator_page

SHEET = Separator(queue_id=12, service_id=34, received_on=date(2026, 11, 20))
CODE = code_of(SHEET)


def test_a_sheet_says_what_it_was_told_and_nothing_else_is_a_sheet() -> None:
    assert CODE == "CH1-Q12-S34-D261120"
    assert read_separator([CODE]) == SHEET
    assert read_separator(["CH1"]) == Separator()
    assert read_separator(["CH1-D269999"]) == Separator()
    for own in ("https://example.org/CH1-Q12", "CH1-Q12 ", "CH12", "5012345678900", ""):
        assert read_separator([own]) is None


@pytest.mark.parametrize("save", [as_pdf, as_tiff], ids=["pdf", "tiff"])
def test_each_sheet_begins_a_letter_and_its_blank_back_goes_with_it(save) -> None:
    stack = [
        letter_page("Before any sheet"),
        separator_page(CODE),
        blank_page(),
        letter_page("One"),
        blank_page(),
        letter_page("Two"),
        separator_page("CH1", kind="qr"),
        letter_page("Three"),
    ]
    pages = list(read_pages(save(stack)))
    found = split(pages)
    assert [page.left_out for page in found] == [False, True, True, False, False, False, True, False]
    assert [page.number for page in found if page.starts] == [1, 4, 8]
    assert found[3].said == SHEET
    assert found[7].said == Separator()
    assert [page.number for page in pages if page.is_blank] == [3, 5]
    assert all(page.picture.startswith(b"\xff\xd8") for page in pages)


@pytest.mark.parametrize("degrees", [0, 3, -6, 90, 180])
def test_a_sheet_is_read_when_it_is_skewed_upside_down_and_dirty(degrees: float) -> None:
    pages = list(read_pages(as_pdf([separator_page(CODE, kind="qr", degrees=degrees, dirt=4000)])))
    assert read_separator(pages[0].codes) == SHEET
    bars = list(read_pages(as_pdf([separator_page(CODE, degrees=degrees, dirt=2500)])))
    assert read_separator(bars[0].codes) == SHEET


def test_the_sheet_that_is_printed_can_be_read_again() -> None:
    from civichub.messaging.letters.paper import Sheet, document, sheet_html
    from civichub.messaging.letters.press import print_document

    sheets = document([sheet_html(Sheet(CODE, "Highways", ("Received 20 November 2026",)))], title="Separator sheets")
    pages = list(read_pages(print_document(sheets).content))
    assert [read_separator([code]) for code in pages[0].codes] == [SHEET, SHEET]


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf([letter_page()]))))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without_pages() -> bytes:
    out = io.BytesIO()
    PdfWriter().write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "code", "fix"),
    [
        (lambda: b"", "empty", "Scan the letters again"),
        (lambda: b"GIF89a", "kind", "Set the scanner"),
        (lambda: b"%PDF-1.7 nonsense", "broken", "Scan the letters again"),
        (lambda: as_tiff([letter_page()])[:200], "broken", "Scan the letters again"),
        (lambda: b"II*\0" + b"\xff" * 40, "broken", "Scan the letters again"),
        (locked, "locked", "Save it without one"),
        (without_pages, "no_pages", "Scan the letters again"),
    ],
    ids=["empty", "gif", "broken pdf", "cut tiff", "broken tiff", "locked", "no pages"],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(make, code: str, fix: str) -> None:
    content = make()
    with pytest.raises(Unreadable, match=fix) as refused:
        list(read_pages(content))
    assert refused.value.code == code
