"""The web server and the worker as `civichub serve` starts them, which a test may kill and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from civichub.devtools.serving import Child, web_child, what_is_wanting, worker_child
from civichub.devtools.supervisor import stop_with_parent

PATIENCE_SECONDS = 240  # a machine with two cores that is busy with other things


class Installation:
    """Processes over the database in $DATABASE_URL, with files of their own in `folder`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://localhost:{self.port}"
        self.environment = os.environ | {
            "CIVICHUB_PUBLIC_URL": self.url,
            "CIVICHUB_FILES": str(folder / "files"),
            **settings,
        }
        self.log: IO[bytes] = (folder / "log.txt").open("wb")
        self.log_path = folder / "log.txt"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def prepare(self) -> None:
        """Styles and scripts, without which no page can be shown."""
        collect = ["-m", "civichub.config.cli", "collectstatic", "--no-input", "-v0"]
        subprocess.run([sys.executable, *collect], env=self.environment, check=True)

    def start(self, name: str) -> None:
        """The web server or the worker, by the command that serves."""
        child: Child = web_child("127.0.0.1", self.port) if name == "web" else worker_child()
        self.running[name] = subprocess.Popen(
            child.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=stop_with_parent,
        )

    def kill(self, name: str) -> None:
        """SIGKILL to every process of it at once; nothing gets to finish what it was doing."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_one_web_process(self) -> None:
        """SIGKILL to one of the processes that answer requests; the web server replaces it."""
        parent = self.running["web"].pid
        with suppress(OSError):  # it has just ended by itself
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            if children:
                os.kill(int(children[-1]), signal.SIGKILL)

    def look_after(self) -> None:
        """Start again what ended by itself, as the supervisor does: a web server whose processes die fast gives up."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                self.start(name)

    def wait_for_web(self) -> None:
        """Until it answers that it is ready."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while wanting := what_is_wanting("localhost", self.port):
            assert time.monotonic() < deadline, f"still waiting for {wanting}: {self.log_path.read_text()[-3000:]}"
            time.sleep(0.1)

    def stop(self) -> None:
        """Everything that still runs."""
        for name in list(self.running):
            self.kill(name)
        self.log.close()
