"""Folding, reminding, the guard of the log, and the catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.disclosure.exemptions import catalogue, exemption, exemptions_of, letter_words
from civichub.disclosure.folding import REPEATED, SAME, Piece, folded
from civichub.disclosure.naming import named_in
from civichub.disclosure.reminding import reminder_due
from civichub.disclosure.states import LAWS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = "Please repair the gate at the park, it hangs."
SECOND = f"It was repaired today.\n\nOn Monday Sam wrote:\n> {FIRST[:18]}\n> {FIRST[18:]}"
THIRD = "Thank you\n\n" + "\n".join(f"> {line}" for line in SECOND.split("\n"))


def pieces(*texts: str, thread: str = "t") -> list[Piece]:
    return [
        Piece(number, MONDAY + timedelta(hours=number), f"d{number}", thread, text)
        for number, text in enumerate(texts, start=1)
    ]


def test_a_thread_folds_into_its_last_message() -> None:
    assert folded(pieces(FIRST, SECOND, THIRD)) == {1: (3, REPEATED), 2: (3, REPEATED)}


def test_a_message_that_says_something_of_its_own_stays() -> None:
    assert folded(pieces(FIRST, SECOND + "\nPS: and the fence of number nine", THIRD)) == {1: (3, REPEATED)}


def test_other_threads_and_short_words_do_not_fold() -> None:
    assert folded([*pieces(FIRST), Piece(2, MONDAY, "d2", "u", SECOND)]) == {}
    assert folded(pieces("Thanks", f"Thanks, {FIRST}")) == {}


def test_the_same_content_folds_into_the_earliest_and_goes_with_it() -> None:
    twice = [*pieces(FIRST, SECOND), Piece(9, MONDAY + timedelta(days=1), "d1", "", FIRST)]
    assert folded(twice) == {1: (2, REPEATED), 9: (2, SAME)}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([FIRST, SECOND, THIRD])), max_size=9))
def test_nothing_is_folded_into_what_is_folded(rows: list[tuple[str, str]]) -> None:
    found = folded(
        Piece(at, MONDAY + timedelta(hours=at), f"{thread}{text}", thread, text)
        for at, (thread, text) in enumerate(rows, start=1)
    )
    assert not {into for into, _ in found.values()} & set(found)


def test_reminders_come_before_on_and_after_the_day_and_then_stop() -> None:
    due = date(2026, 3, 10)
    sent: list[str] = []
    days = [due + timedelta(days=day) for day in range(-5, 20)]
    for day in days:
        if found := reminder_due(due, day, sent):
            sent.append(found)
            assert reminder_due(due, day, sent) == ""
    assert sent == ["before", "today", "late:1", "late:2", "late:3", "late:4", "late:5"]


def test_the_guard_finds_names_codes_addresses_and_numbers() -> None:
    def found(text: str) -> list[str]:
        return named_in(text, names=["Sam", "Reed"], codes=["12 Elm Row", "BK1 1AA", "7KM4PQXT9"])

    assert found("Mr REED's request") == ["Reed"]
    assert found("We agreed on the same day") == []
    assert found("At 12 elm row, bk1  1aa") == ["12 Elm Row", "BK1 1AA"]
    assert found("Case 7KM-4PQ-XT9") == ["7KM4PQXT9"]
    assert found("Write to a.b@c.example or call 07700 900123") == ["a.b@c.example", "07700 900123"]
    assert found("In 2024-2025 we spent £1,234,567.89") == []


def test_every_ground_cites_its_law_and_speaks_to_the_requester() -> None:
    assert {one.law for one in catalogue().values()} == set(LAWS)
    for one in catalogue().values():
        cites = {"foi": "FOIA s.", "eir": "EIR reg ", "sar": ("DPA 2018 sch ", "UK GDPR art ")}[one.law]
        assert one.section.startswith(cites), one
        assert one.says.endswith("."), one
    assert all(one.needs_test for one in exemptions_of("eir") if one.section.startswith("EIR reg 12"))
    assert not any(one.needs_test for one in exemptions_of("sar"))
    assert not catalogue()["foi-40-2"].needs_test
    with pytest.raises(Invalid):
        exemption("foi-42", law="sar")
    for law in LAWS:
        words = letter_words(law)
        assert "Commissioner" in " ".join(words.rights)
        assert "Wilmslow" in words.commissioner
