"""What somebody probably wants: the order, and the reasons as an advisor reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from civichub.web.staff.likely.ranking import Candidate, Matter, rank

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
CASE = Candidate(Matter.OPEN_CASE, "case:1", "Missed bin", "/1", NOW - timedelta(days=4), service_id=7)


def order(*candidates: Candidate, service_id: int | None = None) -> list[str]:
    return [one.candidate.key for one in rank(candidates, at=NOW, service_id=service_id)]


def why(candidate: Candidate, service_id: int | None = None) -> str:
    return rank([candidate], at=NOW, service_id=service_id)[0].why


def test_what_is_overdue_comes_before_what_is_only_open() -> None:
    late = replace(CASE, key="late", due_at=NOW - timedelta(days=1))
    assert order(CASE, late) == ["late", "case:1"]
    assert why(late) == "Overdue: was to be done for yesterday"
    assert why(CASE) == "Opened 4 days ago"


def test_a_call_back_that_was_not_made_comes_first() -> None:
    call_back = Candidate(Matter.CALL_BACK, "call", "Ring", "/2", NOW, due_at=NOW - timedelta(hours=1))
    promise = Candidate(Matter.PROMISE, "promise", "Crew comes", "/3", NOW, due_on=date(2026, 3, 1))
    assert order(CASE, promise, call_back) == ["call", "promise", "case:1"]
    assert why(call_back) == "Overdue: was promised by 11am today"
    assert why(promise) == "Overdue: was promised for Sunday 1 March"


def test_a_letter_of_the_last_days_counts_for_more_than_an_old_one() -> None:
    fresh = replace(CASE, key="fresh", told_at=NOW - timedelta(days=2), told_words="we sent them a letter")
    old = replace(CASE, key="old", told_at=NOW - timedelta(days=20), told_words="we sent them a letter")
    assert order(old, fresh) == ["fresh", "old"]
    assert why(fresh) == "We sent them a letter 2 days ago"
    assert why(replace(fresh, failed=True)) == "We sent them a letter 2 days ago, it did not arrive"


def test_the_service_they_name_lifts_its_own() -> None:
    other = replace(CASE, key="other", service_id=8, due_at=NOW + timedelta(days=1))
    assert order(CASE, other) == ["other", "case:1"]
    assert order(CASE, other, service_id=7) == ["case:1", "other"]
    assert why(CASE, 7) == "About the service they named"


def test_what_was_just_closed_is_asked_about_again() -> None:
    closed = Candidate(Matter.CLOSED_CASE, "closed", "Pothole", "/4", NOW - timedelta(days=3))
    older = replace(closed, key="older", happened_at=NOW - timedelta(days=20))
    assert order(older, closed) == ["closed", "older"]
    assert why(closed) == "Closed 3 days ago: is it really done?"


def test_an_appointment_of_today_or_tomorrow_is_probably_the_reason() -> None:
    seen = Candidate(Matter.APPOINTMENT, "seen", "Registrar", "/5", NOW, due_at=NOW + timedelta(days=1))
    far = replace(seen, key="far", due_at=NOW + timedelta(days=30))
    assert order(far, CASE, seen) == ["seen", "case:1", "far"]
    assert why(seen) == "It is tomorrow"


def test_somebody_elses_case_at_the_address_stays_below_their_own() -> None:
    beside = replace(CASE, matter=Matter.AT_ADDRESS, key="beside", due_at=NOW - timedelta(days=9))
    assert order(beside, CASE) == ["case:1", "beside"]


def test_several_sources_of_one_thing_give_one_line_and_equal_ones_keep_an_order() -> None:
    twice = replace(CASE, due_at=NOW - timedelta(days=1))
    assert len(rank([CASE, twice], at=NOW)) == 1
    newer = replace(CASE, key="newer", happened_at=NOW - timedelta(days=1))
    assert order(CASE, newer) == order(newer, CASE) == ["newer", "case:1"]
    assert len(rank([replace(CASE, key=str(n)) for n in range(40)], at=NOW)) == 6
