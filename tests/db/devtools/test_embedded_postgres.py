"""The embedded server for real: started, shared, killed, found again, and gone when nobody uses it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

import civichub
from civichub.devtools.postgres import Cluster, EmbeddedPostgres, PostgresError

PATIENCE_SECONDS = 30
SOURCE = Path(civichub.__file__).parents[1]


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def keeper(cluster: Cluster) -> int:
    return int(Path(f"/proc/{postmaster(cluster)}/stat").read_text().rsplit(")", 1)[1].split()[1])


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} seconds for {what}"
        time.sleep(0.05)


def answer(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_it_starts_keeps_its_rows_and_stops(cluster: Cluster) -> None:
    with EmbeddedPostgres(cluster) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE promise AS SELECT 'by Friday' AS words")
        process = postmaster(cluster)
    assert not is_alive(process)
    assert not (cluster.data / "postmaster.pid").exists()
    with EmbeddedPostgres(cluster) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT words FROM promise").fetchone() == ("by Friday",)


def test_as_root_it_runs_with_none_of_roots_rights(cluster: Cluster) -> None:
    with EmbeddedPostgres(cluster):
        status = Path(f"/proc/{postmaster(cluster)}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    assert set(fields["Uid"].split()).isdisjoint({"0"})
    assert set(fields["Gid"].split()).isdisjoint({"0"})
    assert "0" not in fields["Groups"].split()


def test_only_its_own_account_can_reach_it(cluster: Cluster) -> None:
    with EmbeddedPostgres(cluster) as server:
        assert oct(cluster.sockets.stat().st_mode & 0o777) == "0o700"
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_second_user_joins_and_the_last_one_takes_it_along(cluster: Cluster) -> None:
    first, second = EmbeddedPostgres(cluster), EmbeddedPostgres(cluster)
    first.start()
    process = postmaster(cluster)
    second.start()
    assert postmaster(cluster) == process
    first.stop()
    assert answer(second.url)
    second.stop()
    assert not is_alive(process)


def test_a_killed_server_is_started_again_and_no_row_is_lost(data_folder: Path) -> None:
    cluster = Cluster(data_folder / "postgres", durable=True)
    with EmbeddedPostgres(cluster) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE promise AS SELECT generate_series(1, 1000) AS number")
        first = postmaster(cluster)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: answer(server.url) and postmaster(cluster) != first, "the server to come back")
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*) FROM promise").fetchone() == (1000,)


def test_a_killed_keeper_leaves_no_server_and_the_next_user_starts_anew(cluster: Cluster) -> None:
    first = EmbeddedPostgres(cluster)
    first.start()
    server, guardian = postmaster(cluster), keeper(cluster)
    os.kill(guardian, signal.SIGKILL)
    wait_until(lambda: not is_alive(guardian), "the keeper's end")
    with EmbeddedPostgres(cluster) as second:
        assert answer(second.url)
        assert postmaster(cluster) != server
        assert not is_alive(server)
        first.stop()


def test_a_user_that_looks_after_it_replaces_a_killed_keeper(cluster: Cluster) -> None:
    with EmbeddedPostgres(cluster) as user:
        first = keeper(cluster)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: not is_alive(first), "the keeper's end")
        user.look_after()
        wait_until(lambda: cluster.socket.exists() and answer(user.url) and keeper(cluster) != first, "another keeper")


def test_a_killed_user_leaves_no_server(cluster: Cluster) -> None:
    program = (
        "import sys, time; from pathlib import Path; from civichub.devtools.postgres import *;"
        f"EmbeddedPostgres(Cluster(Path({str(cluster.root)!r}), durable=False)).start(); print('up', flush=True);"
        "time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert user.stdout.readline() == "up\n"
    process, guardian = postmaster(cluster), keeper(cluster)
    user.kill()
    user.communicate()
    wait_until(lambda: not is_alive(process) and not is_alive(guardian), "server and keeper to go")


def test_a_first_start_that_was_cut_short_does_not_spoil_the_next(cluster: Cluster) -> None:
    unfinished = cluster.root / "cluster.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(cluster) as server:
        assert answer(server.url)


def test_data_of_another_major_version_is_refused_and_left_alone(data_folder: Path) -> None:
    cluster = Cluster(data_folder / "postgres", durable=True)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match="dump it with the old version"):
        EmbeddedPostgres(cluster).start()
    assert (cluster.data / "PG_VERSION").read_text() == "9\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_it_as_himself(data_folder: Path) -> None:
    """As `nobody`, with an interpreter that everybody can reach and the environment's packages."""
    python = next((path for path in (sys.executable, "/usr/bin/python3.11") if _nobody_can_run(path)), None)
    if python is None:
        pytest.skip("this machine has no interpreter that an ordinary user can run with the environment's packages")
    os.chown(data_folder, 65534, 65534)
    program = (
        "import os; from civichub.devtools.postgres import *; import psycopg;"
        "print(database_url(), os.stat(default_cluster().data).st_uid, psycopg.connect(database_url()).info.user)"
    )
    done = _as_nobody(python, program, {"XDG_DATA_HOME": str(data_folder)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1:] == ["65534", "civichub"]
    assert not (data_folder / "civichub/postgres/cluster/postmaster.pid").exists()


def _as_nobody(python: str, program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    packages = os.pathsep.join([str(SOURCE), *(path for path in sys.path if path.endswith("site-packages"))])
    return subprocess.run(
        [python, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        user=65534,
        group=65534,
        extra_groups=[],
    )


def _nobody_can_run(python: str) -> bool:
    if shutil.which(python) is None:
        return False
    try:
        return _as_nobody(python, "import psycopg, civichub.devtools.postgres", {}).returncode == 0
    except PermissionError:
        return False
