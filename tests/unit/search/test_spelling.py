"""Typing mistakes are repaired; what is right stays as it is."""

from __future__ import annotations

import pytest

from civichub.core.search.spelling import Speller

OWN = ["pothole", "stairlift", "ehcp", "hwrc", "kerb", "recycling", "graffiti", "licence", "council", "tax", "pavement"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(OWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recyling", "recycling"),
        ("graffitti", "graffiti"),
        ("potwhole", "pothole"),
        ("liscence", "licence"),
        ("kreb", "kerb"),
        ("apointment", "appointment"),
        ("neigbour", "neighbour"),
        ("tsreet", "street"),
    ],
)
def test_a_slip_is_repaired(speller: Speller, typed: str, meant: str) -> None:
    assert speller.repair(typed).text == meant


@pytest.mark.parametrize("word", ["stairlift", "stairlifts", "ehcp", "hwrc", "kerb", "rats", "tonight", "neighbour"])
def test_a_known_word_is_left_alone(speller: Speller, word: str) -> None:
    assert speller.repair(word).changes == ()


def test_initials_and_numbers_are_left_alone(speller: Speller) -> None:
    for text in ("tpo", "xqz", "b37", "p45", "20mph", "dont", "i can't see"):
        assert speller.repair(text).changes == ()


def test_words_run_together_are_parted(speller: Speller) -> None:
    assert speller.repair("counciltax").text == "council tax"


def test_the_repair_says_what_it_changed(speller: Speller) -> None:
    repaired = speller.repair("Report a potwhole on the pavment")
    assert repaired.changes == (("potwhole", "pothole"), ("pavment", "pavement"))
    assert repaired.text == "report a pothole on the pavement"


def test_a_word_near_nothing_stays(speller: Speller) -> None:
    assert speller.repair("zzxxqqwwkk").text == "zzxxqqwwkk"


def test_text_of_any_kind_does_no_harm(speller: Speller) -> None:
    for text in ("", "   ", "\x00", "🚲🚲", "x" * 400, "مرحبا", "'; drop table", "a" * 40 + "b" * 40):
        assert isinstance(speller.repair(text).text, str)
