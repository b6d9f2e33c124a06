"""A virus scanner on this machine that speaks ClamAV's INSTREAM and finds one mark."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MARK = b"a signature that the test's scanner knows"


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            assert connection.recv(10) == b"zINSTREAM\0"
            content, stream = b"", connection.makefile("rb")
            while size := struct.unpack("!L", stream.read(4))[0]:
                content += stream.read(size)
            connection.sendall(b"stream: Test.Signature FOUND\0" if MARK in content else b"stream: OK\0")


@contextmanager
def running_scanner() -> Iterator[str]:
    """Its address, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener,), daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
