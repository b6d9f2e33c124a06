"""Many rows fast: one statement a table, without the indexes, which are built again afterwards."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources

import psycopg
from psycopg import sql

from civichub.core.references import parse_reference

TABLES = (
    "cases_case", "cases_casecontact", "cases_caseclock", "cases_clockmark", "cases_historyentry", "cases_task",
    "contacts_contact", "customers_customer", "customers_customerholding", "customers_contactpoint",
    "core_auditentry", "core_readentry", "core_storedevent", "performance_contactfact",
)  # fmt: skip
GIVEN = (
    "Oliver Amelia George Isla Noah Ava Arthur Mia Harry Ivy Leo Lily Muhammad Isabella Jack Rosie Charlie Sophia "
    "Oscar Grace Jacob Olivia Henry Freya Thomas Florence Freddie Willow Alfie Emily Theodore Ella William Poppy "
    "Theo Evie Archie Elsie Joshua Charlotte James Evelyn Margaret John Susan David Patricia Michael Christine Peter "
    "Mary Robert Jean Aisha Priya Mohammed Fatima Kasia Piotr Wei Chidi Oluwaseun"
)
FAMILY = (
    "Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson Wood Thompson "
    "White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards Hill Moore "
    "Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Patel Adams Campbell Anderson Allen "
    "Cook Khan Begum Ali Hussain Singh Kaur Ahmed Nowak"
)
BEGINNINGS = (
    "Ash Black Brad Brock Burn Chad Clif Col Cran Dal Den Dun East Fair Fen Glan Had Hart Hazel Hol Kel King Lang Lin "
    "Mar Mill Nor Oak Pen Rad Red Ring Rock Sel Stan Thorn Wal West Whit Win"
)
ENDS = (
    "bourne bridge brook bury by combe cote croft den field ford ham hurst land ley low more shaw stead ton well wick "
    "wood worth"
)
SENTENCES = "|".join(
    (
        "It has been like this for about two weeks.",
        "A cyclist nearly came off here this morning.",
        "Please ring before coming, the gate is locked.",
        "My neighbour at the corner house has the same trouble.",
        "Water collects there whenever it rains hard.",
        "The crew drove past without stopping.",
        "It is dark by the school crossing and children use it.",
        "I reported the same thing last winter.",
        "There is broken glass on the pavement as well.",
        "The verge outside the surgery is churned up.",
        "Somebody put a cone over it but it has gone.",
        "I use a wheelchair and cannot get past.",
    )
)


@dataclass(frozen=True)
class Size:
    """How many of each to load on top of the demonstration."""

    residents: int = 250_000
    contacts: int = 1_000_000
    cases: int = 600_000


def load(url: str, size: Size) -> None:
    """Load, say how long each step took, and check a thousand references by the hub's own rule."""
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # foreign keys hold by construction
        connection.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'")
        with _without_indexes(connection):
            for title, statement in _statements(size):
                _timed(title, connection, statement)
        _timed("statistics", connection, sql.SQL("VACUUM ANALYZE"))
        _check_references(connection)
    print(f"loaded in {time.monotonic() - began:.0f} s")


def _statements(size: Size) -> Iterator[tuple[str, sql.Composable]]:
    text = (resources.files("benchmarks.scale") / "rows.sql").read_text(encoding="utf-8")
    values = {
        "residents": size.residents, "contacts": size.contacts, "cases": size.cases, "given_names": GIVEN,
        "family_names": FAMILY, "name_beginnings": BEGINNINGS, "name_ends": ENDS, "sentences": SENTENCES,
    }  # fmt: skip
    for part in text.split("-- title: ")[1:]:
        title, statement = part.split("\n", 1)
        pieces = re.split(r"(?<!:):([a-z_]+)", statement)
        composed = [sql.Literal(values[p]) if n % 2 else sql.SQL(p) for n, p in enumerate(pieces)]
        yield title, sql.Composed(composed)


def _timed(title: str, connection: psycopg.Connection, statement: sql.Composable) -> None:
    began = time.monotonic()
    rows = connection.execute(statement).rowcount
    print(f"  {title:<60} {max(rows, 0):>10,} rows {time.monotonic() - began:>6.1f} s", flush=True)


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Inside, the tables have only the indexes that constraints need; afterwards all are there again."""
    found = connection.execute(
        """SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
        [list(TABLES)],
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    began = time.monotonic()
    for _, definition in found:
        connection.execute(definition)
    print(f"  {'indexes':<60} {len(found):>10,}      {time.monotonic() - began:>6.1f} s", flush=True)


def _check_references(connection: psycopg.Connection) -> None:
    for table in ("cases_case", "contacts_contact", "customers_customer"):
        query = sql.SQL("SELECT reference FROM {} ORDER BY id DESC LIMIT 1000").format(sql.Identifier(table))
        for (reference,) in connection.execute(query):
            if parse_reference(reference) != reference:
                raise ValueError(f"{table} holds {reference}, whose check character is wrong")
