"""One PostgreSQL server as our own child process: prepared, started, watched and stopped.

Our own child, because `pg_ctl` hands the server to process 1, and where that reaps slowly (many containers) a killed
server stays behind as a zombie which both PostgreSQL and its tools take for a running one.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from civichub.devtools.postgres.account import popen_arguments, unprivileged_account
from civichub.devtools.postgres.binaries import find_binaries, major_version, reachable_binaries
from civichub.devtools.postgres.cluster import PORT, Cluster
from civichub.devtools.postgres.errors import PostgresError

START_SECONDS = 60
STOP_SECONDS = 30
LOG_LIMIT_BYTES = 20_000_000
PR_SET_PDEATHSIG = 1  # prctl(2)
MOST_BUFFERS_MB, FEWEST_BUFFERS_MB = 1024, 128


class Server:
    """The server of one cluster. One process at a time may have one: the keeper, which holds the lock."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.account = unprivileged_account()
        self.process: subprocess.Popen[bytes] | None = None
        self._binaries = Path()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self._environment["LC_ALL"] = "C.UTF-8"

    def prepare(self) -> None:
        """Makes the folders and, the first time, the data. Safe to repeat after being killed at any point.

        Raises PostgresError when the account cannot reach the folder, or the data is of another major version.
        """
        self._binaries = reachable_binaries(find_binaries(), self.account, self.cluster.root / "programs")
        self._make_private(self.cluster.sockets)
        self._stop_orphan()
        version = self.cluster.data / "PG_VERSION"
        wanted = major_version(self._binaries)
        if version.exists() and version.read_text().strip() != wanted:
            if self.cluster.durable:
                raise PostgresError(
                    f"{self.cluster.data} was made by PostgreSQL {version.read_text().strip()} and the programs are "
                    f"version {wanted}: dump it with the old version and restore it with the new one."
                )
            shutil.rmtree(self.cluster.data)
        if not self.cluster.data.exists():
            self._make_data()

    def _make_private(self, folder: Path) -> None:
        """A folder that only the server's account can enter: whoever can reach the socket needs no password."""
        folder.mkdir(exist_ok=True, mode=0o700)
        owner = folder.stat().st_uid
        wanted = self.account.uid if self.account else os.geteuid()
        if owner not in (wanted, os.geteuid()):
            raise PostgresError(f"{folder} belongs to another user; remove it or choose another CIVICHUB_DATA.")
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)
        folder.chmod(0o700)

    def _make_data(self) -> None:
        """Runs `initdb` in a folder of another name and renames it when whole."""
        unfinished = self.cluster.root / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_private(unfinished)
        arguments = ["-U", self.cluster.user, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-k"]
        if not self.cluster.durable:
            arguments.append("--no-sync")
        done = subprocess.run(
            [self._binaries / "initdb", "-D", unfinished, *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=self._environment,
            **popen_arguments(self.account),
        )
        if done.returncode:
            raise PostgresError(f"The data folder {self.cluster.data} could not be made: {done.stderr.strip()}")
        unfinished.rename(self.cluster.data)

    def start(self) -> None:
        """Starts the server and returns when the database can be used.

        Raises PostgresError after 60 seconds. A server that refuses at first is started again: the children of a
        killed one need a moment to notice, and PostgreSQL refuses for that moment.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._launch()
            while self.process and self.process.poll() is None and time.monotonic() < deadline:
                if self._says_ready():
                    self._make_database()
                    return
                time.sleep(0.02)
            time.sleep(0.25)
        self.stop()
        raise PostgresError(f"PostgreSQL was not ready after {START_SECONDS} seconds; {self.cluster.log} says why.")

    def _launch(self) -> None:
        with suppress(FileNotFoundError):
            if self.cluster.log.stat().st_size > LOG_LIMIT_BYTES:
                self.cluster.log.replace(self.cluster.log.with_suffix(".log.1"))
        settings = [argument for pair in self._settings().items() for argument in ("-c", "=".join(pair))]
        with self.cluster.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.cluster.data, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environment,
                start_new_session=True,
                preexec_fn=_stop_with_parent,
                **popen_arguments(self.account),
            )

    def _settings(self) -> dict[str, str]:
        settings = {
            "unix_socket_directories": str(self.cluster.sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "listen_addresses": "",
            "max_connections": "200",
            "shared_buffers": f"{_buffers_mb()}MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "log_lock_waits": "on",
            "log_min_duration_statement": "500",
        }
        if any(self._binaries.parent.glob("lib/**/pg_stat_statements.so")):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        if not self.cluster.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"log_min_duration_statement": "-1", "max_wal_size": "4GB"}
        return settings

    def _postmaster(self) -> list[str]:
        """The lines of PostgreSQL's pid file: process, folder, start, port, socket folder, host, memory, state."""
        try:
            return (self.cluster.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _says_ready(self) -> bool:
        lines = self._postmaster()
        return bool(self.process and len(lines) >= 8 and lines[0] == str(self.process.pid) and "ready" in lines[7])

    def _stop_orphan(self) -> None:
        """Stops a server whose keeper was killed, so that the next one is our child."""
        lines = self._postmaster()
        if not lines or not lines[0].isdigit():
            return
        process = int(lines[0])
        deadline = time.monotonic() + STOP_SECONDS
        asked = False
        while _is_live_postgres(process) and time.monotonic() < deadline:
            if not asked:
                os.kill(process, signal.SIGINT)
                asked = True
            time.sleep(0.05)

    def _make_database(self) -> None:
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.cluster.database])
            if found.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.cluster.database)))

    def stop(self) -> None:
        """A fast and clean stop: open transactions are rolled back. By force after 30 seconds."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(STOP_SECONDS)


def _stop_with_parent() -> None:
    """Asks Linux to stop the server cleanly when its keeper is killed; elsewhere the next keeper stops it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _is_live_postgres(process: int) -> bool:
    """Whether that process runs and is PostgreSQL: numbers are used again, and a zombie does not count."""
    with suppress(OSError, IndexError):
        name, state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)
        return "postgres" in name and state.split()[0] != "Z"
    return False


def _buffers_mb() -> int:
    """A quarter of the memory, as PostgreSQL's manual advises for a server (19.4), in megabytes and within bounds.

    Pages of it are taken only when they are used, so a small database does not cost more than before.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # a container may have less than its machine, or "max"
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return max(FEWEST_BUFFERS_MB, min(MOST_BUFFERS_MB, memory // 2**20 // 4))
