"""Shares and means of calls in whole numbers, and records of another exchange's calls."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from civichub.core.errors import Invalid
from civichub.performance.call_records import CallMapping, Unfit, read_call_mapping
from civichub.performance.calls import FORMULAS, CallOutcome, CallSums, added

NINE = CallSums(
    offered=12, answered=8, answered_in_time=6, abandoned=3, abandoned_short=1, abandoned_in_time=2, called_back=1,
    waited=160_000, longest_wait=61_000, talked=800_400, held=1_000, wrapped=80_000, transferred=2, outcomes=7,
    resolved=5, settled=4, repeated=1,
)  # fmt: skip
ROW = {"number": "7", "joined_at": "2026-07-01T09:30:05", "outcome": "Answered", "waited": "12.25"}


def test_each_share_is_what_its_formula_says() -> None:
    shares = {name: NINE.share(name) for name in FORMULAS}
    assert shares == {
        "service_level": Decimal("60.00"),
        "service_level_of_all": Decimal("54.55"),
        "service_level_of_answered": Decimal("75.00"),
        "service_level_with_abandoned": Decimal("72.73"),
        "abandoned_share": Decimal("27.27"),
        "abandoned_share_without_short": Decimal("20.00"),
        "transferred_share": Decimal("25.00"),
        "resolved_by_code": Decimal("71.43"),
        "resolved_by_no_repeat": Decimal("75.00"),
    }


def test_a_share_and_a_mean_of_nothing_is_nothing() -> None:
    assert all(CallSums().share(name) is None for name in FORMULAS)
    assert CallSums().mean_seconds("waited") is None


def test_means_are_over_those_they_concern() -> None:
    assert NINE.mean_seconds("waited") == Decimal("20.0")
    assert NINE.mean_seconds("talked") == Decimal("100.1"), "100.05 seconds, rounded half up"
    assert NINE.mean_seconds("handled") == Decimal("110.2")


def test_sums_add_up_but_the_longest_wait_is_the_longest() -> None:
    twice = added([NINE, NINE, CallSums(longest_wait=1)])
    assert (twice.answered, twice.longest_wait) == (16, 61_000)


def test_a_record_in_local_time_becomes_a_call() -> None:
    call = CallMapping().read(ROW)
    assert not isinstance(call, Unfit)
    assert call is not None
    assert (call.joined_at, call.waited, call.outcome) == (
        datetime(2026, 7, 1, 8, 30, 5, tzinfo=UTC), 12_250, CallOutcome.ANSWERED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "text"),
    [("number", ""), ("joined_at", "yesterday"), ("joined_at", "0001-01-01"), ("outcome", "gone"), ("waited", ""),
     ("waited", "-1"), ("waited", "NaN"), ("waited", "9e9"), ("talked", "long"), ("transfers", "two")],
)  # fmt: skip
def test_a_row_that_is_no_call_names_its_part(part: str, text: str) -> None:
    found = CallMapping().read({**ROW, part: text})
    assert isinstance(found, Unfit)
    assert found.part == part


def test_a_mapping_names_columns_and_words() -> None:
    mapping = read_call_mapping(
        "columns: {number: id, joined_at: at, outcome: how, waited: queue}\n"
        "outcomes: {AGENT: answered, HANG: abandoned, PHANTOM: left out}\ntime_zone: UTC"
    )
    row = {"id": "1", "at": "2026-07-01 09:30", "how": "agent", "queue": "3"}
    call = mapping.read(row)
    assert call is not None
    assert not isinstance(call, Unfit)
    assert call.joined_at == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    assert mapping.read({**row, "how": "PHANTOM"}) is None


@pytest.mark.parametrize(
    "text",
    ["- a list", "{", "columns: {number: id}", "columns: 3", "colums: {}", "outcomes: {AGENT: anwsered}",
     "time_zone: Mars", "columns: {number: a, joined_at: b, outcome: c, waited: d, talk: e}"],
)  # fmt: skip
def test_a_mapping_that_cannot_be_read_says_why(text: str) -> None:
    with pytest.raises(Invalid):
        read_call_mapping(text)
