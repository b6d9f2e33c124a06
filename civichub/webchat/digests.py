"""What stands for a browser and for a network address, so that a block needs to keep neither."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def digest(kind: str, value: str) -> str:
    """64 hexadecimal digits that only this installation can make; empty for nothing. `kind` is browser or address."""
    return salted_hmac(f"civichub.webchat.{kind}", value, algorithm="sha256").hexdigest() if value else ""
