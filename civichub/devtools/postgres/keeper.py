"""The process that keeps an embedded server: it runs while somebody uses the server, and takes it along when it goes.

Every user holds a shared lock on one file, which the kernel lets go however the user ends; when the keeper gets that
lock for itself, nobody is left. So a killed supervisor leaves no server behind, and of two commands that run at the
same time neither pulls the database from under the other.
"""

import signal
import sys
import time
from pathlib import Path

from civichub.devtools.postgres.cluster import Cluster
from civichub.devtools.postgres.errors import PostgresError
from civichub.devtools.postgres.locks import try_lock
from civichub.devtools.postgres.server import Server

LOOK_EVERY_SECONDS = 0.2


def keep(cluster: Cluster) -> None:
    """Runs the server until its last user has gone or SIGTERM comes; returns at once if another keeper does so."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, frame: stopping.append(received))
    with cluster.keeper_lock.open("a") as keeper, cluster.users_lock.open("a") as users:
        if not try_lock(keeper):
            return
        cluster.ready_mark.unlink(missing_ok=True)
        server = Server(cluster)
        try:
            server.prepare()
            server.start()
            cluster.ready_mark.touch()
            while not stopping and not try_lock(users):
                if server.process is None or server.process.poll() is not None:
                    print("PostgreSQL stopped by itself; it is started again.", file=sys.stderr, flush=True)
                    server.start()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            cluster.ready_mark.unlink(missing_ok=True)
            server.stop()


def main(argv: list[str]) -> int:
    """`python -m civichub.devtools.postgres.keeper ROOT durable|throwaway`; the exit code is 1 if it cannot start."""
    root, kind = argv
    try:
        keep(Cluster(Path(root), durable=kind == "durable"))
    except PostgresError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
