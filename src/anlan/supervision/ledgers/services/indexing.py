"""Indexes of long ledgers: a range of a number or a day is found without reading every row.

A ledger is data, and so are its columns: the index of a field is made when the ledger has grown
long, and dropped when the field is retired. Short ledgers need none.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow

#: A ledger with more rows is long.
LONG_LEDGER = 20_000
PREFIX = "ledger_range_"


def index_long_ledgers() -> int:
    """Make the missing indexes of long ledgers and drop those no longer needed; returns how many.

    Every statement is quick on a ledger of ten thousands of rows and takes some seconds on one of a
    million; it runs at night and waits for nobody longer than five seconds.
    """
    wanted = {f"{PREFIX}{field.pk}": field for field in _fields_of_long_ledgers()}
    present = _present()
    for name in sorted(present - set(wanted)):
        _execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(name)))
    missing = sorted(set(wanted) - present)
    for name in missing:
        field = wanted[name]
        _execute(
            sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} (({} -> {})) WHERE ledger_id = {}").format(
                sql.Identifier(name),
                sql.Identifier(LedgerRow._meta.db_table),
                sql.Identifier("values"),
                sql.Literal(field.key),
                sql.Literal(field.ledger_id),
            )
        )
    if missing:
        _execute(sql.SQL("ANALYZE {}").format(sql.Identifier(LedgerRow._meta.db_table)))
    return len(missing)


def _fields_of_long_ledgers() -> list[LedgerField]:
    long = [
        ledger.pk
        for ledger in Ledger.objects.filter(is_retired=False)
        if LedgerRow.objects.filter(ledger=ledger).order_by()[LONG_LEDGER:].exists()
    ]
    ranged = Q(kind="number") | Q(kind="date")
    return list(LedgerField.objects.filter(ranged, ledger_id__in=long, is_retired=False))


def _present() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
            " AND tablename = %s AND indexname LIKE %s",
            [LedgerRow._meta.db_table, f"{PREFIX}%"],
        )
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(statement.as_string(None))
