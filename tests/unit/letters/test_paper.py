"""Letters on paper: what may be written, and what a printer and a screen reader get."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civichub.messaging.letters.paper import Head, Paper, body_html, document, filled, gaps_in, letter_html
from civichub.messaging.letters.press import NoPress, can_print, print_document

HEAD = Head(
    "Testshire County Council", "County Hall\nTestford TE1 1AA", "01632 960 000", "hello@county.example", ("pl", "ro")
)
PAPER = Paper(
    "7KM4PQXT9", ("Mrs Joan Hart", "12 High Street", "Lowton", "TE1 4QT"), "Your letter about the bus pass",
    "Dear Mrs Hart\n\nThank you.\n\n# What happens next\n\n* We look\n* We write", date(2026, 11, 22), HEAD,
    signed="Asha Patel\nCustomer Services",
)  # fmt: skip


def test_plain_marks_become_headings_and_lists_and_nothing_else_becomes_html() -> None:
    made = body_html("# One\nA line\nanother\n\n* a <script>\n- b\n\n1. x\n2. y")
    assert made == (
        "<h2>One</h2>\n<p>A line<br>another</p>\n<ul><li>a &lt;script&gt;</li><li>b</li></ul>\n"
        "<ol><li>x</li><li>y</li></ol>"
    )


def test_placeholders_are_filled_and_what_is_left_open_is_found() -> None:
    text = filled("Dear {{ name }}, about {{reference}}", {"name": "Joan"})
    assert text == "Dear Joan, about {{reference}}"
    assert gaps_in(text) == ["reference"]


def test_a_run_is_a_tagged_pdf_with_address_reference_and_pages_of_each_letter(tmp_path: Path) -> None:
    if not can_print():
        pytest.skip("no Pango on this machine")
    long = replace(PAPER, reference="6JK4PQXT3", body="A long paragraph. " * 600, format="large_print")
    run = document([letter_html(PAPER, 1), letter_html(long, 2), letter_html(PAPER, 3)], title="Print run ABC")
    printed = print_document(run)
    file = tmp_path / "run.pdf"
    file.write_bytes(printed.content)
    assert printed.where[1] == (1, 1)
    assert printed.where[2][0] == 2
    assert printed.where[3] == (printed.pages, 1)
    about = _said("pdfinfo", str(file))
    assert re.search(r"Tagged:\s+yes", about)
    assert "Print run ABC" in about
    words = _said("pdftotext", "-layout", "-l", "1", str(file), "-")
    for line in (*PAPER.to, "Our reference: 7KM-4PQ-XT9", "Date: 22 November 2026", "Page 1", "large print, Braille",
                 "Jeśli potrzebują", "Yours sincerely"):  # fmt: skip
        assert line in words, line
    fonts = _said("pdffonts", str(file)).splitlines()[2:]
    assert fonts
    assert all(re.search(r"yes (yes|no)\s+(yes|no)\s+\d", font) for font in fonts), fonts
    first, last = (_sizes(file, page) for page in (1, 2))
    assert min(first) >= 12
    assert max(last) >= 18


def test_the_address_stands_in_the_window_of_the_envelope(tmp_path: Path) -> None:
    if not can_print():
        pytest.skip("no Pango on this machine")
    seven = ("A Name", "Flat 1", "House", "Street", "Village", "Town", "TE1 4QT")
    file = tmp_path / "letter.pdf"
    file.write_bytes(print_document(document([letter_html(replace(PAPER, to=seven))], title="Letter")).content)
    boxes = _said("pdftotext", "-bbox", str(file), "-")
    found = {
        word: (float(x) * 25.4 / 72, float(top) * 25.4 / 72, float(bottom) * 25.4 / 72)
        for x, top, bottom, word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" .*?yMax="([\d.]+)">(\w+)<', boxes)
    }
    left, top, _ = found["Name"]
    assert 24 <= found["Flat"][0] <= 26
    assert 44 <= top <= 48
    assert left > 24
    assert found["4QT"][2] <= 79, "seven lines end within the 35 mm of the window"


def test_without_the_press_it_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    from civichub.messaging.letters import press

    def missing() -> None:
        raise NoPress

    monkeypatch.setattr(press, "_weasyprint", missing)
    assert not can_print()
    with pytest.raises(NoPress, match="Print from the browser"):
        print_document("<p>")


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _sizes(file: Path, page: int) -> list[float]:
    """The sizes of type on a page, in points."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    text = pypdfium2.PdfDocument(file)[page - 1].get_textpage()
    raw = (pdfium.FPDFText_GetFontSize(text.raw, index) for index in range(min(4000, text.count_chars())))
    return [size * 0.75 for size in raw if size > 1]  # the page is drawn in CSS pixels; line ends have size 1
