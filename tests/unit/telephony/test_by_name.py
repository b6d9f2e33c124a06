"""Names on the keys of a telephone."""

from __future__ import annotations

import pytest

from civichub.telephony.by_name import Entry, keys_of, matching, person, service

DIRECTORY = [
    person(1, "Anna Jones"), person(2, "Peter Jones"), person(3, "Zoë O’Brien-Nuñez"), person(4, "Bo"),
    service(1, "Highways"), service(2, "Pay council tax"), service(3, "Jobs"),
]  # fmt: skip


def found(words: str) -> list[tuple[str, int]]:
    return [(entry.kind, entry.pk) for entry in matching(DIRECTORY, keys_of(words))]


def test_accents_hyphens_and_apostrophes_are_not_keyed() -> None:
    assert keys_of("Zoë O’Brien-Nuñez") == "963627436" + "68639"


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Nunez", []), ("O’Brien-Nuñez", [("person", 3)]), ("obrien", [("person", 3)]), ("annajones", [("person", 1)]),
        ("Jones", [("person", 1), ("person", 2)]), ("high", [("service", 1)]), ("council tax", [("service", 2)]),
        ("bo", []), ("xyz", []),
    ],
)  # fmt: skip
def test_a_surname_a_whole_name_or_any_words_of_a_service_find_it(words: str, who: list[tuple[str, int]]) -> None:
    assert found(words) == who


def test_what_is_spelled_just_so_comes_before_what_begins_so() -> None:
    assert matching([Entry("person", 1, "Jo Smit", ("7648",)), Entry("person", 2, "Al Smith", ("76484",))], "7648") == [
        Entry("person", 1, "Jo Smit", ("7648",))
    ]
