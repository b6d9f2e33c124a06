"""Recordings are unreadable to whoever has only the files, only the database, or a changed byte of either."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from django.test import override_settings

from civichub.telephony.locking import Locked, lock_away, unlock

WORDS = b"RIFF" + b"a card number, perhaps" * 50


def test_what_is_locked_away_is_read_again_and_looks_like_nothing() -> None:
    locked = lock_away(WORDS)
    assert unlock(locked) == WORDS
    assert WORDS[:20] not in locked.content
    assert lock_away(WORDS).content != locked.content, "each file has a key of its own"


def test_a_changed_byte_is_noticed() -> None:
    locked = lock_away(WORDS)
    with pytest.raises(InvalidTag):
        unlock(Locked(locked.content[:-1] + b"\x00", locked.key))


def test_another_installation_opens_nothing() -> None:
    locked = lock_away(WORDS)
    with override_settings(SECRET_KEY="of another installation"), pytest.raises(InvalidToken):
        unlock(locked)
