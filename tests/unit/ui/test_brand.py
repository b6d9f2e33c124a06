"""Any colour a council chooses stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.web.ui.brand import DEFAULT_COLOUR, TEXT_CONTRAST, Brand, contrast, normal_hex, readable_text_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_grey_that_just_passes_is_measured_as_the_standard_measures_it() -> None:
    """#767676 on white is the well-known lightest grey that reaches 4.5 to 1."""
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < TEXT_CONTRAST


@given(COLOURS)
def test_text_and_links_reach_the_contrast_for_every_colour(colour: str) -> None:
    found = Brand(name="Any council", colour=colour).custom_properties
    assert contrast(found["--brand-text"], found["--brand-colour"]) >= TEXT_CONTRAST
    assert contrast(found["--brand-link"], found["--brand-tint"]) >= TEXT_CONTRAST
    assert contrast(found["--brand-link"], "#ffffff") >= TEXT_CONTRAST


def test_text_on_yellow_is_dark_and_on_navy_is_white() -> None:
    assert readable_text_on("#ffd400") == "#0b0c0c"
    assert readable_text_on("#12436d") == "#ffffff"


@pytest.mark.parametrize("hostile", ["", "red", "#12345", "#fff;}body{display:none", "</style>", "#gggggg"])
def test_what_is_no_colour_never_reaches_the_page(hostile: str) -> None:
    brand = Brand(name="Any council", colour=hostile)
    assert brand.shown_colour == DEFAULT_COLOUR
    assert "<" not in brand.css


def test_short_hex_colours_are_understood() -> None:
    assert normal_hex("F80") == "#ff8800"


def test_a_council_without_a_logo_has_initials() -> None:
    assert Brand(name="Borough Council of Redditch").initials == "BR"
