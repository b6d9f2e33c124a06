"""A test database in a tenth of a second: migrate once into a template, then copy that for each run.

Migrating an empty database takes about ten seconds. The template's name carries a fingerprint of every migration, so
a changed migration makes a new template and two branches can be tested side by side. A test that commits leaves the
database to be copied anew: emptying the tables instead would lose the rows that migrations make.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from civichub.devtools.postgres import EmbeddedPostgres, throwaway_cluster

TEMPLATE_PREFIX = "civichub_template_"
TEMPLATES_KEPT = 8
TEMPLATE_LOCK = 748_201  # any number: an advisory lock held while databases are created, renamed and dropped
SERVER_URL = os.environ["DATABASE_URL"]
SOURCE = Path(__file__).parents[1] / "civichub"


def _fingerprint(paths: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrations_fingerprint() -> str:
    """A digest of every installed application's migrations: the schema that a migrated database has."""
    configs = list(apps.get_app_configs())
    paths = [path for config in configs for path in (Path(config.path) / "migrations").rglob("*")]
    return _fingerprint(paths, django.get_version(), *sorted(config.label for config in configs))


@cache
def source_fingerprint(*words: str) -> str:
    """A digest of the whole program, as this run found it: what rows that its operations made look like."""
    return _fingerprint(
        (path for path in SOURCE.rglob("*") if path.suffix in {".py", ".yaml", ".csv", ".json", ".geojson"}), *words
    )


class RunDatabase:
    """The database of one test run. `restore` and `fill` put it into a known state by copying a template."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.migrated = TEMPLATE_PREFIX + migrations_fingerprint()
        self.restore()

    def restore(self) -> None:
        """Empty but for what migrations make."""
        self._copy(self._migrated_template())

    def spoil(self) -> None:
        """A test has committed to it: nothing in it can be relied on until it is copied again."""
        self.is_spoilt = True

    def restore_if_spoilt(self) -> None:
        """Empty but for what migrations make, where it is not so already."""
        if self.is_spoilt:
            self.restore()

    def fill(self, fingerprint: str, load: Callable[[], object]) -> None:
        """As after `load()`, which runs only if no template with this fingerprint is there yet."""
        self._copy(_ensure_template(TEMPLATE_PREFIX + fingerprint, self._migrated_template(), load))

    def forget(self, fingerprint: str) -> None:
        """Removes the template that `fill` made under this fingerprint."""
        with _administration() as administrator:
            _drop(administrator, TEMPLATE_PREFIX + fingerprint)

    def drop(self) -> None:
        """Removes it from the server."""
        _point_django_at("postgres")
        with _administration() as administrator:
            _drop(administrator, self.name)

    def _migrated_template(self) -> str:
        """Looked for each time: other runs of other versions beside this one may have made room."""
        return _ensure_template(self.migrated, None, _migrate)

    def _copy(self, template: str) -> None:
        _point_django_at("postgres")
        with _administration() as administrator:
            _drop(administrator, self.name)
            _run(administrator, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", self.name, template)
        _point_django_at(self.name)
        self.is_spoilt = False


def forget_what_ids_meant() -> None:
    """What this process remembers by id or time: another database, or rows put back, give the same to other texts."""
    for context in ("forms", "procedures"):
        import_module(f"civichub.{context}.queries").forget_published()
    for context in ("catalogue", "directory"):
        import_module(f"civichub.{context}.finding").forget_index()
    import_module("civichub.knowledge.queries").forget_words()
    import_module("civichub.places.boundaries").forget_shapes()
    caches["default"].clear()


@contextmanager
def run_database() -> Iterator[RunDatabase]:
    """A migrated database of our own, to which Django and DATABASE_URL point; dropped at the end.

    It is called test_ and $CIVICHUB_TEST_DB, else civichub; a run that finds the name taken adds a number.
    """
    own_server = not os.environ.get("CIVICHUB_TEST_DATABASE_URL")
    server = EmbeddedPostgres(throwaway_cluster()) if own_server else nullcontext()
    with server, _name_of_our_own() as name:
        database = RunDatabase(name)
        try:
            yield database
        finally:
            database.drop()


@contextmanager
def _name_of_our_own() -> Iterator[str]:
    wanted = f"test_{os.environ.get('CIVICHUB_TEST_DB') or 'civichub'}"
    folder = throwaway_cluster().root
    folder.mkdir(exist_ok=True)
    for number in range(1, 100):
        name = wanted if number == 1 else f"{wanted}_{number}"
        with (folder / f"{name}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield name
            return
    raise RuntimeError(f"a hundred test runs already use the name {wanted}: set CIVICHUB_TEST_DB to another")


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    """A connection to the server, alone in creating, renaming and dropping databases for as long as it is open."""
    with psycopg.connect(SERVER_URL, autocommit=True) as administrator:
        administrator.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        yield administrator


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _ensure_template(template: str, base: str | None, load: Callable[[], object]) -> str:
    """The template, made by running `load` on a copy of `base` if it is not there; older ones make room.

    While it is made, only they wait who need this one: another worker goes on copying what is there.
    """
    unfinished = f"unfinished_{template}"
    with psycopg.connect(SERVER_URL, autocommit=True) as maker:
        maker.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [TEMPLATE_LOCK, template])
        with _administration() as administrator:
            existing = _templates(administrator)
            if template in existing:
                return template
            for old in existing[TEMPLATES_KEPT - 1 :]:
                if old != base:
                    _drop(administrator, old)
            _drop(administrator, unfinished)
            _run(administrator, "CREATE DATABASE {} TEMPLATE {}", unfinished, base or "template0")
        _point_django_at(unfinished)
        load()
        _point_django_at("postgres")
        with _administration() as administrator:
            _run(administrator, "ALTER DATABASE {} RENAME TO {}", unfinished, template)
    return template


def _templates(administrator: psycopg.Connection) -> list[str]:
    """The names of those that are there, the newest first."""
    rows = administrator.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [TEMPLATE_PREFIX]
    )
    return [name for (name,) in rows.fetchall()]


def _point_django_at(name: str) -> None:
    """This process, and every process that it starts with its environment."""
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = urlsplit(SERVER_URL)._replace(path=f"/{name}").geturl()
    forget_what_ids_meant()


def _drop(administrator: psycopg.Connection, name: str) -> None:
    _run(administrator, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(administrator: psycopg.Connection, statement: str, *names: str) -> None:
    administrator.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
