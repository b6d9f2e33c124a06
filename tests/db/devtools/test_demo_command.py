"""`civichub demo` for real: one process tree with database, web server and worker, of which nothing stays behind."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE_SECONDS = 400  # a machine with two cores that is busy with other things

pytestmark = pytest.mark.timeout(900)


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


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """The data of one installation, kept from test to test so that it is migrated once."""
    folder = Path(tempfile.mkdtemp(prefix="civichub-demo-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_supervisor_leaves_no_process(installation: Path) -> None:
    with running_demo(installation, "--empty") as demo:
        processes = tree_below(demo.process.pid)
        demo.process.kill()
        demo.process.wait()
        wait_until(lambda: not any(map(is_alive, processes)), "every process to go")


def test_it_serves_replaces_a_killed_worker_and_stops_whole(installation: Path) -> None:
    """On the data of the one that was killed, and with a request open that never ends, as a live screen's does."""
    with (
        running_demo(installation, "--empty") as demo,
        socket.create_connection(("127.0.0.1", demo.port)) as half_a_request,
    ):
        assert demo.get("/health/live") == 200
        assert demo.get("/health/ready") == 200
        processes = tree_below(demo.process.pid)
        for part in ("granian", "config.worker", "postgres.keeper", "bin/postgres"):
            assert any(part in command for command in processes.values()), f"{part} is not in the tree: {processes}"
        first = wait_until(demo.workers, "a worker")
        os.kill(next(iter(first)), signal.SIGKILL)
        wait_until(lambda: demo.workers() - first, "another worker")
        processes |= tree_below(demo.process.pid)
        half_a_request.sendall(b"POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nhalf")
        demo.process.terminate()
        assert demo.process.wait(PATIENCE_SECONDS) == 0, demo.output.read_text()[-3000:]
        assert [command for process, command in processes.items() if is_alive(process)] == []


def test_a_day_is_played_over_the_partnership(installation: Path) -> None:
    """The whole of what a newcomer sees: everything loads, people come, and they are served."""
    with running_demo(installation) as demo:
        day = subprocess.run(
            [sys.executable, "-m", "civichub.config.cli", "day", "--from=10:00", "--until=10:20", "--speed=120"],
            env=environment_of(installation), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert day.returncode == 0, day.stderr[-3000:]
        assert "10:00  Telephone and webchat: 0 waiting, 0 answered" in day.stdout
        later = next(line for line in day.stdout.splitlines() if line.startswith("10:3"))
        assert "Telephone and webchat: 0 waiting, 0 answered" not in later
        assert "The day is over." in day.stdout
        assert demo.get("/") == 200
