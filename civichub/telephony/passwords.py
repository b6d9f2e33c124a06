"""Passwords of telephones: worked out, so that none is stored."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from civichub.telephony.models import Handset


def password_of(handset: Handset) -> str:
    """What this telephone registers with. Another once its number has been raised."""
    words = f"{handset.pk}.{handset.extension}.{handset.password_number}"
    return salted_hmac("civichub.telephony.handset", words, algorithm="sha256").hexdigest()[:32]
