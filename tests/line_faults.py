"""A proxy that stands before a mail server and breaks things, one connection at a time.

As `tests.faults` for HTTP: `next` holds what happens to the coming connections. Faults *before* end before the content
of a message has left; faults *after* let the server take it, and lose its answer.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

BEFORE = ("reset", "blackhole", "421", "451", "slow")
AFTER = ("half", "reset_after", "slow_answer")
_END_OF_CONTENT = b"\r\n.\r\n"
_GREETINGS = {"421": b"421 4.3.2 Too busy\r\n", "451": b"451 4.3.0 A fault of ours\r\n"}


class LineProxy:
    """`port` is where the mail server is reached through the proxy, on this machine."""

    def __init__(self, upstream: int) -> None:
        self.next: deque[str] = deque()
        self.ended = threading.Event()
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.accepting = threading.Thread(target=self._accept, daemon=True)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def close(self) -> None:
        """Refuse everybody from now on."""
        self.ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        fault = self.next.popleft() if self.next else "pass"
        with suppress(OSError), client:
            if fault == "reset":
                _reset(client)
            elif fault == "blackhole":
                self.ended.wait(30)
            elif fault in _GREETINGS:
                client.sendall(_GREETINGS[fault])
            else:
                time.sleep(0.3 if fault == "slow" else 0)
                self._relay(client, fault)

    def _relay(self, client: socket.socket, fault: str) -> None:
        """Both ways at once; the answer to the content is what a fault *after* spoils."""
        sent = threading.Event()
        with socket.create_connection(("127.0.0.1", self._upstream)) as server:
            threading.Thread(target=self._answers, args=(server, client, fault, sent), daemon=True).start()
            last = b""
            while part := client.recv(65_536):
                last = (last + part)[-len(_END_OF_CONTENT) :]
                if last == _END_OF_CONTENT:
                    sent.set()
                server.sendall(part)

    def _answers(self, server: socket.socket, client: socket.socket, fault: str, sent: threading.Event) -> None:
        with suppress(OSError):
            while part := server.recv(65_536):
                if sent.is_set() and fault in AFTER:
                    if fault == "slow_answer":
                        self.ended.wait(30)
                    if fault == "half":
                        client.sendall(part[: len(part) // 2])
                    _reset(client)
                    return
                client.sendall(part)


def _reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@contextmanager
def before_mail(url: str) -> Iterator[LineProxy]:
    """A proxy before the mail server at this address, until the block ends."""
    proxy = LineProxy(int(urlsplit(url).port or 25))
    proxy.accepting.start()
    try:
        yield proxy
    finally:
        proxy.close()
