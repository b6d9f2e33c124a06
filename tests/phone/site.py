"""A real exchange with its telephones, and what a test asks of it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from civichub.devtools.exchange import Asterisk, NoAsterisk, asterisk_tree
from civichub.telephony.configuration import Exchange, FallbackQueue, Phone, Trunk
from civichub.telephony.configuration.parts import APPLICATION
from tests.phone.sip import Floor, eventually

NUMBER = "01632960100"
ADVISORS = {"advisor": "2001", "leader": "2002"}
# What Asterisk warns of when a test does what it is there to do.
EXPECTED = (
    "Playback failed for",  # somebody hung up while we spoke
    "No audio available on Recorder",  # or as their recording began
    # The switchboard was killed.
    "Stasis app 'civichub'",
    "outbound websocket per-call config for app 'civichub'",
    "Web socket closed abruptly",
    "WebSocket read error",
    "Error reading from web socket",
    "Session already DISCONNECTED",  # both sides hung up at once
    "Remotely bridged",
    "Event source not found: channel",  # somebody hung up as soon as they had rung
    "Error sending Response msg 200/REGISTER",  # its browser was closed in the midst of it
)


def required_tree() -> Path:
    """Where Asterisk lies. Without it the test is left out, with the reason; where it is required it fails."""
    try:
        return asterisk_tree()
    except NoAsterisk as error:
        reason = f"the telephone tests need a real Asterisk: {error}"
        if os.environ.get("CIVICHUB_REQUIRE_TELEPHONY") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


class Site:
    """An exchange with its telephones: `outside` rings and is rung from the public network, `browsers` register."""

    def __init__(
        self,
        tree: Path,
        home: Path,
        advisors: Mapping[str, str],
        browsers: tuple[Phone, ...],
        silence_seconds: int,
        registering: frozenset[str],
    ) -> None:
        self.floor = Floor()
        self.outside = self.floor.phone("outside", "127.0.0.2")
        self.desk = {word: self.floor.phone(f"phone-{number}", "127.0.0.3") for word, number in advisors.items()}
        phones = (
            tuple(
                Phone(
                    phone.user,
                    f"{word} <{advisors[word]}>",
                    contact="" if word in registering else f"sip:{phone.user}@{phone.ip}:{phone.port}",
                )
                for word, phone in self.desk.items()
            )
            + browsers
        )
        trunk = Trunk("outside", f"127.0.0.2:{self.outside.port}", ("127.0.0.2",))
        low = 20_000 + 400 * (free_port() % 25)
        self.exchange = Exchange(
            password="for-a-test", trunks=(trunk,), phones=phones, sip_address="127.0.0.1", sip_port=free_port(),
            http_port=free_port(), rtp_ports=(low, low + 399), silence_seconds=silence_seconds,
            queues=(FallbackQueue("hub-away", (NUMBER,), (phones[0].name,)),),
        )  # fmt: skip
        for phone in self.floor.phones:
            phone.server = ("127.0.0.1", self.exchange.sip_port)
        self.asterisk = Asterisk(tree, home, self.exchange, steady_tone=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.exchange.http_port}"

    def told(self, path: str) -> Any:
        """What the exchange answers."""
        request = urllib.request.Request(f"{self.address}/ari/{path}")
        credentials = base64.b64encode(f"{APPLICATION}:{self.exchange.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {credentials}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def wait_recording(self, seconds: float) -> None:
        """Until somebody has been recorded for so long."""
        eventually("something is recorded", lambda: any((self.asterisk.sounds).iterdir()))
        time.sleep(seconds)

    def is_quiet(self) -> bool:
        """Whether no channel and no bridge is left."""
        return self.told("channels") == [] and self.told("bridges") == []


def free_port() -> int:
    """One that nobody uses by UDP or by TCP: an exchange listens on both."""
    while True:
        with socket.socket() as by_tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as by_udp:
            by_tcp.bind(("127.0.0.1", 0))
            port = int(by_tcp.getsockname()[1])
            with contextlib.suppress(OSError):
                by_udp.bind(("127.0.0.1", port))
                return port


@contextmanager
def running_site(
    advisors: Mapping[str, str] = ADVISORS,
    *,
    browsers: tuple[Phone, ...] = (),
    silence_seconds: int = 30,
    registering: frozenset[str] = frozenset(),
) -> Iterator[Site]:
    """Asterisk with a telephone for each of these; it must have had nothing to complain of in the end.

    Whoever sends no sound for so many seconds is taken to have gone; 0 for telephones that send none. Those of the
    advisors `registering` are rung where they have registered, and nowhere before.
    """
    home = Path(tempfile.mkdtemp(prefix="exchange-"))  # short: the path of a socket is at most 107 characters
    site = Site(required_tree(), home, advisors, browsers, silence_seconds, registering)
    site.asterisk.start()
    try:
        yield site
        site.floor.close()
    finally:
        site.asterisk.stop()
    complaints = complaints_of(site.asterisk)
    shutil.rmtree(home)
    assert not complaints, "\n".join(complaints)


def complaints_of(asterisk: Asterisk) -> list[str]:
    """What it has warned of, and should not have."""
    lines = asterisk.log.read_text().splitlines()
    warned = [line for line in lines if "WARNING" in line or "ERROR" in line]
    return [line for line in warned if not any(words in line for words in EXPECTED)]
