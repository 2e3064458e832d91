"""Numbers of papers and cases: one row per series and year, drawn without a gap or a double."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from anlan.kernel import clock


def draw_number(prefix: str) -> tuple[int, int]:
    """Return (year, next number) of a series; a rolled-back transaction gives the number back."""
    year = timezone.localtime(clock.now()).year
    with connection.cursor() as cursor:  # one statement: the row is locked no longer than needed
        cursor.execute(
            "INSERT INTO documents_numberseries AS s (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = s.last + 1 RETURNING last",
            [prefix, year],
        )
        return year, int(cursor.fetchone()[0])


def document_number(prefix: str) -> str:
    """Draw a document number in the official form 龙应急信〔2026〕1号.

    GB/T 9704-2012, 7.2.5: full year in 〔〕, number without 第 and without leading zeros, then 号.
    """
    year, number = draw_number(prefix)
    return f"{prefix}〔{year}〕{number}号"
