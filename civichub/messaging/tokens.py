"""Addresses that say which conversation a reply belongs to, and that nobody can make up.

``enquiries+7km4pqxt9.k3jq5v2mzr4tyw6a@…``: the conversation's reference and 80 bits of an HMAC over it. Mail servers
may change capitals, so neither part needs them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from civichub.core.references import parse_reference

_BYTES = 10
_PURPOSE = b"civichub.messaging.reply-address"


def reply_address(mailbox_address: str, reference: str) -> str:
    """Where answers to this conversation go."""
    local, _, domain = mailbox_address.rpartition("@")
    return f"{local}+{reference.lower()}.{_mark(reference, settings.SECRET_KEY)}@{domain}"


def reference_in(addresses: Iterable[str], mailbox_address: str) -> str | None:
    """The reference of the conversation that one of the addresses names rightly, or None.

    An address with a wrong mark counts as the mailbox itself: whoever wrote to it still reaches somebody.
    """
    local, _, domain = mailbox_address.lower().rpartition("@")
    for address in addresses:
        theirs, _, at = address.lower().rpartition("@")
        if at != domain or not theirs.startswith(f"{local}+"):
            continue
        said, _, mark = theirs[len(local) + 1 :].partition(".")
        reference = parse_reference(said)
        if reference and any(hmac.compare_digest(mark, _mark(reference, key)) for key in _keys()):
            return reference
    return None


def without_token(address: str) -> str:
    """The address of the mailbox that stands behind one with a token or any other tag; in small letters."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _mark(reference: str, key: str) -> str:
    derived = hmac.new(key.encode(), _PURPOSE, hashlib.sha256).digest()
    made = hmac.new(derived, reference.encode(), hashlib.sha256).digest()[:_BYTES]
    return base64.b32encode(made).decode().lower()
