"""Two ways to hold the same callers on one exchange, and what each takes of a processor core."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from benchmarks.scale.metering import Meter
from civichub.accounts.models import User
from civichub.devtools.demo import SIGN_INS
from civichub.devtools.exchange import Asterisk, Caller, Calling, asterisk_tree, calling
from civichub.routing.operations import define_queue
from civichub.telephony.configuration import Exchange, FallbackQueue, Phone, Trunk
from civichub.telephony.models import Call
from civichub.telephony.operations import set_up_line

NUMBER = "01632960199"
CALLERS, EXCHANGE = "127.0.0.2", "127.0.0.1"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STAY_SECONDS = 4  # of one who arrives and gives up
SETTLE_SECONDS, WATCH_SECONDS = 12, 20
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Way:
    """What one way of holding callers took, in CPU-seconds by process."""

    name: str
    arrival: dict[str, float]  # of one call that arrives, is greeted, waits `STAY_SECONDS` and gives up
    second: dict[str, float]  # of one caller held for a second
    failed: int

    def __str__(self) -> str:
        calls, held = (1 / sum(used.values()) for used in (self.arrival, self.second))
        return (
            f"{self.name:<10} {calls:6.1f} calls a second and core ({_shares(self.arrival)}) · "
            f"{held:6.0f} callers held a core ({_shares(self.second)}) · {self.failed} failed"
        )


def _shares(seconds: dict[str, float]) -> str:
    whole = sum(seconds.values())
    return ", ".join(f"{name} {part / whole:.0%}" for name, part in seconds.items() if part)


class Exchanged:
    """The exchange with one line nobody serves, and its processor time."""

    def __init__(self, home: Path, database: Path) -> None:
        trunk = Trunk("outside", f"{CALLERS}:{_free_port()}", (CALLERS,))
        desk = Phone("desk", "Desk <2001>", password="never-registers")
        exchange = Exchange(
            password="for-a-benchmark", trunks=(trunk,), phones=(desk,), sip_address=EXCHANGE, sip_port=_free_port(),
            http_port=_free_port(), silence_seconds=0, queues=(FallbackQueue("hub-away", (NUMBER,), (desk.name,)),),
        )  # fmt: skip
        self.asterisk = Asterisk(asterisk_tree(), home, exchange)
        self.meter = Meter(database)
        self.switchboard: subprocess.Popen[bytes] | None = None

    def seconds(self) -> dict[str, float]:
        """Of every process that has a part in a call, since it began."""
        processes = {"exchange": self.asterisk.process, "switchboard": self.switchboard}
        used = {name: _seconds_of(process.pid) if process else 0.0 for name, process in processes.items()}
        return used | {"database": self.meter.database_seconds()}

    def seconds_since(self, before: dict[str, float], *, each: float) -> dict[str, float]:
        """What was used since, divided by `each`."""
        return {name: (now - before[name]) / each for name, now in self.seconds().items()}

    @contextmanager
    def answered_by_the_hub(self, sounds: Path) -> Iterator[None]:
        """The switchboard as a process of its own, with a voice of tones: speaking is prepared once in any case."""
        environment = os.environ | {
            "CIVICHUB_EXCHANGE_URL": f"http://{EXCHANGE}:{self.asterisk.exchange.http_port}",
            "CIVICHUB_EXCHANGE_PASSWORD": self.asterisk.exchange.password,
            "CIVICHUB_EXCHANGE_TRUNK": "outside",
            "CIVICHUB_EXCHANGE_SOUNDS": str(sounds),
            "CIVICHUB_EXCHANGE_SAYS_TONES": "1",
        }
        command = [sys.executable, "-m", "civichub.switchboard"]
        self.switchboard = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        try:
            assert self.switchboard.stdout is not None
            assert b"ready" in self.switchboard.stdout.readline(), "the switchboard does not begin"
            yield
        finally:
            self.switchboard.send_signal(signal.SIGTERM)
            self.switchboard.wait()
            self.switchboard = None

    def measure(self, name: str, *, calls: int, rate: float, held: int) -> Way:
        """Calls that come and go; then callers who stay, watched once all of them are there."""
        before = self.seconds()
        with self._calling(calls, rate, STAY_SECONDS) as arriving:
            failed = bool(arriving.failures())
        time.sleep(SETTLE_SECONDS)  # what is written down afterwards belongs to it
        arrival = self.seconds_since(before, each=calls)
        stay = held / rate + 2 * SETTLE_SECONDS + WATCH_SECONDS
        with self._calling(held, rate, stay) as staying:
            time.sleep(held / rate + SETTLE_SECONDS)
            before = self.seconds()
            time.sleep(WATCH_SECONDS)
            second = self.seconds_since(before, each=WATCH_SECONDS * held)
            failed += bool(staying.failures())
        return Way(name, arrival, second, failed)

    def _calling(self, calls: int, rate: float, stay: float) -> AbstractContextManager[Calling]:
        callers = [Caller(f"07700{900000 + number}", stay) for number in range(calls)]
        address = (EXCHANGE, self.asterisk.exchange.sip_port)
        return calling(callers, NUMBER, of=address, ip=CALLERS, a_second=rate, at_once=calls)


def run(home: Path, database: Path, *, calls: int, rate: float, held: int) -> int:
    """Print both ways and their ratio; 0 when every call was answered and, by the hub, written down."""
    _set_up_line()
    before = Call.objects.count()
    exchange = Exchanged(home, database)
    exchange.asterisk.start()
    try:
        with exchange.answered_by_the_hub(home / "spoken"):
            hub = exchange.measure("the hub", calls=calls, rate=rate, held=held)
        queue = exchange.measure("app_queue", calls=calls, rate=rate, held=held)
    finally:
        exchange.asterisk.stop()
    written = Call.objects.count() - before
    print(hub, queue, sep="\n")
    arrival, second = (
        sum(ours.values()) / sum(theirs.values())
        for ours, theirs in ((hub.arrival, queue.arrival), (hub.second, queue.second))
    )
    print(
        f"A call takes {arrival:.1f} times app_queue's processor time, a caller held {second:.1f} times; "
        f"{written} of {calls + held} calls were written down."
    )
    return int(bool(hub.failed or queue.failed or written != calls + held))


def _set_up_line() -> None:
    leader = User.objects.get(email=next(email for _, email in SIGN_INS if email.startswith("leader@")))
    organisation, now = leader.memberships.first().organisation, timezone.now()
    queue = define_queue(
        organisation=organisation, slug="measured", name="Measured", hours={day: ["00:00-24:00"] for day in DAYS},
        actor=leader, at=now,
    )  # fmt: skip
    set_up_line(organisation=organisation, number=NUMBER, name="Measured", queue=queue, actor=leader, at=now)


def _seconds_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind((CALLERS, 0))
        return int(found.getsockname()[1])
