"""Binary COPY carries columns there and back, whatever kind of cursor Django hands out."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from anlan.monitoring.telemetry.binary import Layout, copy_in, copy_out

pytestmark = pytest.mark.django_db

ROWS = Layout(number="i4", at="t", value="f8")


@pytest.mark.parametrize("keeps_queries", [False, True])
def test_columns_come_back_as_they_went(keeps_queries):
    connection.force_debug_cursor = keeps_queries  # as with ANLAN_DEBUG=1
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE carried (number int, at timestamptz, value float8)")
        given = {
            "number": np.array([1, 2, 3]),
            "at": np.array([0, 946_684_800_001, 1_795_000_000_000]),
            "value": np.array([0.5, -1e300, 3.0]),
        }
        copy_in("COPY carried FROM STDIN (FORMAT BINARY)", ROWS.pack(3, **given))
        found = copy_out("SELECT * FROM carried WHERE number >= %s ORDER BY 1", [2], ROWS)
    finally:
        connection.force_debug_cursor = False
    assert {name: column.tolist() for name, column in found.items()} == {
        name: column.tolist()[1:] for name, column in given.items()
    }
