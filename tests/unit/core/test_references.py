"""References survive being read aloud and typed in again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from civichub.core.references import ALPHABET, format_reference, new_reference, parse_reference


def test_a_reference_comes_back_however_it_is_typed() -> None:
    for _ in range(200):
        reference = new_reference()
        spoken = format_reference(reference)
        assert {
            parse_reference(text) for text in (reference, spoken, spoken.lower(), f" {spoken.replace('-', ' ')} ")
        } == {reference}


@given(st.data())
def test_one_wrong_character_is_always_noticed(data: st.DataObject) -> None:
    reference = new_reference()
    place = data.draw(st.integers(0, len(reference) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != reference[place]]))
    assert parse_reference(reference[:place] + other + reference[place + 1 :]) is None


@given(st.text(max_size=30))
def test_anything_typed_is_answered_without_an_error(text: str) -> None:
    parsed = parse_reference(text)
    assert parsed is None or len(parsed) == 9
