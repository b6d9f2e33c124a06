"""A stand-in for GOV.UK Pay that speaks its HTTP: for tests, and for the demonstration, with a page to pay on.

It checks the key, keeps payments in memory, posts signed messages, and can be told to refuse, stall or hang up. No card
details are asked for: the page has three buttons.
"""

from __future__ import annotations

import html
import json
import secrets
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from civichub.forms.pay.client import signature_of

API_KEY = "api_test_fake_key_that_opens_nothing"
SIGNING_SECRET = "webhook_fake_secret_that_signs_nothing"
MOST_PENCE = 10_000_000
_ENDINGS = {
    "pay": ("success", "", "card_payment_succeeded"),
    "decline": ("failed", "P0010", "card_payment_failed"),
    "cancel": ("failed", "P0030", "card_payment_failed"),
    "expire": ("failed", "P0020", "card_payment_expired"),
}


@dataclass
class PayFake:
    """What it was asked for, and what it does next.

    `next_answers`: (status, code) per coming API request, first first. `drop_after` takes a request and then hangs up.
    `messages` are (body, signature) pairs of everything it had to say, posted to `webhook_url` when that is set.
    `kept_in` is a file that outlives the program.
    """

    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: list[tuple[bytes, str]] = field(default_factory=list)
    next_answers: list[tuple[int, str]] = field(default_factory=list)
    drop_after: int = 0
    stall_seconds: float = 0.0
    webhook_url: str = ""
    url: str = ""
    by_key: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept_in: Path | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        if self.kept_in and self.kept_in.exists():
            self.payments = json.loads(self.kept_in.read_text("utf-8"))

    def keep(self) -> None:
        """Write the payments down, so that a demonstration started anew still knows them."""
        if self.kept_in:
            fresh = self.kept_in.with_suffix(".new")
            fresh.write_text(json.dumps(self.payments), "utf-8")
            fresh.replace(self.kept_in)

    def create(self, asked: dict[str, Any], key: str = "") -> tuple[int, dict[str, Any]]:
        """A new payment, as the provider would answer: 201; with a known idempotency key 200, or 409 if it differs."""
        fingerprint = json.dumps(asked, sort_keys=True)
        with self._lock:
            if key in self.by_key:
                payment_id, before = self.by_key[key]
                return (200, self.shown(payment_id)) if before == fingerprint else (409, {"code": "P0191"})
            amount = asked.get("amount")
            missing = [name for name in ("amount", "reference", "description", "return_url") if not asked.get(name)]
            if missing:
                return 400, {
                    "code": "P0101",
                    "field": missing[0],
                    "description": f"Missing mandatory attribute: {missing[0]}",
                }
            if not isinstance(amount, int) or not 0 < amount <= MOST_PENCE:
                return 422, {"code": "P0102", "field": "amount", "description": "Invalid attribute value: amount"}
            payment_id = uuid.uuid4().hex[:26]
            self.payments[payment_id] = {**asked, "status": "created", "code": "", "refunded": 0, "finished": False}
            if key:
                self.by_key[key] = (payment_id, fingerprint)
            self.keep()
            return 201, self.shown(payment_id)

    def shown(self, payment_id: str) -> dict[str, Any]:
        """A payment as the API gives it."""
        row = self.payments[payment_id]
        state = {"status": row["status"], "finished": row["finished"]} | ({"code": row["code"]} if row["code"] else {})
        paid = row["amount"] - row["refunded"] if row["status"] == "success" else 0
        links = {} if row["finished"] else {"next_url": {"href": f"{self.url}/secure/{payment_id}", "method": "GET"}}
        return {
            "payment_id": payment_id,
            "amount": row["amount"],
            "reference": row["reference"],
            "description": row["description"],
            "return_url": row["return_url"],
            "state": state,
            "refund_summary": {"status": "available" if paid else "unavailable", "amount_available": paid},
            "_links": links,
        }

    def finish(self, payment_id: str, how: str) -> None:
        """End a payment: `how` is pay, decline, cancel or expire. Ended payments stay as they are."""
        with self._lock:
            row = self.payments[payment_id]
            if row["finished"]:
                return
            row["status"], row["code"], event = _ENDINGS[how]
            row["finished"] = True
            self.keep()
            self.say(payment_id, event)

    def say(self, payment_id: str, event: str) -> tuple[bytes, str]:
        """A signed message about a payment, kept and posted; returned as (body, signature)."""
        message = {
            "webhook_message_id": secrets.token_hex(13),
            "api_version": 1,
            "resource_id": payment_id,
            "resource_type": "payment",
            "event_type": event,
            "resource": self.shown(payment_id),
        }
        body = json.dumps(message).encode()
        said = body, signature_of(body, SIGNING_SECRET)
        self.messages.append(said)
        if self.webhook_url:
            threading.Thread(target=self._post, args=said, daemon=True).start()
        return said

    def _post(self, body: bytes, signature: str) -> None:
        headers = {"Pay-Signature": signature, "Content-Type": "application/json"}
        with suppress(requests.RequestException):
            requests.post(self.webhook_url, data=body, headers=headers, timeout=10)

    def refund(self, payment_id: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Give money back; refused with P0604 when what can be refunded is not what the caller thinks."""
        with self._lock:
            row = self.payments[payment_id]
            available = row["amount"] - row["refunded"] if row["status"] == "success" else 0
            if asked.get("refund_amount_available") != available:
                return 412, {"code": "P0604", "description": "Refund amount available mismatch"}
            if not 0 < asked.get("amount", 0) <= available:
                return 400, {"code": "P0603", "description": "The payment is not available for refund"}
            row["refunded"] += asked["amount"]
            self.keep()
            return 202, {"refund_id": secrets.token_hex(13), "amount": asked["amount"], "status": "submitted"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: PayFake

    def do_GET(self) -> None:
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[0] == "secure" and len(parts) == 2 and parts[1] in self.fake.payments:
            self._page(parts[1])
        elif self._let_in():
            known = parts[:2] == ["v1", "payments"] and len(parts) == 3 and parts[2] in self.fake.payments
            self._answer(*((200, self.fake.shown(parts[2])) if known else (404, {"code": "P0200"})))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = self.path.strip("/").split("/")
        if parts[0] == "secure" and len(parts) == 3 and parts[1] in self.fake.payments and parts[2] in _ENDINGS:
            self.fake.finish(parts[1], parts[2])
            self.send_response(303)
            self.send_header("Location", self.fake.payments[parts[1]]["return_url"])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self._let_in():
            self._api(parts, json.loads(body or b"{}"))

    def _api(self, parts: list[str], asked: dict[str, Any]) -> None:
        if parts == ["v1", "payments"]:
            answer = self.fake.create(asked, self.headers.get("Idempotency-Key", ""))
        elif len(parts) == 4 and parts[2] in self.fake.payments and parts[3] == "refunds":
            answer = self.fake.refund(parts[2], asked)
        elif len(parts) == 4 and parts[2] in self.fake.payments and parts[3] == "cancel":
            ended = self.fake.payments[parts[2]]["finished"]
            self.fake.finish(parts[2], "cancel")
            answer = (400, {"code": "P0501"}) if ended else (204, {})
        else:
            answer = 404, {"code": "P0200"}
        if self.fake.drop_after > 0:
            self.fake.drop_after -= 1
            self.close_connection = True
            self.connection.close()
        else:
            self._answer(*answer)

    def _let_in(self) -> bool:
        time.sleep(self.fake.stall_seconds)
        if self.fake.next_answers:
            status, code = self.fake.next_answers.pop(0)
            self._answer(status, {"code": code})
            return False
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            self._answer(401, {"code": "P0900", "description": "Credentials are required to access this resource"})
            return False
        return True

    def _page(self, payment_id: str) -> None:
        row = self.fake.payments[payment_id]
        if not row["finished"]:
            row["status"] = "started"
        buttons = "".join(
            f'<form method="post" action="/secure/{payment_id}/{how}"><button name="how">{label}</button></form>'
            for how, label in (("pay", "Pay now"), ("decline", "Have the card declined"), ("cancel", "Cancel payment"))
        )
        page = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payment (demonstration)</title>'
            '<link rel="icon" href="data:,">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>'
            "<h1>Payment (demonstration)</h1><p>No money moves and no card is asked for.</p>"
            f"<p>{html.escape(str(row['description']))}: <strong>£{row['amount'] / 100:,.2f}</strong></p>"
            f"<p>Reference {html.escape(str(row['reference']))}</p>{buttons}</main></body></html>"
        )
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, b"" if status == 204 else json.dumps(content).encode(), "application/json")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        with suppress(ConnectionError, ValueError):  # whoever asked has stopped waiting
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the console for the program that runs us."""


@contextmanager
def running_pay(port: int = 0, *, webhook_url: str = "", kept_in: Path | None = None) -> Iterator[PayFake]:
    """The fake on a port of this machine (`fake.url`; 0: any free one), until the block ends."""
    fake = PayFake(webhook_url=webhook_url, kept_in=kept_in)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def main() -> None:
    """``python -m civichub.forms.pay.fake PORT [FILE]``: run until told to stop, keeping payments in FILE."""
    kept_in = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with running_pay(int(sys.argv[1]), kept_in=kept_in), suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    main()
