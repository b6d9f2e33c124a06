"""The same request twice has one effect: every way in that writes takes a key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from civichub.core.errors import Conflict, Invalid
from civichub.core.models import SeenKey

MAX_KEY_LENGTH = 255


def once(*, scope: str, key: str, request: Any, at: datetime, act: Callable[[], Any]) -> tuple[Any, bool]:
    """Run `act` unless `key` was used in `scope` before; return (its JSON-able answer, whether this is a repeat).

    The key, the change and the answer are one transaction: a crash keeps all or none. A second caller with the same
    key waits for the first. Raises `Conflict` when the key comes back with a different `request` (JSON-able), and
    `Invalid` for an empty or overlong key.
    """
    if not 0 < len(key) <= MAX_KEY_LENGTH or "\x00" in key:
        raise Invalid({"idempotency_key": f"Send a key of 1 to {MAX_KEY_LENGTH} characters."})
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        _, created = SeenKey.objects.get_or_create(
            scope=scope, key=key, defaults={"fingerprint": fingerprint, "created_at": at}
        )
        seen = SeenKey.objects.select_for_update().get(scope=scope, key=key)
        if not created:
            if seen.fingerprint != fingerprint:
                raise Conflict("This idempotency key was used for a different request. Use a new key.")
            return seen.answer, True
        seen.answer = act()
        seen.save(update_fields=["answer"])
        return seen.answer, False
