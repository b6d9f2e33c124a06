"""Using the embedded server: join the one that runs, or have one started, and let go of it at the end."""

import atexit
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from civichub.devtools.postgres.cluster import Cluster, default_cluster
from civichub.devtools.postgres.errors import PostgresError
from civichub.devtools.postgres.locks import try_lock

READY_SECONDS = 90  # longer than the keeper's own limit, so that its message is the one that is seen
GONE_SECONDS = 40
SOURCE = Path(__file__).resolve().parents[3]

_joined: dict[Cluster, "EmbeddedPostgres"] = {}


class EmbeddedPostgres:
    """One user's hold on an embedded server: while any process has one, the server runs.

    with EmbeddedPostgres(default_cluster()) as server:
        connect(server.url)
    """

    def __init__(self, cluster: Cluster | None = None) -> None:
        self.cluster = cluster or default_cluster()
        self._users: IO[str] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.cluster.url()

    def start(self) -> str:
        """Joins the running server or starts one; returns the address when the database answers.

        Raises PostgresError, with what the server said, when it does not.
        """
        self._make_root()
        self._users = self.cluster.users_lock.open("a")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        said_before = self.cluster.log.stat().st_size if self.cluster.log.exists() else 0
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if self._keeper and self._keeper.poll():
                self._give_up(said_before)
            if time.monotonic() > deadline:
                self._give_up(said_before)
            self.look_after()
            time.sleep(0.03)
        return self.url

    def look_after(self) -> None:
        """Starts a keeper if there is none: for the first user, and for one that stays when a keeper was killed."""
        if self._is_unkept() and (self._keeper is None or self._keeper.poll() is not None):
            self._keeper = self._start_keeper()

    def stop(self) -> None:
        """Lets go of the server. The last one to do so waits until it has stopped."""
        users, self._users = self._users, None
        if users is None:
            return
        with users:
            last = try_lock(users)
            fcntl.flock(users, fcntl.LOCK_UN)
        deadline = time.monotonic() + GONE_SECONDS
        while last and time.monotonic() < deadline and not self._is_unkept():
            time.sleep(0.03)
        if self._keeper and last:
            self._keeper.wait(GONE_SECONDS)

    def _make_root(self) -> None:
        root = self.cluster.root
        try:
            root.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            root.mkdir(exist_ok=True, mode=0o755)
        except PermissionError as error:
            raise PostgresError(f"{root} cannot be made: choose another folder with CIVICHUB_DATA.") from error
        if root.stat().st_uid != os.geteuid():
            raise PostgresError(f"{root} belongs to another user: choose another folder with CIVICHUB_DATA.")

    def _is_unkept(self) -> bool:
        with self.cluster.keeper_lock.open("a") as lock:
            return try_lock(lock)

    def _start_keeper(self) -> subprocess.Popen[bytes]:
        kind = "durable" if self.cluster.durable else "throwaway"
        with self.cluster.log.open("ab") as log:
            # A session of its own: Ctrl-C is for us, so that web and worker can finish before the database goes.
            return subprocess.Popen(
                [sys.executable, "-m", "civichub.devtools.postgres.keeper", self.cluster.root, kind],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=SOURCE,
                start_new_session=True,
            )

    def _is_ready(self) -> bool:
        """The mark is looked at last: a new keeper takes away a killed one's long before a connection is made."""
        return not self._is_unkept() and self._answers() and self.cluster.ready_mark.exists()

    def _answers(self) -> bool:
        if not self.cluster.socket.exists():
            return False
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _give_up(self, said_before: int) -> None:
        self.stop()
        said = self.cluster.log.read_bytes()[said_before:].decode(errors="replace").strip()
        raise PostgresError(f"The embedded PostgreSQL did not start. {said[-2000:] or 'It said nothing.'}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def database_address() -> str:
    """The database to use, in the form of DATABASE_URL; nothing is started, so settings may ask at import."""
    return os.environ.get("DATABASE_URL") or default_cluster().url()


def look_after_database() -> None:
    """For a process that stays: replaces a killed keeper of the servers that this process uses."""
    for server in _joined.values():
        server.look_after()


def database_url() -> str:
    """As `database_address`, and the database is there: the embedded server is joined, or started, and let go of
    when this process ends. Raises PostgresError when it cannot be started."""
    cluster = default_cluster()
    if database_address() == cluster.url() and cluster not in _joined:
        server = EmbeddedPostgres(cluster)
        server.start()
        atexit.register(server.stop)
        _joined[cluster] = server
    return database_address()
