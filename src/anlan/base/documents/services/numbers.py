"""Numbers of papers and cases: one row per series and year, drawn without a gap or a double."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from anlan.base.documents.models import NumberSeries
from anlan.kernel import clock


@transaction.atomic
def draw_number(prefix: str) -> tuple[int, int]:
    """Return (year, next number) of a series; a rolled-back transaction gives the number back."""
    year = timezone.localtime(clock.now()).year
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    row = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return year, row.last


def document_number(prefix: str) -> str:
    """Draw a document number in the official form 龙应急信〔2026〕1号.

    GB/T 9704-2012, 7.2.5: full year in 〔〕, number without 第 and without leading zeros, then 号.
    """
    year, number = draw_number(prefix)
    return f"{prefix}〔{year}〕{number}号"
