"""A stand-in for a system that receives webhooks: it checks signature and age, and counts each id once."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from civichub.handover.plugs.http_fake import serving
from civichub.handover.plugs.webhook import TOLERANCE_SECONDS, signature


@dataclass
class WebhookFake:
    """`received` holds each document once, in order; `repeats` counts those that came again."""

    secret: str
    received: list[dict[str, Any]] = field(default_factory=list)
    repeats: int = 0
    delay: float = 0.0
    next_statuses: list[int] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """Takes what is signed and fresh, and names a reference of its own."""
        key, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
        signed = signature(self.secret, key, stamp, body)
        if not hmac.compare_digest(signed, headers.get("webhook-signature", "")):
            return 401, "text/plain", b"signature"
        if abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
            return 400, "text/plain", b"too old"
        told = json.loads(body)
        if any(one["id"] == key for one in self.received):
            self.repeats += 1
        else:
            self.received.append(told)
        reference = {"reference": f"WH-{told['case']['reference']}"}
        return 200, "application/json", json.dumps(reference).encode()


@contextmanager
def running_webhook(secret: str = "a shared secret") -> Iterator[WebhookFake]:
    """The fake on a free port of this machine (`fake.url`), until the block ends."""
    with serving(WebhookFake(secret), path="/hook") as fake:
        yield fake
