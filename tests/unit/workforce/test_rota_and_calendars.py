"""Gaps in a rota, weekly turns across a clock change, and what a calendar says of its owner."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.workforce import rota
from civichub.workforce.calendar_files import busy_times

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def at(hour: float, day: int = 7) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour)


def test_a_gap_is_what_nobody_has_and_reads_as_people_say_it() -> None:
    assert rota.gaps([(at(9), at(13))], []) == [(at(9), at(13))]
    assert rota.gaps([(at(9), at(17))], [(at(8), at(10)), (at(12), at(18))]) == [(at(10), at(12))]
    assert rota.gaps([(at(9), at(17))], [(at(9), at(12)), (at(12), at(17))]) == []
    assert rota.in_words((at(9), at(13))) == "Saturday 7 March 09:00–13:00"
    assert rota.in_words((at(20), at(32))) == "Saturday 7 March 20:00 to Sunday 8 March 08:00"


def test_weekly_turns_keep_the_clock_on_the_wall_when_the_clocks_change() -> None:
    spans = rota.weekly([5], time(9), time(13), date(2026, 3, 21), date(2026, 4, 4))
    assert [span[0].hour for span in spans] == [9, 9, 8], "summer time begins on 29 March"
    night = rota.weekly([4], time(20), time(8), date(2026, 3, 6), date(2026, 3, 6))
    assert night == [(at(20, 6), at(8, 7))]


spans = st.tuples(st.integers(0, 48), st.integers(1, 12)).map(lambda pair: (at(pair[0]), at(pair[0] + pair[1])))


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=6))
def test_a_moment_is_in_a_gap_when_it_is_needed_and_nobody_has_it(needed: list, turns: list) -> None:
    found = rota.gaps(needed, turns)
    for half in range(124):
        moment = at(half / 2 + 0.1)
        needs = any(start <= moment < end for start, end in needed)
        has = any(start <= moment < end for start, end in turns)
        assert any(start <= moment < end for start, end in found) is (needs and not has)


def calendar(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n{inside}END:VCALENDAR\r\n".encode()


def test_a_calendar_says_busy_and_away_and_never_what_about() -> None:
    meeting = "UID:a\r\nSUMMARY:Disciplinary hearing\r\nDTSTART:20260303T140000Z\r\nDTEND:20260303T150000Z"
    leave = "UID:b\r\nDTSTART;VALUE=DATE:20260305\r\nDTEND;VALUE=DATE:20260307\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF"
    free = "UID:c\r\nDTSTART:20260303T140000Z\r\nDTEND:20260303T150000Z\r\nTRANSP:TRANSPARENT"
    maybe = "UID:d\r\nDTSTART:20260303T140000Z\r\nDTEND:20260303T150000Z\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"
    gone = "UID:e\r\nDTSTART:20260301T140000Z\r\nDTEND:20260301T150000Z"
    off = "UID:f\r\nDTSTART:20260303T140000Z\r\nDTEND:20260303T150000Z\r\nSTATUS:CANCELLED"
    found = busy_times(calendar(meeting, leave, free, maybe, gone, off), NOON)
    assert [(one.status, one.starts_at, one.ends_at) for one in found] == [
        ("busy", at(14, 3), at(15, 3)),
        ("away", at(0, 5), at(0, 7)),
    ]
    assert "hearing" not in repr(found)


def test_what_repeats_is_read_with_its_exceptions_and_its_moves() -> None:
    weekly = (
        "UID:w\r\nDTSTART;TZID=Europe/London:20260302T090000\r\nDTEND;TZID=Europe/London:20260302T100000\r\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20260406T235959Z\r\nEXDATE;TZID=Europe/London:20260316T090000"
    )
    moved = (
        "UID:w\r\nRECURRENCE-ID;TZID=Europe/London:20260309T090000\r\nDTSTART;TZID=Europe/London:20260310T110000\r\n"
        "DTEND;TZID=Europe/London:20260310T113000"
    )
    found = busy_times(calendar(weekly, moved), NOON)
    assert [one.starts_at for one in found] == [
        datetime(2026, 3, 10, 11, tzinfo=UTC),
        datetime(2026, 3, 23, 9, tzinfo=UTC),
        datetime(2026, 3, 30, 8, tzinfo=UTC),
        datetime(2026, 4, 6, 8, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"not a calendar", b"\x00\xff", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"x" * 2_000_001]
)
def test_what_is_no_calendar_is_refused_or_empty(content: bytes) -> None:
    with suppress(Invalid):
        assert busy_times(content, NOON) == []
