"""What is typed in haste is read as it was meant; what changed in an article is shown word by word."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from civichub.knowledge.difference import changes_between
from civichub.knowledge.reading import in_other_words, respelt

KNOWN = {"blue", "badge", "renewal", "council", "tax", "reduction", "pothole", "wheelchair", "birth", "registration"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("blu bage renewl", "blue badge renewal"),
        ("bluebadge", "blue badge"),
        ("bluebage renewel", "blue badge renewal"),
        ("wheel chair", "wheelchair"),
        ("cuoncil tax redution", "council tax reduction"),
        ("brith registraton", "birth registration"),
        ("potohle", "pothole"),
    ],
)
def test_several_slips_and_split_or_joined_words_are_read(typed: str, read: str) -> None:
    assert respelt(typed.split(), KNOWN) == read.split()


@pytest.mark.parametrize("typed", ["blue badge", "xylophone lessons", "qq"])
def test_what_is_right_or_near_nothing_stays(typed: str) -> None:
    assert respelt(typed.split(), KNOWN) is None


def test_words_of_the_street_are_said_as_the_council_says_them() -> None:
    meanings = {"dhp": "discretionary housing payment", "disabled sticker": "blue badge"}
    assert in_other_words(["dhp", "form"], meanings) == ["discretionary", "housing", "payment", "form"]
    assert in_other_words(["disabled", "sticker"], meanings) == ["blue", "badge"]
    assert in_other_words(["bins"], meanings) is None


def version(**fields: str) -> SimpleNamespace:
    return SimpleNamespace(
        **dict.fromkeys(("title", "summary", "points", "source", "links", "other_words"), "") | fields
    )


def test_a_change_names_its_field_its_words_and_how_many() -> None:
    old, new = (
        version(title="Bins", points="Is it out\nby 7?"),
        version(title="Bins", points="Is it out\nby 6:30 in the morning?"),
    )
    (change,) = changes_between(old, new)
    assert (change.label, change.words) == ("What to ask and say", "4 words added, 1 word taken out")
    assert "".join(part.text for part in change.parts if part.kind != "added") == old.points
    assert "".join(part.text for part in change.parts if part.kind != "taken out") == new.points
    assert changes_between(old, old) == []
