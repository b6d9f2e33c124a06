"""A proxy that stands before a server and breaks things, one request at a time.

`next` holds what happens to the coming requests, first first; when it is empty they pass. Faults *before* never reach
the server; faults *after* do, and the answer is lost on its way back.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

BEFORE = ("reset", "blackhole", "429", "500", "503")
AFTER = ("reset_after", "half", "garbage", "slow_answer")
HELD_SECONDS = 30.0


class FaultProxy:
    """`url` is the upstream's address as it is reached through the proxy."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self.host, self.port, self._path = str(parts.hostname), int(parts.port or 80), parts.path
        self.next: deque[str] = deque()
        self.always = "pass"
        self.requests = 0
        self.ended = threading.Event()
        self._server: Any = None
        self._own_port = 0

    @property
    def url(self) -> str:
        """Where clients are to go."""
        return f"http://127.0.0.1:{self._own_port}{self._path}"

    def up(self) -> None:
        """Listen, on the same port as before."""
        self._server = _Server(("127.0.0.1", self._own_port), type("Handler", (_Handler,), {"proxy": self}))
        self._own_port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self) -> None:
        """Listen no longer, and hang up on everybody: connections are refused."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            server.hang_up()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        self.lines: set[socket.socket] = set()
        super().__init__(*args)

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self.lines.add(line)
        return line, address

    def hang_up(self) -> None:
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: FaultProxy

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.proxy.requests += 1
        fault = self.proxy.next.popleft() if self.proxy.next else self.proxy.always
        if fault == "reset":
            self._reset()
        elif fault == "blackhole":
            self.proxy.ended.wait(HELD_SECONDS)
            self._reset()
        elif fault.isdigit():
            self._reply(int(fault), [("Retry-After", "7")], b"told to refuse")
        else:
            if fault == "duplicate":
                self._upstream(body)
            if fault == "slow":
                time.sleep(1)
            self._back(fault, *self._upstream(body))

    do_GET = do_POST = _serve

    def _upstream(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        line = HTTPConnection(self.proxy.host, self.proxy.port, timeout=30)
        kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        line.request(self.command, self.path, body=body or None, headers=kept)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, [("Content-Type", answer.headers.get("Content-Type", ""))], content

    def _back(self, fault: str, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        if fault == "reset_after":
            self._reset()
        elif fault == "half":
            self._head(status, headers, len(content))
            self.wfile.write(content[: len(content) // 2])
            self._reset()
        elif fault == "garbage":
            self._reply(200, [("Content-Type", "text/html")], b"<html><p>Gateway says hello")
        elif fault == "slow_answer":
            self.proxy.ended.wait(HELD_SECONDS)
        else:
            self._reply(status, headers, content)

    def _head(self, status: int, headers: list[tuple[str, str]], length: int) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        with suppress(ConnectionError):
            self._head(status, headers, len(content))
            self.wfile.write(content)

    def _reset(self) -> None:
        """A TCP reset instead of an orderly end."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def handle(self) -> None:
        with suppress(ConnectionError, ValueError, OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def before(upstream: str) -> Iterator[FaultProxy]:
    """A proxy before this server, until the block ends."""
    proxy = FaultProxy(upstream)
    proxy.up()
    try:
        yield proxy
    finally:
        proxy.ended.set()
        proxy.down()
