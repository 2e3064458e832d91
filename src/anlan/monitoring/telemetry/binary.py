"""PostgreSQL's binary COPY as arrays: a row of fixed width is a record of numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

#: PostgreSQL counts microseconds from 2000-01-01. [ms]
POSTGRES_EPOCH_MS = 946_684_800_000
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_KINDS = {"i2": ">i2", "i4": ">i4", "i8": ">i8", "f8": ">f8", "t": ">i8"}


class Layout:
    """Columns of a COPY by name and kind: i2, i4, i8, f8, or t for unix milliseconds."""

    def __init__(self, **columns: str) -> None:
        self.columns = columns
        fields: list[tuple[str, str]] = [("_number", ">i2")]
        for name, kind in columns.items():
            fields += [(f"_size_{name}", ">i4"), (name, _KINDS[kind])]
        self.dtype = np.dtype(fields)
        head = np.zeros(1, self.dtype)
        head["_number"] = len(columns)
        for name in columns:
            head[f"_size_{name}"] = self.dtype[name].itemsize
        self._head = head

    def pack(self, rows: int, **values: Any) -> bytes:
        """Return rows as COPY takes them."""
        data = np.repeat(self._head, rows)
        for name, kind in self.columns.items():
            found = values[name]
            data[name] = (found - POSTGRES_EPOCH_MS) * 1000 if kind == "t" else found
        return data.tobytes()

    def unpack(self, parts: Sequence[bytes]) -> dict[str, NDArray[Any]]:
        """Return columns of what COPY gave."""
        raw = b"".join(parts)
        size = len(raw) - len(_HEADER) - len(_END)
        data = np.frombuffer(raw, self.dtype, size // self.dtype.itemsize, len(_HEADER))
        found = {}
        for name, kind in self.columns.items():
            column = data[name].astype(_KINDS[kind][1:])
            if kind == "t":
                # Whole milliseconds are stored; the division is exact.
                column = column // 1000 + POSTGRES_EPOCH_MS
            found[name] = column
        return found


# Both go to psycopg's own cursor: Django's, when it keeps what was asked, takes no parameters.


def copy_in(statement: str, data: bytes) -> None:
    """Run ``COPY … FROM STDIN (FORMAT BINARY)`` in the running transaction."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement) as copy,
    ):
        copy.write(_HEADER)
        copy.write(data)
        copy.write(_END)


def copy_out(query: str, parameters: Sequence[Any], layout: Layout) -> dict[str, NDArray[Any]]:
    """Run a query and return its columns; none of them may be null."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", parameters) as copy,
    ):
        return layout.unpack([bytes(part) for part in copy])
