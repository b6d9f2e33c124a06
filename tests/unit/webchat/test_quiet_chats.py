"""When a chat has gone quiet, and who types: arithmetic on moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civichub.webchat.idle import IdleRules, Quiet, what_is_due
from civichub.webchat.typing import is_typing

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
RULES = IdleRules(remind_advisor=2, ask_resident=5, close=3, gone=10)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def quiet(**times: float | bool) -> Quiet:
    moments = {name: after(value) for name, value in times.items() if name != "in_hand"}
    return Quiet(**{"in_hand": bool(times.get("in_hand", True)), "resident_at": NOON, "seen_at": NOON, **moments})


@pytest.mark.parametrize(
    ("chat", "at", "due"),
    [
        (quiet(), 1.9, ""),
        (quiet(), 2, "remind"),
        (quiet(reminded_at=2), 30, ""),
        (quiet(resident_at=10, reminded_at=2, advisor_at=5), 12, "remind"),
        (quiet(advisor_at=1), 5, ""),
        (quiet(advisor_at=1), 6, "ask"),
        (quiet(advisor_at=1, active_at=4), 6, ""),
        (quiet(advisor_at=1, active_at=4), 9, "ask"),
        (quiet(advisor_at=1, asked_at=6), 8.9, ""),
        (quiet(advisor_at=1, asked_at=6), 9, "close"),
        (quiet(advisor_at=1, asked_at=6, active_at=7), 9, ""),
        (quiet(advisor_at=1, asked_at=6, active_at=7), 12, "ask"),
        (quiet(in_hand=False), 9.9, ""),
        (quiet(in_hand=False), 10, "gone"),
        (quiet(in_hand=False, seen_at=8), 17, ""),
    ],
)
def test_what_is_due_for_a_quiet_chat(chat: Quiet, at: float, due: str) -> None:
    assert what_is_due(chat, RULES, after(at)) == due


def test_a_reminder_comes_once_for_each_word_that_nobody_answers() -> None:
    assert what_is_due(quiet(resident_at=20, advisor_at=10, reminded_at=15), RULES, after(22)) == "remind"


def test_typing_is_forgotten_soon() -> None:
    assert is_typing(NOON, NOON + timedelta(seconds=7))
    assert not is_typing(NOON, NOON + timedelta(seconds=9))
    assert not is_typing(None, NOON)
