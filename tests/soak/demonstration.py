"""`civichub demo` for real, as a newcomer starts it, and the processes it consists of."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 400  # a machine with two cores that is busy with other things


def stat_of(process: int) -> list[str]:
    """State, parent and so on, as proc(5) lists them after the name; empty when the process is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def is_alive(process: int) -> bool:
    return stat_of(process)[:1] not in ([], ["Z"])


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def tree_below(root: int) -> dict[int, str]:
    """Every living process that descends from `root`, with its command line."""
    parents = {int(path.name): stat_of(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found, last = {root}, 0
    while len(found) > last:
        last = len(found)
        found |= {process for process, stat in parents.items() if stat and int(stat[1]) in found}
    return {process: command_of(process) for process in found if is_alive(process)}


def wait_until(condition, what: str):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} seconds for {what}"
        time.sleep(0.1)
    return found


@dataclass
class Demo:
    """A running demonstration."""

    process: subprocess.Popen
    port: int
    output: Path

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status

    def workers(self) -> set[int]:
        return {process for process, command in tree_below(self.process.pid).items() if "config.worker" in command}

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()[-3000:]
        return "The demonstration is ready" in self.output.read_text()


def environment_of(installation: Path) -> dict[str, str]:
    """What a shell of a newcomer has, but for where the data is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CIVICHUB_", "DATABASE_"))}
    return kept | {"CIVICHUB_DATA": str(installation), "CIVICHUB_FILES": str(installation / "files")}


@contextmanager
def running_demo(installation: Path, *options: str) -> Iterator[Demo]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    output = installation / "output.txt"
    with output.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "civichub.config.cli", "demo", "--port", str(port), *options],
            stdout=written,
            stderr=subprocess.STDOUT,
            env=environment_of(installation),
        )
    demo = Demo(process, port, output)
    try:
        wait_until(demo.is_ready, "the demonstration to be ready")
        yield demo
    finally:
        process.kill()
        process.wait()
