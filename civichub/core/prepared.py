"""Reads that busy pages make again and again: the statement is written once in a process and planned once a connection.

For a small read Django spends most of its time on writing the SQL, and PostgreSQL on planning it: about nine tenths
of both on the page of a case. A prepared read keeps what was written and brings only the values.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connections, router, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)
M_co = TypeVar("M_co", covariant=True)
SHAPES_KEPT = 256


class Given(Expression):
    """The place of a value that each call brings under this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`column__among=Given("ids")`: any of a list of any length, in one and the same statement."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} = ANY{right if right.startswith('(') else f'({right})'}", [*left_values, *right_values]


class Read(Protocol[M_co]):
    """A prepared read: called with the values of its `Given`s it returns the rows; `count` only says how many."""

    def __call__(self, *shape: Any, **given: Any) -> list[M_co]: ...

    def count(self, *shape: Any, **given: Any) -> int: ...


def prepared(build: Callable[..., QuerySet[M]]) -> Read[M]:
    """Make a read of a function that builds a queryset with `Given("name")` where values go.

    `build` is called once for each `shape`: hashable arguments that change the statement itself, such as whose
    organisations may be seen. It must ask nothing else, or one caller's statement would answer another. Rows are
    model objects with their `select_related` and annotations; after `values_list`, tuples.
    """

    @functools.lru_cache(maxsize=SHAPES_KEPT)
    def statement(*shape: Any) -> _Statement[M]:
        return _Statement(build(*shape))

    @functools.wraps(build)
    def read(*shape: Any, **given: Any) -> list[M]:
        return statement(*shape).rows(given)

    def count(*shape: Any, **given: Any) -> int:
        return statement(*shape).count(given)

    read.count = count
    return read


class _Statement(Generic[M]):
    """SQL with what turns its rows into objects. Nothing in it belongs to one connection or thread."""

    def __init__(self, found: QuerySet[M]) -> None:
        self.using = router.db_for_read(found.model)
        self.compiler = compiler = found.query.get_compiler(using=self.using)
        try:
            self.sql, self.parameters = compiler.as_sql()
        except EmptyResultSet:  # nobody's organisations, for one: there is nothing to ask
            self.sql = ""
            return
        self.converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self.gives_models = issubclass(found._iterable_class, ModelIterable)
        if self.gives_models:
            self._learn_models()

    def _learn_models(self) -> None:
        select, klass_info = self.compiler.select, self.compiler.klass_info
        first, last = klass_info["select_fields"][0], klass_info["select_fields"][-1]
        self.model, self.own = klass_info["model"], slice(first, last + 1)
        self.columns = [column.target.attname for column, _, _ in select[self.own]]
        self.populators = get_related_populators(klass_info, select, self.using)
        self.annotations = (self.compiler.annotation_col_map or {}).items()

    def rows(self, given: dict[str, Any]) -> list[Any]:
        """What the database answers for these values."""
        if not self.sql:
            return []
        rows = execute(self.using, self.sql, self._values(given))
        if self.converters:
            rows = list(map(tuple, self.compiler.apply_converters(rows, self.converters)))
        return [self._model(row) for row in rows] if self.gives_models else rows

    def count(self, given: dict[str, Any]) -> int:
        """How many rows there are for these values."""
        if not self.sql:
            return 0
        ((found,),) = execute(self.using, f"SELECT count(*) FROM ({self.sql}) AS counted", self._values(given))
        return int(found)

    def _values(self, given: dict[str, Any]) -> list[Any]:
        return [given[value.name] if isinstance(value, Given) else value for value in self.parameters]

    def _model(self, row: tuple[Any, ...]) -> Any:
        made = self.model.from_db(self.using, self.columns, row[self.own])
        for populator in self.populators:
            populator.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


def execute(using: str, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose values PostgreSQL binds itself, so that it keeps the plan between calls."""
    connection = connections[using]
    connection.ensure_connection()
    cursor = ServerBindingCursor(connection.connection)
    wrapped = connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    with wrapped:
        wrapped.execute(sql, values)
        return wrapped.fetchall()


def insert(record: M) -> M:
    """Write a new row and give the object its key. For tables that intake and reading fill: no signal is sent."""
    using = router.db_for_write(record.__class__)
    sql, fields = _insertion(record.__class__, using)
    connection = connections[using]
    values = [field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields]
    with transaction.mark_for_rollback_on_error(using):
        ((record.pk,),) = execute(using, sql, values)
    record._state.adding, record._state.db = False, using
    return record


def update(record: Model, names: tuple[str, ...]) -> None:
    """Write the named fields of a row. Raises `DatabaseError` when the row has gone; no signal is sent."""
    using = router.db_for_write(record.__class__)
    sql, fields = _change(record.__class__, names, using)
    connection = connections[using]
    values = [field.get_db_prep_save(field.pre_save(record, False), connection) for field in fields]
    with transaction.mark_for_rollback_on_error(using):
        if not execute(using, sql, [*values, record.pk]):
            raise DatabaseError(f"there is no {record._meta.label_lower} {record.pk} any more to change")


@functools.cache
def _change(model: type[Model], names: tuple[str, ...], using: str) -> tuple[str, tuple[Any, ...]]:
    quote = connections[using].ops.quote_name
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    return f"UPDATE {table} SET {changes} WHERE {key} = %s RETURNING {key}", fields


@functools.cache
def _insertion(model: type[Model], using: str) -> tuple[str, tuple[Any, ...]]:
    quote = connections[using].ops.quote_name
    fields = tuple(field for field in model._meta.local_concrete_fields if not (field.primary_key or field.generated))
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    return f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}", fields
