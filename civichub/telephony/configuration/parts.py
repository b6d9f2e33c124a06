"""What an exchange consists of: trunks to the outside, telephones on desks, and queues for when the hub is away."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

APPLICATION = "civichub"  # the name under which Asterisk hands calls to the hub
VARIABLES = ("HUB_CALL", "HUB_ROLE")  # told of every channel, so that a hub that was killed finds its own again
TRANSPORTS = ("udp", "tcp", "tls")
CODECS = ("alaw", "ulaw", "g722", "opus")
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"  # Debian's, from the package ca-certificates
_PLAIN = re.compile(r"[^\x00-\x1f;\[\]]*")


class BadConfiguration(ValueError):
    """A value that cannot stand in Asterisk's files; the message names it."""


@dataclass(frozen=True)
class _Part:
    def __post_init__(self) -> None:
        for field in fields(self):
            values = getattr(self, field.name)
            for value in values if isinstance(values, tuple) else (values,):
                if isinstance(value, str) and not _PLAIN.fullmatch(value):
                    raise BadConfiguration(f"{field.name}: leave out semicolons, brackets and line ends in {value!r}")


@dataclass(frozen=True)
class Trunk(_Part):
    """The way to the public network. `match` are addresses from which its calls come.

    With `user` the exchange registers, and is then rung under that name. `host` may carry a port. Over TLS the sound is
    encrypted too (SRTP, keys by SDES), as carriers offer it; a call whose sound is plain is refused.
    """

    name: str
    host: str
    match: tuple[str, ...]
    transport: str = "udp"
    user: str = ""
    password: str = ""
    codecs: tuple[str, ...] = ("alaw", "ulaw")

    @property
    def is_secure(self) -> bool:
        """Whether nobody between can listen."""
        return self.transport == "tls"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.transport not in TRANSPORTS:
            raise BadConfiguration(f"transport: {self.transport!r} is not one of {', '.join(TRANSPORTS)}")
        if unknown := set(self.codecs) - set(CODECS):
            raise BadConfiguration(f"codecs: {unknown.pop()!r} is not one of {', '.join(CODECS)}")


@dataclass(frozen=True)
class Phone(_Part):
    """A telephone on a desk or, with `in_browser`, in a page. One without `contact` registers with its password.

    One that is `outside` stands for somebody who rings the council: for the demonstration.
    """

    name: str
    caller_id: str
    password: str = ""
    contact: str = ""
    in_browser: bool = False
    outside: bool = False
    codecs: tuple[str, ...] = ("alaw", "ulaw")


@dataclass(frozen=True)
class FallbackQueue(_Part):
    """Who is rung when the hub is away: the telephones of those who serve the line, for calls to these numbers."""

    name: str
    numbers: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True)
class Tls(_Part):
    """Where the exchange finds its certificate and key, and whom it believes.

    A carrier's certificate must name the trunk's host and be signed by one of `authorities`: otherwise whoever stands
    between could hand us keys of their own, and hear everything.
    """

    certificate: str
    key: str
    authorities: str = AUTHORITIES
    port: int = 5061


@dataclass(frozen=True)
class Exchange(_Part):
    """An Asterisk: where it listens, the password of the hub, and what is connected to it.

    `rtp_ports` are the first and last for sound. `silence_seconds` is after how long without sound a call is taken to
    have ended: a caller whose network died never hangs up.
    """

    password: str
    trunks: tuple[Trunk, ...] = ()
    phones: tuple[Phone, ...] = ()
    queues: tuple[FallbackQueue, ...] = ()
    sip_address: str = "0.0.0.0"
    sip_port: int = 5060
    http_address: str = "127.0.0.1"
    http_port: int = 8088
    tls: Tls | None = None
    rtp_ports: tuple[int, int] = (10_000, 20_000)
    silence_seconds: int = 60
