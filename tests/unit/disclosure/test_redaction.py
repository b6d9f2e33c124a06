"""What was blacked out is gone from the file, wherever it was, and what was not is still there."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from civichub.disclosure.redaction.finding import find_in_text, find_on_page, lines_of_page, lines_of_text
from civichub.disclosure.redaction.making import Covered, Span, redacted_pdf, redacted_text
from civichub.disclosure.redaction.pages import Area, page_picture, page_words, picture_as_pdf
from tests.factories.pdfs import everything_in, make_pdf, text_of, with_secrets

SECRET = "Quillington"
LABEL = "DPA 2018 sch 2 para 16"
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)


def without(content: bytes, wanted: str, pages: int = 1) -> bytes:
    """The file with every place that reads so blacked out."""
    found = [one for page in range(1, pages + 1) for one in find_on_page(page_words(content, page), wanted)]
    return redacted_pdf(content, [Covered(area, LABEL) for one in found for area in one.areas])


def says(content: bytes, words: str) -> bool:
    """Whether the words are anywhere in the file: in its bytes, in an unpacked stream, or as text to a program."""
    small = words.casefold().encode()
    return (
        any(small in part.lower() for part in everything_in(content)) or words.casefold() in text_of(content).casefold()
    )


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_a_name_goes_from_the_page_and_from_every_hiding_place(turned: int, cropped: bool) -> None:
    page = ["Report of the visit", f"The neighbour {SECRET} said so", "Nothing else was said"]
    content = make_pdf(page, page, hidden=f"unseen {SECRET}", turned=turned, cropped=cropped)
    content = with_secrets(content, SECRET)
    assert says(content, SECRET)
    made = without(content, SECRET, pages=2)
    assert not says(made, SECRET)
    assert {"The", "neighbour", "said", "so", "Nothing", "else", "was"} <= set(text_of(made).split())
    reader = PdfReader(io.BytesIO(made))
    assert not reader.metadata
    assert not reader.attachments
    assert all("/Annots" not in one for one in reader.pages)
    assert made.count(b"%%EOF") == 1


def test_what_is_hidden_goes_even_where_nobody_looked_for_it() -> None:
    content = with_secrets(make_pdf(["All of this is seen"], hidden=SECRET), SECRET)
    made = redacted_pdf(content, [])
    assert "All of this is seen" in text_of(made)
    assert SECRET not in text_of(made)
    assert not any(SECRET.encode() in part for part in everything_in(made))


@settings(max_examples=12)
@given(lines=st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=8), data=st.data())
def test_any_words_that_are_blacked_out_are_in_no_byte(lines: list[list[str]], data: st.DataObject) -> None:
    words = sorted({word for line in lines for word in line})
    chosen = f"Zz{data.draw(st.sampled_from(words))}zZ"
    row = data.draw(st.integers(0, len(lines) - 1))
    page = [" ".join([*line, chosen] if at == row else line) for at, line in enumerate(lines)]
    made = without(make_pdf(page), chosen)
    assert not says(made, chosen)
    kept = text_of(made).split()
    assert [word for line in lines for word in line] == kept


def test_the_picture_is_black_where_words_were_taken_out() -> None:
    content = make_pdf([f"The neighbour {SECRET} said so"])
    (found,) = find_on_page(page_words(content, 1), SECRET)
    picture = page_picture(redacted_pdf(content, [Covered(area, "") for area in found.areas]), 1, dpi=150)
    (area,) = found.areas
    box = (int(area.left * picture.width) + 2, int(area.top * picture.height) + 2,
           int(area.right * picture.width) - 2, int(area.bottom * picture.height) - 2)  # fmt: skip
    assert max(high for _, high in picture.crop(box).getextrema()) < 30


def test_an_area_takes_a_picture_with_it_that_has_no_words() -> None:
    photo = Image.new("RGB", (400, 300), "white")
    photo.paste((200, 20, 20), (50, 50, 150, 150))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET
    photo.save(out, "JPEG", exif=exif)
    content = picture_as_pdf(out.getvalue())
    assert not says(content, SECRET)
    made = page_picture(redacted_pdf(content, [Covered(Area(1, 0.1, 0.1, 0.4, 0.55), LABEL)]), 1)
    assert not any(red > 150 and green < 80 for red, green, _ in made.get_flattened_data())


def test_words_are_found_across_a_line_break_and_inside_longer_ones() -> None:
    words = page_words(make_pdf(["We met Jane", "Quill's son and jane quillington"]), 1)
    found = find_on_page(words, "Jane Quill")
    assert [one.words for one in found] == ["Jane Quill's", "jane quillington"]
    assert len(found[0].areas) == 2
    assert [line.words for line in lines_of_page(words)] == ["We met Jane", "Quill's son and jane quillington"]
    assert find_on_page(words, "  ") == []


def test_a_text_loses_the_chosen_places_and_says_why() -> None:
    text = "From: Jane Quill\nJane\nQuill said: ask jane quill."
    found = find_in_text(text, "jane quill")
    assert [(one.start, one.end) for one in found] == [(6, 16), (17, 27), (38, 48)]
    made = redacted_text(text, [Span(one.start, one.end, LABEL) for one in found])
    assert made == f"From: [removed: {LABEL}]\n[removed: {LABEL}] said: ask [removed: {LABEL}]."
    assert [line.words for line in lines_of_text("a\n\n b")] == ["a", " b"]


@given(text=st.text(max_size=60), cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5))
def test_every_chosen_character_of_a_text_goes_and_no_other(text: str, cuts: list[tuple[int, int]]) -> None:
    spans = [Span(start, min(len(text), start + size), "x") for start, size in cuts if start < len(text)]
    gone = {at for span in spans for at in range(span.start, span.end)}
    kept = "".join(letter for at, letter in enumerate(text) if at not in gone)
    assert redacted_text(text, spans).replace("[removed: x]", "") == kept.replace("[removed: x]", "")
