"""Many rows of one model, written for little more than the statement costs.

Django's ``bulk_update`` builds an expression for every value and its ``bulk_create`` quotes every
value into the text of a statement; with hundreds of rows that is most of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.contrib.gis.db.models.fields import BaseSpatialField
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import AutoField, Model

M = TypeVar("M", bound=Model)
#: Fewer rows than this are quicker inserted in the usual way.
FEW = 10
BATCH = 1000
#: Values that such a field hands to the database as they are; the first that fits counts.
_AS_THEY_ARE: tuple[tuple[type[Any], frozenset[type[Any]]], ...] = (
    (models.BooleanField, frozenset({bool, type(None)})),
    (models.IntegerField, frozenset({int, type(None)})),
    (models.FloatField, frozenset({float, type(None)})),
    (models.CharField, frozenset({str, type(None)})),
    (models.TextField, frozenset({str, type(None)})),
    (models.DateTimeField, frozenset({type(None)})),
    (models.DateField, frozenset({date, type(None)})),
)
_METHODS = ("get_db_prep_save", "get_db_prep_value", "get_prep_value", "to_python")


def insert_rows(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert new rows, as ``bulk_create`` does; they know their keys afterwards."""
    made = list(rows)
    fields: list[Any] = [f for f in model._meta.concrete_fields if not f.generated]
    key = model._meta.pk
    if len(made) < FEW or model._meta.parents:
        return model._default_manager.bulk_create(made, batch_size=BATCH)
    for row in made:
        row._prepare_related_fields_for_save(operation_name="insert_rows")  # type: ignore[attr-defined]
    columns = [_values(field, made) for field in fields]
    easy = [_as_they_are(field) for field in fields]
    for column, plain in zip(columns, easy, strict=True):
        if any(type(v) not in plain and hasattr(v, "resolve_expression") for v in column):
            return model._default_manager.bulk_create(made, batch_size=BATCH)
    connection = connections[DEFAULT_DB_ALIAS]  # itself: asking for it with every value is dear
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if isinstance(key, AutoField) and any(row.pk is None for row in made):
            for row, number in zip(made, _numbers(model, len(made)), strict=True):
                row.pk = number if row.pk is None else row.pk
            columns[fields.index(key)] = [row.pk for row in made]
        prepared = [
            _prepared(field, column, plain, connection)
            for field, column, plain in zip(fields, columns, easy, strict=True)
        ]
        statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
        with connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
            for line in zip(*prepared, strict=True):
                copy.write_row(line)
    for row in made:
        row._state.adding = False
        row._state.db = connection.alias
    return made


@cache
def _as_they_are(field: Any) -> frozenset[type[Any]]:
    """Return the types whose values need no preparing: those of a field that Django defines."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    for kind, plain in _AS_THEY_ARE:
        if isinstance(target, kind):
            own = all(_is_of(target, name, kind) for name in _METHODS)
            return plain if own else frozenset()
    return frozenset()


def _is_of(field: Any, name: str, kind: type[Any]) -> bool:
    """Whether a field does as its kind does, or as one of Django's own below it."""
    method = getattr(type(field), name)
    return bool(method is getattr(kind, name) or method.__module__ == models.Field.__module__)


def _values(field: Any, rows: Sequence[Model]) -> list[Any]:
    """Return a column as it is to be saved."""
    if type(field).pre_save is models.Field.pre_save:
        name: str = field.attname
        return [getattr(row, name) for row in rows]
    return [field.pre_save(row, add=True) for row in rows]


def _prepared(
    field: Any, values: Sequence[Any], plain: frozenset[type[Any]], connection: Any
) -> list[Any]:
    """Return a column as the database wants it."""
    prepare: Callable[..., Any] = field.get_db_prep_save
    return [value if type(value) in plain else prepare(value, connection) for value in values]


def _numbers(model: type[Model], count: int) -> list[int]:
    """Take keys for new rows out of the sequence of their table."""
    key = model._meta.pk
    assert key is not None
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), key.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def update_rows(rows: Iterable[M], names: Sequence[str]) -> None:
    """Write some fields of rows that exist, as they stand on them.

    As with ``bulk_update`` nothing else is set (``updated_at``) and no signal is sent.
    """
    given = list(rows)
    if not given:
        return
    model = type(given[0])
    fields = [model._meta.get_field(name) for name in names]
    if any(isinstance(field, BaseSpatialField) for field in fields):
        model._default_manager.bulk_update(given, names, batch_size=BATCH)
        return
    for start in range(0, len(given), BATCH):
        _update(given[start : start + BATCH], fields)


def _update(rows: Sequence[Model], fields: Sequence[Any]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    meta: Any = rows[0]._meta
    quote = connection.ops.quote_name
    all_fields: list[Any] = [meta.pk, *fields]
    new = ", ".join(
        f"{quote(f.column)} = given.{quote(f.column)}::{f.cast_db_type(connection)}" for f in fields
    )
    names = ", ".join(quote(f.column) for f in all_fields)
    line = f"({', '.join(['%s'] * len(all_fields))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS kept SET {new}"  # noqa: S608 - names of our own
            f" FROM (VALUES {', '.join([line] * len(rows))}) AS given ({names})"
            f" WHERE kept.{quote(meta.pk.column)} = given.{quote(meta.pk.column)}"
            f"::{meta.pk.cast_db_type(connection)}",
            [
                f.get_db_prep_save(getattr(row, f.attname), connection)
                for row in rows
                for f in all_fields
            ],
        )
