"""Copies on the disk: each locked under a key of its own, so that deleting the key deletes it from backups too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from civichub.core.errors import NotFound
from civichub.telephony.locking import Locked, lock_away, unlock


@dataclass(frozen=True)
class Kept:
    """Where a copy lies, and the key that opens it."""

    path: str
    key: bytes


def keep(content: bytes, *, answer_id: int) -> Kept:
    """Lock a copy away."""
    locked = lock_away(content)
    path = default_storage.save(f"disclosure/{answer_id}/{secrets.token_hex(16)}.locked", ContentFile(locked.content))
    return Kept(path, locked.key)


def opened(path: str, key: Any) -> bytes:
    """The copy again. Raises `NotFound` when it is gone."""
    if not path or not default_storage.exists(path):
        raise NotFound
    with default_storage.open(path, "rb") as file:
        return unlock(Locked(bytes(file.read()), bytes(key)))


def drop(path: str) -> None:
    """Delete the copy once the transaction that forgot it is through."""
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))
