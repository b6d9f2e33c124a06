"""A wait is told in rounded human words, and the words hold the whole range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civichub.routing.waits import welsh
from civichub.routing.waits.wording import (
    LONGEST,
    UNKNOWN,
    Range,
    every_range,
    in_short,
    in_words,
    place_to_tell,
    rounded,
)

AS_SAID = [
    (20, 50, "call", "Nine callers in ten like you wait less than a minute.", "up to 1 minute"),
    (70, 70, "chat", "Nine people in ten like you wait between one and two minutes.", "1 to 2 minutes"),
    (130, 290, "call", "Nine callers in ten like you wait between two and five minutes.", "2 to 5 minutes"),
    (30, 290, "visitor", "Nine visitors in ten like you wait less than five minutes.", "up to 5 minutes"),
    (500, 1210, "visitor", "Nine visitors in ten like you wait between eight and twenty-five minutes.",
     "8 to 25 minutes"),
    (1200, 1200, "visitor", "Nine visitors in ten like you wait about twenty minutes.", "about 20 minutes"),
    (1790, 3700, "visitor",
     "Nine visitors in ten like you wait between twenty-five minutes and an hour and a half.", "25 min to 1.5 h"),
    (3700, 9000, "call_back", "Nine callers in ten like you wait between an hour and two and a half hours.",
     "1 h to 2.5 h"),
    (3700, 90_000, "call", "Nine callers in ten like you wait an hour or longer.", "1 h to 4 h"),
    (30_000, 90_000, "call", "Nine callers in ten like you wait more than four hours.", "more than 4 hours"),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "channel", "words", "short"), AS_SAID)
def test_a_range_is_said_as_people_say_it(low: float, high: float, channel: str, words: str, short: str) -> None:
    told = rounded(low, high)
    assert (in_words(told, channel), in_short(told)) == (words, short)


IN_WELSH = [
    (0, 1, "call", "Mae naw o bob deg o alwyr fel chi yn aros llai na munud."),
    (0, 5, "call", "Mae naw o bob deg o alwyr fel chi yn aros llai na phum munud."),
    (2, 8, "call", "Mae naw o bob deg o alwyr fel chi yn aros rhwng dwy funud ac wyth munud."),
    (3, 6, "visitor", "Mae naw o bob deg o ymwelwyr fel chi yn aros rhwng tair munud a chwe munud."),
    (15, 15, "chat", "Mae naw o bob deg o bobl fel chi yn aros oddeutu un deg pump o funudau."),
    (20, 180, "call", "Mae naw o bob deg o alwyr fel chi yn aros rhwng dau ddeg o funudau a thair awr."),
    (50, 90, "call", "Mae naw o bob deg o alwyr fel chi yn aros rhwng pum deg o funudau ac awr a hanner."),
    (60, 240, "call", "Mae naw o bob deg o alwyr fel chi yn aros awr neu fwy."),
    (0, 240, "call", "Mae naw o bob deg o alwyr fel chi yn aros hyd at sawl awr."),
    (240, 240, "call", "Mae naw o bob deg o alwyr fel chi yn aros mwy na phedair awr."),
]  # fmt: skip


@pytest.mark.parametrize(("least", "most", "channel", "words"), IN_WELSH)
def test_a_range_is_said_in_welsh(least: int, most: int, channel: str, words: str) -> None:
    assert in_words(Range(least, most), channel, "cy") == words


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_range_has_words_of_its_own_in_each_language(language: str) -> None:
    told = [one for one in every_range() if one.most < LONGEST]
    said = [in_words(one, "call", language) for one in told]
    assert len(set(said)) == len(told)
    assert not [words for words in said if "  " in words or " ." in words]


def test_what_is_not_known_is_said_so() -> None:
    assert in_words(None, "call") == UNKNOWN
    assert in_words(None, "call", "cy") == welsh.UNKNOWN
    assert in_short(None) == ""


@given(some.floats(0, 14_000), some.floats(0, 14_000))
def test_the_words_hold_the_whole_range_and_can_always_be_said(one: float, other: float) -> None:
    low, high = sorted((one, other))
    told = rounded(low, high)
    assert told.least * 60 <= low
    assert high <= told.most * 60 or told.most == LONGEST
    assert told in every_range()
    assert in_words(told, "call").endswith(".")
    assert in_short(told)


@given(some.lists(some.floats(0, 14_000), min_size=3, max_size=3))
def test_a_wider_range_is_never_told_as_a_narrower_one(moments: list[float]) -> None:
    low, middle, high = sorted(moments)
    inner, outer = rounded(middle, middle), rounded(low, high)
    assert outer.least <= inner.least
    assert outer.most >= inner.most


def test_a_later_place_is_never_worse_than_one_told_before() -> None:
    assert [place_to_tell(*pair) for pair in ((3, None), (2, 3), (4, 2), (None, 2), (1, 1))] == [3, 2, 2, None, 1]
    assert Range(2, 5) == rounded(130, 290)
