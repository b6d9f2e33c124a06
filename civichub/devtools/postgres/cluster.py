"""Where an embedded database lives and what its address is. Pure: nothing here starts or touches anything."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SOCKET_PATH_LIMIT = 107  # bytes: Linux's sun_path, less its closing zero
PORT = 5432  # names the socket file; the server does not listen on TCP


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder and the files beside it.

    `durable` is False for a throw-away test cluster, which trades safety against power loss for speed.
    """

    root: Path
    durable: bool = True
    user: str = "civichub"
    database: str = "civichub"

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        """What PostgreSQL and its keeper say."""
        return self.root / "postgres.log"

    @property
    def keeper_lock(self) -> Path:
        """Locked by the process that keeps the server, for as long as it lives."""
        return self.root / "keeper.lock"

    @property
    def ready_mark(self) -> Path:
        """There when the keeper's own server is ready: a killed keeper's server may answer for a moment longer."""
        return self.root / "keeper.ready"

    @property
    def users_lock(self) -> Path:
        """Locked, shared, by every process that uses the server."""
        return self.root / "users.lock"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: beside the data, or in the temporary folder if that path is too long."""
        beside = self.root / "run"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
            return beside
        key = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"civichub-postgres-{key}"

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self.sockets / f".s.PGSQL.{PORT}"

    def url(self, database: str | None = None) -> str:
        """The address of one database, in the form of DATABASE_URL; the socket's folder stands for the host."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{self.user}@{host}:{PORT}/{database or self.database}"


def data_root() -> Path:
    """The folder for what this installation keeps: $CIVICHUB_DATA, root's /var/lib/civichub, or the user's own."""
    if named := os.environ.get("CIVICHUB_DATA"):
        return Path(named).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/civichub")
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / "civichub"


def default_cluster() -> Cluster:
    """The embedded database of this installation."""
    return Cluster(data_root() / "postgres")


def throwaway_cluster() -> Cluster:
    """The test cluster of this user, shared by every test run on the machine."""
    return Cluster(Path(tempfile.gettempdir()) / f"civichub-test-{os.geteuid()}", durable=False)
