"""`civichub demo` for real: one process tree with database, web server and worker, of which nothing stays behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.demonstration import (
    PATIENCE_SECONDS,
    environment_of,
    is_alive,
    running_demo,
    tree_below,
    wait_until,
)

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """The data of one installation, kept from test to test so that it is migrated once."""
    folder = Path(tempfile.mkdtemp(prefix="civichub-demo-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def told_by(output: str) -> list[str]:
    """The lines of a day, one each half-hour."""
    return [line for line in output.splitlines() if re.match(r"\d\d:\d\d  ", line)]


def test_a_day_is_played_over_the_partnership_and_a_killed_supervisor_leaves_no_process(installation: Path) -> None:
    """The whole of what a newcomer sees: everything loads, people come, and they are served, until it is killed."""
    with running_demo(installation) as demo:
        day = subprocess.run(
            [sys.executable, "-m", "civichub.config.cli", "day", "--from=10:00", "--until=10:10", "--speed=60"],
            env=environment_of(installation), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert day.returncode == 0, day.stderr[-3000:]
        answered = [sum(map(int, re.findall(r"(\d+) answered", line))) for line in told_by(day.stdout)]
        assert answered[-1] > answered[0], day.stdout
        assert "The day is over." in day.stdout
        assert demo.get("/") == 200
        processes = tree_below(demo.process.pid)
        demo.process.kill()
        demo.process.wait()
        if sys.platform == "linux":  # elsewhere nothing tells a child of its parent's end
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
