"""A test database in a tenth of a second: migrate once into a template, then copy that for each run.

Migrating an empty database takes about ten seconds. The template's name carries a fingerprint of every migration, so
a changed migration makes a new template and two branches can be tested side by side.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from civichub.devtools.postgres import EmbeddedPostgres, throwaway_cluster

TEMPLATE_PREFIX = "civichub_template_"
TEMPLATES_KEPT = 8
TEMPLATE_LOCK = 748_201  # any number: an advisory lock held while templates are made, copied and dropped


def migrations_fingerprint() -> str:
    """A digest of every installed application's migrations: the schema that a migrated database has."""
    digest = hashlib.sha256(django.get_version().encode())
    for config in sorted(apps.get_app_configs(), key=lambda found: found.label):
        digest.update(config.label.encode())
        for path in sorted((Path(config.path) / "migrations").rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def test_database() -> Iterator[str]:
    """A migrated database of our own, to which Django's default connection points; dropped at the end.

    It is called test_ and $CIVICHUB_TEST_DB, else civichub; a run that finds the name taken adds a number.
    """
    own_server = not os.environ.get("CIVICHUB_TEST_DATABASE_URL")
    server = EmbeddedPostgres(throwaway_cluster()) if own_server else nullcontext()
    with server, _name_of_our_own() as name:
        with _administration() as administrator:
            template = _ensure_template(administrator)
            _drop(administrator, name)
            _run(administrator, "CREATE DATABASE {} TEMPLATE {}", name, template)
        _point_django_at(name)
        try:
            yield name
        finally:
            _point_django_at("postgres")
            with _administration() as administrator:
                _drop(administrator, name)


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
    """A connection to the server, alone in making and dropping templates for as long as it is open."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as administrator:
        administrator.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        yield administrator


def _ensure_template(administrator: psycopg.Connection) -> str:
    template = TEMPLATE_PREFIX + migrations_fingerprint()
    rows = administrator.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [TEMPLATE_PREFIX]
    ).fetchall()
    existing = [row[0] for row in rows]
    if template in existing:
        return template
    for old in existing[TEMPLATES_KEPT - 1 :]:
        _drop(administrator, old)
    unfinished = f"unfinished_{template}"
    _drop(administrator, unfinished)
    _run(administrator, "CREATE DATABASE {}", unfinished)
    _point_django_at(unfinished)
    call_command("migrate", interactive=False, verbosity=0)
    _point_django_at("postgres")
    _run(administrator, "ALTER DATABASE {} RENAME TO {}", unfinished, template)
    return template


def _point_django_at(name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def _drop(administrator: psycopg.Connection, name: str) -> None:
    _run(administrator, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(administrator: psycopg.Connection, statement: str, *names: str) -> None:
    administrator.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
