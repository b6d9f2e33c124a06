"""What the fakes of plugs over HTTP share: a server on this machine that can be told how to answer the next posts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol


class Fake(Protocol):
    """A back office that is not there. `delay` is how long it takes over each request, in seconds."""

    url: str
    delay: float
    next_statuses: list[int]

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """(status, content type, body) for one request."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: Any

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(self.fake.delay)
        if self.fake.next_statuses and self.command == "POST":
            status, kind, content = self.fake.next_statuses.pop(0), "text/plain", b"told to refuse"
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, kind, content = self.fake.answer(self.command, self.path, headers, body)
        with suppress(ConnectionError):  # whoever asked has stopped waiting
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the console for the program that runs us."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def serving(fake: Any, *, path: str = "") -> Iterator[Any]:
    """The fake on a free port of this machine (`fake.url`), until the block ends."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
