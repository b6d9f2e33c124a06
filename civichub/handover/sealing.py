"""Keys of other systems, kept so that a copy of the database alone opens nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def seal(secret: str) -> bytes:
    """The secret as it is stored; nothing for nothing."""
    return _installation().encrypt(secret.encode()) if secret else b""


def unseal(sealed: bytes | memoryview | None) -> str:
    """The secret again. Raises cryptography's `InvalidToken` on another installation or after its key was changed."""
    return _installation().decrypt(bytes(sealed)).decode() if sealed else ""


def _installation() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac("civichub.handover.secrets", "", algorithm="sha256").digest()))
