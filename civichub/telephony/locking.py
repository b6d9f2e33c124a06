"""Locking recordings away: each file has a key of its own, which only the installation's key opens.

Whoever copies the files, or the database, has nothing; whoever deletes a key has deleted its recording everywhere, from
backups too.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

NONCE_BYTES = 12


@dataclass(frozen=True)
class Locked:
    """A file and its key, both unreadable."""

    content: bytes
    key: bytes


def lock_away(content: bytes) -> Locked:
    """AES-256-GCM under a new key."""
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE_BYTES)
    return Locked(nonce + AESGCM(key).encrypt(nonce, content, None), _installation().encrypt(key))


def unlock(locked: Locked) -> bytes:
    """The file again. Raises cryptography's `InvalidTag` or `InvalidToken` when a byte of either was changed."""
    key = _installation().decrypt(locked.key)
    return AESGCM(key).decrypt(locked.content[:NONCE_BYTES], locked.content[NONCE_BYTES:], None)


def _installation() -> Fernet:
    secret = salted_hmac("civichub.telephony.recordings", "", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(secret))
