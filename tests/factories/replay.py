"""Rows that the hub's own operations made once, put back for each later test in a fiftieth of the time.

The first test of a run that asks for them builds them; the rows that appeared are kept as the database copies them
out. Later tests copy them in again, with the same ids, and get their own copy of what the builder returned.
"""

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from psycopg import Cursor, sql

from tests.template_database import forget_what_ids_meant

Built = TypeVar("Built")

TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum), array_remove(array_agg(pg_get_serial_sequence(
    format('%I', c.relname), a.attname)), NULL)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attgenerated = '' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname ORDER BY c.relname
"""


class Replayed(Generic[Built]):
    """`Replayed(build)()` is `build()`, which must only add rows and return what can be pickled."""

    def __init__(self, build: Callable[[], Built]) -> None:
        self._build = build
        self._returned = b""
        self._rows: dict[str, tuple[list[str], bytes]] = {}
        self._sequences: dict[str, int] = {}

    def __call__(self) -> Built:
        with transaction.atomic(), connection.cursor():
            if not self._returned:
                self._returned = pickle.dumps(self._built_for_the_first_time())
            else:
                self._copy_in()
                forget_what_ids_meant()
        return pickle.loads(self._returned)

    def _built_for_the_first_time(self) -> Any:
        with connection.connection.cursor() as cursor:
            tables = cursor.execute(TABLES).fetchall()
            before = {table: _copy_out(cursor, table, columns) for table, columns, _ in tables}
        built = self._build()
        with connection.connection.cursor() as cursor:
            for table, columns, sequences in tables:
                added = _copy_out(cursor, table, columns)
                assert before[table] <= added, f"{table}: rows that were there have changed, which no copy can repeat"
                if added := added - before[table]:
                    self._rows[table] = columns, b"".join(sorted(added))
                    for sequence in sequences:
                        self._sequences[sequence] = cursor.execute(f"SELECT last_value FROM {sequence}").fetchone()[0]
        return built

    def _copy_in(self) -> None:
        with connection.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: what they do is copied too
            for table, (columns, rows) in self._rows.items():
                with cursor.copy(_copy("COPY {} ({}) FROM STDIN", table, columns)) as copy:
                    copy.write(rows)
            cursor.execute("SET LOCAL session_replication_role = origin")
            for sequence, value in self._sequences.items():
                cursor.execute(f"SELECT setval('{sequence}', greatest(last_value, {value})) FROM {sequence}")


def _copy_out(cursor: Cursor, table: str, columns: list[str]) -> set[bytes]:
    with cursor.copy(_copy("COPY (SELECT {1} FROM {0}) TO STDOUT", table, columns)) as copy:
        return set(b"".join(copy).splitlines(keepends=True))


def _copy(statement: str, table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
