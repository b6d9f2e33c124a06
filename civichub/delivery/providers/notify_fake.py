"""A stand-in for GOV.UK Notify that speaks its HTTP: for tests, and for trying the hub without a Notify service.

It checks the signed token, keeps what it accepted, answers by reference, and can be told to refuse, stall or break.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

SERVICE_ID = "11111111-2222-3333-4444-555555555555"
SECRET = "66666666-7777-8888-9999-000000000000"
API_KEY = f"fake-{SERVICE_ID}-{SECRET}"
TEMPLATES = {channel: str(uuid.uuid5(uuid.NAMESPACE_URL, channel)) for channel in ("email", "sms", "letter")}
_ADDRESS_FIELDS = {"email": "email_address", "sms": "phone_number"}
_NEEDED = {"email": {"subject", "body"}, "sms": {"body"}, "letter": {"heading", "body", "address_line_1"}}


@dataclass
class NotifyFake:
    """What it accepted, and what it does next. `next_answers`: (status, error name) per coming request, first first.

    ``drop_before`` closes the connection without taking the message, ``drop_after`` takes it and then closes;
    ``stall_seconds`` waits before taking it and ``stall_after`` before answering.
    """

    accepted: list[dict[str, Any]] = field(default_factory=list)
    next_answers: list[tuple[int, str]] = field(default_factory=list)
    drop_before: int = 0
    drop_after: int = 0
    stall_seconds: float = 0.0
    stall_after: float = 0.0
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, channel: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Store a notification as Notify would and return its row."""
        row = {
            "id": str(uuid.uuid4()),
            "reference": asked.get("reference"),
            "type": channel,
            "status": "created",
            "created_at": datetime.now(UTC).isoformat(),
            "asked": asked,
        }
        with self._lock:
            self.accepted.append(row)
        return row

    def by_reference(self, reference: str) -> list[dict[str, Any]]:
        """Everything accepted with this reference, newest first."""
        return [row for row in reversed(self.accepted) if row["reference"] == reference]

    def receipt(self, reference: str, status: str, *, at: datetime) -> bytes:
        """The callback body that Notify would post about the newest notification with this reference."""
        row = self.by_reference(reference)[0]
        moment = at.isoformat().replace("+00:00", "Z")
        times = {"created_at": row["created_at"], "sent_at": moment, "completed_at": moment}
        about = {"id": row["id"], "reference": reference, "status": status, "notification_type": row["type"]}
        return json.dumps(about | times).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: NotifyFake

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # whoever asked was killed
            self.close_connection = True

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        channel = self.path.rpartition("/")[2]
        time.sleep(self.fake.stall_seconds)
        if self.fake.drop_before > 0:
            self.fake.drop_before -= 1
            self._hang_up()
        elif self.fake.next_answers:
            self._refuse(*self.fake.next_answers.pop(0))
        elif not self._signed():
            self._refuse(403, "AuthError")
        elif TEMPLATES.get(channel) != asked.get("template_id"):
            self._refuse(400, "BadRequestError")
        elif not self._complete(channel, asked):
            self._refuse(400, "ValidationError")
        else:
            row = self.fake.accept(channel, asked)
            time.sleep(self.fake.stall_after)
            if self.fake.drop_after > 0:
                self.fake.drop_after -= 1
                self._hang_up()
            else:
                self._answer(201, {"id": row["id"], "reference": row["reference"], "content": {}})

    def do_GET(self) -> None:
        if self.fake.next_answers:
            self._refuse(*self.fake.next_answers.pop(0))
        elif not self._signed():
            self._refuse(403, "AuthError")
        else:
            reference = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            self._answer(200, {"notifications": self.fake.by_reference(reference), "links": {}})

    def _signed(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return get_token_issuer(token) == SERVICE_ID and decode_jwt_token(token, SECRET)
        except TokenError:
            return False

    @staticmethod
    def _complete(channel: str, asked: dict[str, Any]) -> bool:
        given = {name for name, value in (asked.get("personalisation") or {}).items() if value}
        address = _ADDRESS_FIELDS.get(channel)
        return _NEEDED[channel] <= given and (address is None or bool(asked.get(address)))

    def _refuse(self, status: int, error: str) -> None:
        self._answer(status, {"status_code": status, "errors": [{"error": error, "message": "words that may change"}]})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        with suppress(ConnectionError):  # whoever asked has stopped waiting
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the console for the program that runs us."""


@contextmanager
def running_notify(port: int = 0) -> Iterator[NotifyFake]:
    """The fake on a free port of this machine (`fake.url`), until the block ends."""
    fake = NotifyFake()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
