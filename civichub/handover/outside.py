"""Calls to systems outside: the address is resolved once, refused when private, and that very address is called.

A name that is looked up again after the check could lead elsewhere the second time, so the check stands where the
connection is made. Redirects are not followed, answers are cut at a megabyte, and every call ends in half a minute.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from civichub.core.errors import Invalid
from civichub.handover.plugs.base import Refused, TryLater, Unclear

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 20.0, 30.0
LONGEST_ANSWER = 1_000_000
LONGEST_ASKED_PAUSE = timedelta(hours=1)


class PrivateAddress(Exception):
    """The name leads to an address that is not on the open internet."""


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status and the body."""

    status: int
    body: bytes
    retry_after: timedelta | None = None


def is_open(address: str) -> bool:
    """Whether an IP address is one of the open internet, written in whatever way, an IPv4 inside an IPv6 included."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or is_open(str(mapped)))


def _connect(host: str, port: int, timeout: Any) -> socket.socket:
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    known = host.lower() in settings.PRIVATE_SYSTEMS or f"{host.lower()}:{port}" in settings.PRIVATE_SYSTEMS
    if not known and not all(is_open(str(place[4][0])) for place in places):
        raise PrivateAddress(host)
    seconds = timeout if isinstance(timeout, int | float) else CONNECT_SECONDS
    failed: OSError | None = None
    for family, kind, protocol, _, place in places:
        line = socket.socket(family, kind, protocol)
        line.settimeout(seconds)
        try:
            line.connect(place)
        except OSError as error:
            failed = error
            line.close()
        else:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return line
    raise failed or OSError("no address")


class _Checked:
    def _new_conn(self: Any) -> socket.socket:
        try:
            return _connect(self._dns_host, self.port, self.timeout)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no answer") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _PlainConnection(_Checked, HTTPConnection):
    """Without TLS."""


class _SecureConnection(_Checked, HTTPSConnection):
    """With TLS, whose certificate must be for the name that was asked for."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def _pools() -> urllib3.PoolManager:
    manager = urllib3.PoolManager(num_pools=20, maxsize=8)
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return manager


_manager = _pools()


def check_address(url: str) -> str:
    """The address as it may be stored. Raises `Invalid` on ``address`` for one that is not https or names a private IP.

    No name is looked up here, inside a transaction: where a name leads is asked at every call.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, parts, port = None, urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password or "\\" in url:
        raise Invalid({"address": "Enter an address that begins with https://, without a name or password in it."})
    outside = not (host.lower() in settings.PRIVATE_SYSTEMS or f"{host.lower()}:{port}" in settings.PRIVATE_SYSTEMS)
    if outside and parts.scheme != "https":
        raise Invalid({"address": "Enter an address that begins with https://: what is sent must be encrypted."})
    if outside and not _leads_out(host, port):
        raise Invalid({"address": "This address leads into a private network. Ask whoever runs the hub to allow it."})
    return url


def _leads_out(host: str, port: int) -> bool:
    if host.lower().rstrip(".").rpartition(".")[2] in ("localhost", "local", "internal"):
        return False
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (socket.gaierror, UnicodeError):
        return True  # a name, not a number in any of its spellings
    return all(is_open(str(place[4][0])) for place in places)


def call(method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request and its answer below 300. Raises `TryLater`, `Refused` or `Unclear` for anything else.

    An answer that breaks off, comes too slowly or is too long, and any 5xx but 503, does not say whether it was taken.
    """
    try:
        answer = _manager.urlopen(
            method, url, body=body, headers=headers or {}, redirect=False, preload_content=False, retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )  # fmt: skip
    except PrivateAddress as error:
        raise TryLater("private_address") from error
    except LocationParseError as error:
        raise Refused("setup_refused") from error
    except (NewConnectionError, ConnectTimeoutError, SSLError) as error:
        raise TryLater("unreachable") from error
    except (HTTPError, OSError) as error:
        raise Unclear("lost_contact") from error
    content = _read(answer)
    pause = _pause(answer.headers.get("Retry-After", ""))
    _refuse(answer.status, pause)
    return Answer(answer.status, content, pause)


def _read(answer: Any) -> bytes:
    ends, content = time.monotonic() + WHOLE_SECONDS, bytearray()
    try:
        for part in answer.stream(4_096):
            content += part
            if len(content) > LONGEST_ANSWER or time.monotonic() > ends:
                answer.close()
                raise Unclear("unreadable")
    except (HTTPError, OSError) as error:
        answer.close()
        raise Unclear("lost_contact") from error
    answer.release_conn()
    return bytes(content)


def _pause(header: str) -> timedelta | None:
    return min(timedelta(seconds=int(header)), LONGEST_ASKED_PAUSE) if header.isascii() and header.isdigit() else None


def _refuse(status: int, pause: timedelta | None) -> None:
    """What a status means: the table every plug over HTTP shares."""
    if status in (429, 503):
        raise TryLater("busy", after=pause)
    if status in (401, 403):
        raise TryLater("key_refused")
    if status >= 500:
        raise Unclear("fault")
    if status in (404, 405, 410):
        raise Refused("setup_refused")
    if status >= 400:
        raise Refused("content_refused")
    if status >= 300:
        raise TryLater("moved")
