"""The virus scanner behind a small adapter: ClamAV's daemon over its INSTREAM command."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 20


class ScannerDown(ConnectionError):
    """No answer, or one that makes no sense: the file stays held and is tried again."""


@dataclass(frozen=True)
class Verdict:
    """`infected` and the signature's name, or clean."""

    infected: bool
    signature: str = ""


def scan(file: BinaryIO, address: str) -> Verdict:
    """Ask the daemon at ``host:port`` or a socket path about `file`. Raises `ScannerDown`.

    Never call it inside a transaction: it may take as long as `TIMEOUT_SECONDS`.
    """
    try:
        with _connect(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _read(connection)
    except OSError as error:
        raise ScannerDown(f"the virus scanner at {address} does not answer: {error}") from error
    return _verdict(answer)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host or "localhost", int(port)), timeout=TIMEOUT_SECONDS)


def _read(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < CHUNK:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    """clamd's manual: ``stream: OK``, ``stream: <name> FOUND``, or an error, which is no verdict."""
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return Verdict(infected=False)
    if words.endswith(" FOUND"):
        return Verdict(infected=True, signature=words.removesuffix(" FOUND"))
    raise ScannerDown(f"the virus scanner said: {answer[:200] or 'nothing'}")
